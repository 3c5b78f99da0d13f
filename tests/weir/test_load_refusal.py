"""Of an error inside Dagster's own only the picture of the folder was shown, not what is wrong."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.graph.refusal import REFUSED, refusal

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
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
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
    answer = subprocess.run(
        [sys.executable, "-m", "weir.graph.describe", "wrapped", "wrapped"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == REFUSED
    assert "KeyError: 'orders'" in json.loads(answer.stdout)["what"]
    assert "Traceback" in answer.stderr  # whole, for whoever calls it by hand


def test_a_location_whose_package_is_not_installed_is_told_where_it_is_listed(
    project: Path,
) -> None:
    (project / "workspace.yaml").write_text(
        "load_from:\n"
        "  - python_module: {module_name: pricing.definitions, location_name: pricing}\n"
    )
    for _ in range(2):
        with pytest.raises(WeirError) as caught:
            load_graph()
        assert caught.value.what == (
            "code location pricing does not load: there is no Python module pricing.definitions"
        )
        assert caught.value.where == "workspace.yaml, location pricing"
        assert "[tool.uv.sources]" in (caught.value.fix or "")
        (project / "pricing").mkdir(exist_ok=True)  # the folder alone makes no module of it

    (project / "pricing" / "definitions.py").write_text("import pricing.tariffs\n")
    with pytest.raises(WeirError, match=r"No module named 'pricing\.tariffs'") as caught:
        load_graph()
    assert str(caught.value.where).endswith("definitions.py:1")


def test_a_location_that_ends_its_process_is_told_with_its_last_words(project: Path) -> None:
    write(project, 'import os; print("the licence is gone", flush=True); os._exit(7)')
    with pytest.raises(WeirError) as caught:
        load_graph()
    assert caught.value.what == (
        "code location wrapped does not load, its process ended (code 7):\nthe licence is gone"
    )
    assert caught.value.where == "module wrapped"
    write(project, "import sys; sys.exit()")
    with pytest.raises(WeirError, match=r"its process ended \(code 0\)"):
        load_graph()
    write(project, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(WeirError, match=r"\(killed, SIGSEGV\):\nit printed nothing"):
        load_graph()


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
