"""The embedded warehouse: one writer, readers that never wait, parts that belong together."""

import subprocess
import sys
import time
from pathlib import Path

import dlt
import duckdb
import pyarrow as pa
import pytest

from weir.environment import Environment, Name
from weir.errors import WeirError
from weir.home import Home
from weir.lease import Lease, LeaseGivenUpError, LeaseTimeoutError
from weir.warehouse.duckdb import DuckDBWarehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDBWarehouse:
    place = Home(project=tmp_path, state=tmp_path / ".weir")
    return DuckDBWarehouse(Environment(Name.LOCAL, place, "duckdb", ""))


def test_rows_written_are_seen_only_after_they_are_published(warehouse: DuckDBWarehouse) -> None:
    with warehouse.session("test") as session:
        session.replace_table(("mart", "m"), "select 1 as a union all select 2")
        session.append(("mart", "m"), pa.table({"a": [3]}))
        assert session.row_counts([("mart", "m"), ("mart", "none")]) == {("mart", "m"): 3}
        assert session.columns("mart") == {"m": [("a", "INTEGER")]}
    with pytest.raises(WeirError, match="nothing is published yet"), warehouse.reader():
        pass
    assert warehouse.publish() is True
    assert warehouse.publish() is False
    with warehouse.session("test") as session:
        session.execute("delete from mart.m")
    with warehouse.reader() as reader:
        assert reader.rows("select sum(a) from mart.m") == [(6,)]


def test_a_preview_s_tables_lie_apart_under_the_same_addresses(tmp_path: Path) -> None:
    place = Home(project=tmp_path, state=tmp_path / ".weir")
    preview = DuckDBWarehouse(Environment(Name.PREVIEW, place, "duckdb", "pr_1_"))
    with preview.session("test") as session:
        session.execute("create schema mart; create table mart.of_production as select 1 as a")
        session.replace_table(("mart", "m"), "select 1 as a")
        session.append(("mart", "m"), pa.table({"a": [2]}))
        assert session.tables() == {("mart", "m")}
        assert session.columns("mart") == {"m": [("a", "INTEGER")]}
        assert session.row_counts([("mart", "m")]) == {("mart", "m"): 2}
        assert session.rows(f"select sum(a) from {preview.name(('mart', 'm'))}") == [(3,)]


def test_a_reader_that_stays_open_does_not_hide_the_new_copy(warehouse: DuckDBWarehouse) -> None:
    with warehouse.session("test") as session:
        session.replace_table(("mart", "m"), "select 1 as a")
    warehouse.publish()
    with warehouse.reader() as old:
        with warehouse.session("test") as session:
            session.replace_table(("mart", "m"), "select 2 as a")
        warehouse.publish()
        with warehouse.reader() as new:
            assert new.rows("select a from mart.m") == [(2,)]
        assert old.rows("select a from mart.m") == [(1,)]


def test_a_file_of_another_state_folder_is_refused(
    warehouse: DuckDBWarehouse, tmp_path: Path
) -> None:
    with warehouse.session("test"):
        pass
    other = Home(project=tmp_path, state=tmp_path / "other")
    other.warehouse.parent.mkdir(parents=True)
    other.warehouse.write_bytes(warehouse.path.read_bytes())
    stranger = DuckDBWarehouse(Environment(Name.LOCAL, other, "duckdb", ""))
    with (
        pytest.raises(WeirError, match="does not belong to this state folder"),
        stranger.session("x"),
    ):
        pass


def held_elsewhere(lock: Path) -> "subprocess.Popen[str]":
    """A process that holds the lease."""
    code = (
        "import sys,time;from pathlib import Path;from weir.lease import Lease\n"
        f"with Lease(Path({str(lock)!r}), 'the warehouse').held('run abc step load'):\n"
        "    print('held', flush=True); time.sleep(30)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_whoever_waits_for_a_run_can_do_something_else_meanwhile_and_give_up(
    tmp_path: Path,
) -> None:
    lock = tmp_path / "w.lock"
    holder = held_elsewhere(lock)
    lease = Lease(lock, "the warehouse", timeout=20)
    looks: list[float] = []
    began = time.monotonic()
    with pytest.raises(LeaseGivenUpError), lease.held("me", lambda: len(looks) == 3 or mark(looks)):
        pass
    assert len(looks) == 3
    assert time.monotonic() - began < 5
    with lease.held("me", lambda: bool(holder.kill())):  # goes on waiting, and gets it
        assert lease.holder()["what"] == "me"
    holder.wait()
    with Lease(lock, "the warehouse", timeout=2).held("again", lambda: True):
        pass  # it is free: whoever gave up before does not keep it


def mark(looks: list[float]) -> bool:
    looks.append(time.monotonic())
    return False


def test_an_empty_file_in_the_place_of_the_deleted_one_is_refused_whatever_its_inode(
    warehouse: DuckDBWarehouse,
) -> None:
    with warehouse.session("test"):
        pass
    with duckdb.connect() as connection:  # the same inode, as if its number were given out again
        connection.execute(f"attach '{warehouse.path}.empty' as empty")
    warehouse.path.write_bytes(Path(f"{warehouse.path}.empty").read_bytes())
    with pytest.raises(WeirError, match="does not belong to this state folder"):
        warehouse.publish()
    assert not warehouse.home.published.exists()


def test_a_second_writer_waits_and_is_told_for_whom(tmp_path: Path) -> None:
    lock = tmp_path / "w.lock"
    holder = held_elsewhere(lock)
    with (
        pytest.raises(LeaseTimeoutError, match=rf"run abc step load \(pid {holder.pid}"),
        Lease(lock, "the warehouse", timeout=0.3).held("me"),
    ):
        pass
    holder.kill()
    holder.wait()
    started = time.monotonic()
    with Lease(lock, "the warehouse", timeout=5).held("me"):
        assert time.monotonic() - started < 2


def test_a_child_of_the_holder_may_write_and_a_stranger_may_not(tmp_path: Path) -> None:
    lock = tmp_path / "w.lock"
    code = (
        "from pathlib import Path;from weir.lease import Lease\n"
        f"with Lease(Path({str(lock)!r}), 'x', timeout=0.5).held('child'): print('in')"
    )
    lease = Lease(lock, "x")
    with lease.held("parent"), lease.held("nested"):
        child = subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True
        )
        assert child.stdout == "in\n"
        stranger = subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True, env={}
        )
        assert "held by parent" in stranger.stderr


def test_a_deleted_file_is_noticed_once_also_when_another_takes_its_place(
    warehouse: DuckDBWarehouse,
) -> None:
    assert not warehouse.lost(), "there was none"
    with warehouse.session("test"):
        pass
    assert not warehouse.lost()
    other = warehouse.path.with_name("kept")
    other.write_bytes(warehouse.path.read_bytes())
    warehouse.path.rename(other.with_name("away"))
    assert warehouse.lost()
    assert not warehouse.lost()
    other.rename(warehouse.path)
    assert not warehouse.lost(), "told already"
    warehouse.path.rename(other)
    with warehouse.session("test"):
        pass
    assert warehouse.lost()


def test_a_readers_copy_that_was_deleted_is_noticed_once(warehouse: DuckDBWarehouse) -> None:
    assert warehouse.publish()
    assert not warehouse.lost()
    warehouse.home.published.unlink()
    assert warehouse.lost()
    assert not warehouse.lost(), "told already"
    assert warehouse.publish(), "although nothing has changed"
    assert not warehouse.lost()


def test_files_open_in_tools_built_on_duckdb_1(warehouse: DuckDBWarehouse) -> None:
    with warehouse.session("test"):
        pass
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        version = connection.execute(
            "select tags['storage_version'] from duckdb_databases() "
            "where database_name = 'warehouse'"
        ).fetchone()
    assert version is not None
    assert version[0].startswith("v1.2")


def test_dlt_s_connections_do_not_take_most_of_the_machine_s_memory(
    warehouse: DuckDBWarehouse, tmp_path: Path
) -> None:
    with warehouse.lease("test"):
        pipeline = dlt.pipeline(
            "limits",
            destination=warehouse.dlt_destination(),
            dataset_name="raw",
            pipelines_dir=str(tmp_path / "dlt"),
        )
        pipeline.run([{"a": 1}], table_name="t")
        asked = "select current_setting('memory_limit'), current_setting('threads')"
        with pipeline.sql_client() as client:
            limits = client.execute_sql(asked)
    with warehouse.session("test") as session:
        assert session.rows(asked) == limits
        assert session.rows("select a from raw.t") == [(1,)]
    assert limits == [("2.7 GiB", 2)]


def test_dlt_s_staging_datasets_are_nobody_s_and_others_of_such_a_name_are_tables(
    warehouse: DuckDBWarehouse, tmp_path: Path
) -> None:
    with warehouse.lease("test"):
        pipeline = dlt.pipeline(
            "staged",
            destination=warehouse.dlt_destination(),
            dataset_name="raw",
            pipelines_dir=str(tmp_path / "dlt"),
        )
        rows = dlt.resource([{"a": 1}], name="t", write_disposition="merge", primary_key="a")
        pipeline.run(rows)
    with warehouse.session("test") as session:
        session.create_dataset("analytics_staging")
        session.execute("create view analytics_staging.stg_t as select a from raw.t")
        assert session.rows("select count(*) from raw_staging.t") == [(1,)]
        tables = {one for one in session.tables() if not one[1].startswith(("_dlt", "weir_"))}
    assert tables == {("raw", "t"), ("analytics_staging", "stg_t")}
