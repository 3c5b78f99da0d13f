"""A condition of one's own can't name some of an asset's partitions by any public way."""

import dagster as dg


def test_the_context_of_a_condition_takes_no_keys() -> None:
    """Once it does, `subset_of` can go."""
    public = {name for name in dir(dg.AutomationContext) if not name.startswith("_")}
    assert "get_empty_subset" in public
    assert not {name for name in public if "subset" in name and "key" in name}
