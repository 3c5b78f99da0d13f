"""A saved file is served within seconds; a broken one takes nothing away."""

import re

import pytest
from tests.weir.toy.platform import Up
from tests.weir.toy.project import Project

SENSOR = """

@dg.sensor(target=dg.AssetSelection.all(), default_status=dg.DefaultSensorStatus.RUNNING,
           minimum_interval_seconds=1)
def of_the_edit():
    (__import__("pathlib").Path(__file__).parent / "ticked").touch()
    return dg.SkipReason("nothing")
"""


@pytest.mark.slow
def test_an_edit_reloads_its_location_and_a_broken_one_leaves_the_last_good(
    project: Project,
) -> None:
    assert project.weir("run")[0] == 0
    up = Up.start(project)
    mart = project.folder / "toy_mart.py"
    text = mart.read_text()
    up.until((project.folder / ".weir" / "logs" / "mart.log").exists, "it never loaded")
    mart.write_text(text + "\n# saved while it was loading\n")
    up.says("^ready in")
    up.says(r"^reloaded mart in .* \(toy_mart.py\)")
    before = up.processes()

    more = text.replace(
        'consumer("page/fine"',
        'consumer("mart/added", "raw/good"),\n            consumer("page/fine"',
    )
    mart.write_text(more)
    up.until(lambda: up.output().count("reloaded mart in") == 2, "the edit was not taken up")
    line = up.says(r"^reloaded mart in .* \(toy_mart.py\)")
    assert float(re.findall(r"in ([\d.]+) s", line)[0]) < 10
    up.until(lambda: "mart/added" in up.assets("mart"), "the page never showed it", 10)
    now = up.processes()
    assert now["code server load"] == before["code server load"], "an edit of mart reloaded load"
    assert now["code server mart"] != before["code server mart"]
    assert "mart/added" in (project.folder / ".weir" / "graph.json").read_text()

    mart.write_text(more.replace("return dg", "retrun dg"))
    line = up.says("mart does not load, its last good definitions stay: SyntaxError")
    assert re.search(r"\(toy_mart\.py:\d+\)", line)
    assert "mart/added" in up.assets("mart")
    run = up.launch("mart", "mart/added")
    up.until(lambda: up.run(run)[0] == "SUCCESS", "the last good definitions don't run")

    load = project.folder / "toy_load.py"
    load.write_text(load.read_text() + "\n# a comment, while mart is broken\n")
    up.says(r"^reloaded load in ")
    for words in (("run", "--plan"), ("status",)):
        code, output = project.weir(*words)
        assert code == 1, f"the graph of last good definitions was taken for the files': {output}"
        assert "code location mart does not load" in output
        assert "toy_mart.py" in output

    mart.write_text(more.replace('"raw/good"', '"raw/goof"'))
    up.says("mart does not load.*raw/goof is read but no code location makes it; did you mean")
    assert "mart/added" in up.assets("mart")

    mart.write_text(text.replace("executor=", "sensors=[of_the_edit], executor=") + SENSOR)
    up.says("^mended mart; reloaded mart in")
    up.until(lambda: "mart/added" not in up.assets("mart"), "the page never showed it", 10)
    up.until((project.folder / "ticked").exists, "the daemon never saw the edit", 30)

    # toy_mart imports toy_load: an edit there concerns both.
    load.write_text(load.read_text() + "\n# a comment\n")
    up.says(r"^reloaded load, mart in .* \(toy_load.py\)")
    (project.folder / "notes.md").write_text("of no location")
    assert up.stop() == 0
    assert project.weir("run", "--plan")[1].count("nothing to do") == 1
