"""What docs/dbt.md promises is run by tests that exist."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[3] / "docs" / "dbt.md"
PROMISES = re.compile(r"^\| (?!the documentation|---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_each_promise_names_a_test_that_is_there() -> None:
    functions = {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    promises = PROMISES.findall(PAGE.read_text())
    assert len(promises) >= 18
    for promise, truth, tests in promises:
        assert re.match(r"works|ours", truth), promise
        named = re.findall(r"`(test_\w+)(\.py)?`", tests)
        assert named or tests == "the same", promise
        for name, is_file in named:
            assert (HERE / f"{name}.py").is_file() if is_file else name in functions, name
