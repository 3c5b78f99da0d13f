"""What is held back: nothing passes an asset whose blocking check stands failed."""

import dagster as dg


def withheld(context: dg.AssetExecutionContext) -> dict[dg.AssetKey, str]:
    """Which of the selected assets a failing blocking check of an ancestor holds back, and why."""
    raise NotImplementedError
