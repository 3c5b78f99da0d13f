"""Of an error inside Dagster's own only the picture of the folder was shown, not what is wrong."""

import textwrap
from pathlib import Path

import pytest

from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.graph.refusal import refusal

WRAPPED = """
    from weir.errors import WeirError

    try:
        {cause}
    except Exception as error:
        picture = "├── picture\\n" * 40
        raise RuntimeError("Error while building definitions:\\n" + picture) from error
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "workspace.yaml").write_text(
        "load_from:\n  - python_module: {module_name: wrapped, location_name: wrapped}\n"
    )
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(project: Path, cause: str) -> None:
    (project / "wrapped.py").write_text(textwrap.dedent(WRAPPED.format(cause=cause)))


def test_our_own_error_is_told_with_where_and_fix_though_dagster_wraps_it(project: Path) -> None:
    write(project, 'raise WeirError("no field x", where="a.lookml:72", fix="write y")')
    with pytest.raises(WeirError) as caught:
        load_graph()
    assert caught.value.what == "code location wrapped does not load: no field x"
    assert (caught.value.where, caught.value.fix) == ("a.lookml:72", "write y")


def test_anothers_error_is_told_with_the_projects_own_line_and_no_picture(project: Path) -> None:
    write(project, 'compile("def x(:", "feature.py", "exec")')
    with pytest.raises(WeirError) as caught:
        load_graph()
    assert 'File "feature.py", line 1' in caught.value.what
    assert "wrapped.py:5: compile(" in caught.value.what
    assert "picture" not in caught.value.what
    assert caught.value.where == "feature.py:1"


def test_what_a_location_prints_while_it_loads_does_not_spoil_the_answer(project: Path) -> None:
    write(project, 'print("loading"); raise KeyError("orders")')
    with pytest.raises(WeirError, match="KeyError: 'orders'"):
        load_graph()


def test_a_location_that_ends_its_process_is_told_with_its_last_words(project: Path) -> None:
    write(project, 'import os; print("the licence is gone", flush=True); os._exit(7)')
    with pytest.raises(WeirError) as caught:
        load_graph()
    assert caught.value.what == (
        "code location wrapped does not load (code 7):\nthe licence is gone"
    )
    assert caught.value.where == "module wrapped"


def test_a_location_is_loaded_in_the_environment_of_the_moment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tenant in ("north", "south"):  # the process that is copied began with neither
        monkeypatch.setenv("TENANT", tenant)
        write(project, 'import os; raise KeyError(os.environ["TENANT"])')
        with pytest.raises(WeirError, match=f"KeyError: '{tenant}'"):
            load_graph()


def test_two_locations_do_not_share_what_they_import(project: Path) -> None:
    (project / "workspace.yaml").write_text(
        "load_from:\n"
        "  - python_module: {module_name: first, location_name: first}\n"
        "  - python_module: {module_name: second, location_name: second}\n"
    )
    (project / "first.py").write_text(
        "import dagster as dg\ndg.mark = 1\ndefs = dg.Definitions()\n"
    )
    (project / "second.py").write_text(
        "import dagster as dg\nassert not hasattr(dg, 'mark')\ndefs = dg.Definitions()\n"
    )
    assert load_graph().assets == {}


def test_an_error_of_ours_without_a_place_names_the_module(tmp_path: Path) -> None:
    told = refusal(WeirError("it is broken"), "ml", "ml.definitions", tmp_path)
    assert told["where"] == "module ml.definitions"
    assert told["fix"].startswith("mend ")


def test_a_warning_of_a_location_that_loads_reaches_whoever_builds_the_graph(project: Path) -> None:
    (project / "wrapped.py").write_text(
        "import logging\nimport dagster as dg\n"
        'logging.getLogger("x").warning("warning: a.yml: unknown key")\n'
        'logging.getLogger("x").warning("something else")\ndefs = dg.Definitions()\n'
    )
    told: list[str] = []
    load_graph(tell=told.append)
    assert told == ["loading 1 code locations", "warning: a.yml: unknown key"]
