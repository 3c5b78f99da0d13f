"""The graph as a step's process knows it: the file of all locations, and what runs itself."""

import os

import dagster as dg

from weir.environment import Environment, Name, current
from weir.errors import WeirError
from weir.graph.describe import describe_graph
from weir.graph.document import read
from weir.graph.inputs import stamp
from weir.graph.model import Graph

PINNED = "WEIR_GRAPH_PINNED"  # set by `weir up`, which keeps the file up to date itself


def known_graph(context: dg.AssetExecutionContext) -> Graph:
    """The merged graph, for a step of one location.

    In local the file is compared with the project's files. Where it is older than these, or does
    not know what the step makes, the step's own job stands in for it as far as that reaches, and
    the run's log says so; where there is none, there is only the job.

    Raises:
        WeirError: outside of local there is no file, so that nobody knows what holds back what.
    """
    environment = current()
    path = environment.home.graph
    found = read(path)
    if found is None:
        if environment.name is not Name.LOCAL:
            raise WeirError(
                "the graph of all code locations is missing, so no gate is known",
                where=path,
                fix="let the deployment build it (`weir run --plan` writes it), or put it back",
            )
        context.log.warning(
            "there is no graph of all code locations (%s): only checks of this job's own assets "
            "can hold anything back; `weir run --plan` writes it",
            path,
        )
        return _own(context)
    stale = _stale(environment, found)
    if stale:
        context.log.warning(
            "the project's files are newer than the graph of all code locations (%s): the gates "
            "of other locations are known as they were then; `weir run --plan` renews it",
            path,
        )
    if stale or any(k.to_user_string() not in found.assets for k in context.selected_asset_keys):
        return overlay(found, _own(context))
    return found


def overlay(file: Graph, own: Graph) -> Graph:
    """The file's graph, with what a job itself executes as that job has it."""
    assets = {**own.assets, **file.assets}
    assets |= {key: asset for key, asset in own.assets.items() if asset.executable}
    return Graph(assets, {**file.checks, **own.checks}, file.stamp)


def _stale(environment: Environment, graph: Graph) -> bool:
    # An image's files have other paths and times than those that the graph was built from.
    if environment.name is not Name.LOCAL or os.environ.get(PINNED):
        return False
    return graph.stamp != stamp(environment)


def _own(context: dg.AssetExecutionContext) -> Graph:
    """The part of the graph that the running job knows."""
    return describe_graph("this location", context.job_def.asset_layer.asset_graph)
