"""Dagster 1.13's bookkeeping for a step of many outputs, kept from growing with their cube.

For each output, Dagster asks which assets the step makes (`execute_step.py`, the check that
outputs come in topological order), and finds out by walking over all outputs; for each of these
it builds the set of all keys anew (`AssetsDefinition.asset_and_check_keys`). The answer is the
same throughout a step. With 1,000 assets and as many checks that is three quarters of the step's
CPU. Nothing of Dagster's classes is touched: one step context remembers its own answer.
"""

import dagster as dg


def remember_output_keys(context: dg.AssetExecutionContext) -> None:
    """Let the step of this context work out only once which assets it makes."""
    step = context.op_execution_context.get_step_execution_context()
    keys = step.get_output_asset_keys()
    step.get_output_asset_keys = lambda: keys
