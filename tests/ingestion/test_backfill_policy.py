"""A range that is asked for on Dagster's pages is one run, not one for each day."""

import dagster as dg
from tests.ingestion.place import defs_of


def test_a_range_of_days_is_one_run() -> None:
    graph = defs_of("pos").resolve_asset_graph()
    lines = graph.get(dg.AssetKey(["pos", "order_lines"]))
    assert lines.backfill_policy == dg.BackfillPolicy.single_run()
    assert isinstance(lines.partitions_def, dg.DailyPartitionsDefinition)
    assert lines.partitions_def.get_partition_keys()[0] == "2017-01-01"
    assert lines.partitions_def.get_partition_keys()[-1] == "2017-12-31"
