"""The datasets in which dlt keeps rows on their way: nobody's tables."""

from collections.abc import Set as AbstractSet

from weir.warehouse.interface import Address

SUFFIX = "_staging"  # dlt's `staging_dataset_name_layout`
MARK = "_dlt_version"  # a table that dlt writes into each of its datasets


def without_staging(tables: AbstractSet[Address]) -> set[Address]:
    """The tables that lie in none of them; a dataset of that name may be anybody's."""
    dlts = {dataset for dataset, table in tables if dataset.endswith(SUFFIX) and table == MARK}
    return {address for address in tables if address[0] not in dlts}
