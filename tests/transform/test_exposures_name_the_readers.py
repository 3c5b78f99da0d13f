"""The exposures in dbt against the dashboards and audiences that read marts."""

import re

import yaml
from tests.transform.project import ROOT, Project

LOOKER = ROOT / "serving" / "looker"
TABLE = re.compile(r"view:\s*(\w+)\s*\{.*?sql_table_name:\s*\w+\.(\w+)\s*;;", re.DOTALL)


def exposed(project: Project, kind: str) -> dict[str, set[str]]:
    return {
        e["name"]: {node.split(".")[-1] for node in e["depends_on"]["nodes"]}
        for e in project.manifest["exposures"].values()
        if e["type"] == kind
    }


def test_a_dashboards_exposure_names_the_marts_on_it(parsed: Project) -> None:
    views = (LOOKER / "views").glob("*.view.lkml")
    marts = dict(match for path in views for match in TABLE.findall(path.read_text()))
    shown = {}
    for path in (LOOKER / "dashboards").glob("*.dashboard.lookml"):
        for dashboard in yaml.safe_load(path.read_text()):
            elements = dashboard["elements"]
            explores = {element["explore"] for element in elements if "explore" in element}
            shown[dashboard["dashboard"]] = {marts[explore] for explore in explores}
    assert exposed(parsed, "dashboard") == shown


def test_each_audience_is_exposed(parsed: Project) -> None:
    sql = parsed.manifest["nodes"]["model.weir.mrt__customer__audiences"]["raw_code"]
    audiences = set(re.findall(r"'(\w+)' as audience", sql))
    assert len(audiences) == 3
    assert exposed(parsed, "application") == {
        name: {"mrt__customer__audiences"} for name in audiences
    }
