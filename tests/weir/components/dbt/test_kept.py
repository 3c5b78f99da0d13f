"""One dbt process serves the steps of a run, and nothing of one step is left for the next."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from weir.components.dbt.invocation import Command, started
from weir.components.dbt.kept import KEPT
from weir.components.dbt.project import project
from weir.errors import WeirError
from weir.warehouse import open_warehouse

ONE = {
    "dbt_project.yml": "{name: one, profile: weir, models: {one: {+schema: mart}}}",
    "models/part.sql": "{{ config(materialized='ephemeral') }} select {{ env_var('N', '1') }} as n",
    "models/whole.sql": "{{ config(materialized='table') }} select * from {{ ref('part') }}",
}

BUILT = {"part": "success", "whole": "success"}


def kept_pid() -> int | None:
    return KEPT._child.pid if KEPT._child else None


def build(*options: str, unchanged: int | None = None) -> list[dict]:
    with (
        open_warehouse().lease("test"),
        started(project(), [Command("build", options=options)], unchanged=unchanged) as answers,
    ):
        return list(answers)


def statuses(answers: list[dict]) -> dict[str, str]:
    return {a["id"].split(".")[2]: a["status"] for a in answers if a["kind"] == "node"}


def test_steps_share_a_process_that_holds_no_file_between_them_and_survives_a_failure(shop) -> None:
    shop.load(orders="select null::integer as order_id, 1 as customer_id, 100 as cents")
    assert not shop.run().success
    first = kept_pid()
    assert first is not None
    if sys.platform == "linux":
        held = [fd.resolve().name for fd in Path(f"/proc/{first}/fd").iterdir()]
        assert "warehouse.duckdb" not in held
    shop.load()  # another writer: it would wait in vain if dbt had the file open
    ran = shop.run("base/base__orders", "base/base__customers")
    assert ran.success, ran.message
    assert kept_pid() == first


def test_what_an_invocation_compiled_is_not_used_by_the_next(place, monkeypatch) -> None:
    made = place(ONE)
    made.manifest()
    build()
    first = kept_pid()
    assert made.rows("select n from mart.whole") == [(1,)]
    made.write({"models/part.sql": "{{ config(materialized='ephemeral') }} select 7 as n"})
    build()
    assert (made.rows("select n from mart.whole"), kept_pid()) == ([(7,)], first)


def test_another_environment_gets_another_process_and_reads_the_files_anew(
    place, monkeypatch
) -> None:
    """Dbt finds that its saved parse is of another profile: without the files it would be empty."""
    made = place(ONE)
    prepared = made.manifest()
    assert prepared.unchanged == 2
    assert statuses(build(unchanged=2)) == BUILT
    first = kept_pid()
    monkeypatch.setenv("N", "3")
    assert prepared.unchanged is None, "dbt would parse the model again, without its SQL"
    assert statuses(build()) == BUILT
    assert (made.rows("select n from mart.whole"), kept_pid() == first) == ([(3,)], False)
    profile = (made.folder / "profiles.yml").read_text()
    made.write({"profiles.yml": profile.replace("schema: main", "schema: other")})
    assert statuses(build(unchanged=2)) == BUILT


def test_a_process_that_died_at_rest_is_replaced(place) -> None:
    made = place(ONE)
    made.manifest()
    first = kept_pid()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while KEPT._child.alive:
        assert time.monotonic() < deadline
    assert statuses(build()) == BUILT
    assert kept_pid() != first


def test_a_use_that_is_left_in_the_middle_leaves_no_process(place) -> None:
    place(ONE).manifest()

    def leave() -> None:
        with started(project(), [Command("build")]) as answers:
            next(answers)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave()
    assert kept_pid() is None


def test_a_project_that_dbt_refuses_does_not_spoil_the_next_use(place) -> None:
    made = place(ONE)
    made.manifest()
    made.write({"models/whole.sql": "select * from {{ ref('missing') }}"})
    with pytest.raises(WeirError, match="depends on a node named 'missing'"):
        build()
    made.write(ONE)
    assert statuses(build()) == BUILT


def test_it_ends_by_itself_when_nobody_asks(place, monkeypatch) -> None:
    from weir.components.dbt import child, kept

    monkeypatch.setattr(child, "IDLE", 0.5)
    place(ONE)
    KEPT.drop()
    one = kept.KEPT.take(project())
    deadline = time.monotonic() + 60
    while one.alive:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    one.end()


def test_a_folder_that_was_removed_and_made_anew_gets_another_process(place, tmp_path) -> None:
    """The kept process stands in the folder that is gone: dbt finds no working directory."""
    place(ONE)
    first = KEPT.take(project())
    KEPT.give_back(first)
    folder = project().directory
    folder.rename(tmp_path / "aside")
    shutil.copytree(tmp_path / "aside", folder)
    second = KEPT.take(project())
    try:
        assert second is not first
        assert not first.alive
    finally:
        second.end()
