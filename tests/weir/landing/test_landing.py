"""Listing and reading landing files, wherever the bucket is."""

from pathlib import Path

import fsspec
import pyarrow as pa
import pytest

from weir.columns import ColumnsDifferError, conform
from weir.errors import WeirError
from weir.landing import Intake, Landing, news

COLUMNS = {"day": "DATE", "cents": "BIGINT"}


def test_a_remote_bucket_is_read_like_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDING_URL", "memory://bucket")
    bucket = fsspec.filesystem("memory")
    bucket.pipe("/bucket/till/lines_2017-01-02.csv", b"day,cents\n2017-01-02,5\n")
    bucket.pipe("/bucket/till/other.csv", b"x")
    landing = Landing("till/lines_{day}.csv")
    files = landing.list()
    assert [(f.name, f.partition) for f in files] == [("till/lines_2017-01-02.csv", "2017-01-02")]
    rows = list(Intake(landing, COLUMNS).tables())
    assert rows[0].column("cents").to_pylist() == [5]
    before = news.token(setting="LANDING_URL", path=landing.path)
    bucket.pipe("/bucket/till/lines_2017-01-02.csv", b"day,cents\n2017-01-02,6\n")
    assert Landing("till/lines_{day}.csv").list()[0].version != files[0].version
    assert news.token(setting="LANDING_URL", path=landing.path) != before


def test_a_missing_bucket_is_an_error_that_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDING_URL", (tmp_path / "nowhere").as_uri())
    with pytest.raises(WeirError, match="can't be listed") as raised:
        Landing("a/{day}.csv").list()
    assert "LANDING_URL" in str(raised.value)
    monkeypatch.setenv("LANDING_URL", "nosuchscheme://bucket")
    with pytest.raises(WeirError, match="can't be opened"):
        Landing("a/{day}.csv").list()


def test_half_written_files_are_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDING_URL", tmp_path.as_uri())
    for name in (".lines_2017-01-01.csv.77", "lines_2017-01-01.csv.part", "lines_2017-01-01.csv"):
        (tmp_path / name).write_text("day,cents\n")
    assert [file.name for file in Landing("lines_{day}.csv").list()] == ["lines_2017-01-01.csv"]


def test_a_hidden_part_of_a_path_is_listed_only_where_the_declaration_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDING_URL", tmp_path.as_uri())
    names = (".DS_Store/a.csv", "emea/.a.csv", "emea/a.csv", ".named/b.csv", "emea/c..csv")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("day,cents\n")
    assert [f.name for f in Landing("{region}/{item}.csv").list()] == ["emea/a.csv", "emea/c..csv"]
    assert [file.name for file in Landing(".named/{item}.csv").list()] == [".named/b.csv"]
    assert [file.name for file in Landing("emea/.a.csv").list()] == ["emea/.a.csv"]


def test_a_file_replaced_by_one_of_the_same_size_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDING_URL", tmp_path.as_uri())
    path = tmp_path / "all.csv"
    path.write_text("1")
    before = Landing("all.csv").list()[0]
    aside = tmp_path / "aside"
    aside.write_text("2")
    aside.replace(path)
    assert Landing("all.csv").list()[0].version != before.version


def test_narrower_numbers_and_zoned_times_fit_the_declared_types() -> None:
    rows = pa.table(
        {
            "n": pa.array([1], pa.int32()),
            "at": pa.array([0], pa.timestamp("ms", "America/New_York")),
            "none": pa.nulls(1),
            "word": pa.array(["a"]).dictionary_encode(),
        }
    )
    kinds = {"at": "TIMESTAMP", "n": "BIGINT", "none": "DATE", "word": "VARCHAR"}
    made = conform(rows, kinds, "here")
    assert [str(t) for t in made.schema.types] == [
        "timestamp[us]",
        "int64",
        "date32[day]",
        "string",
    ]
    assert str(made.column("at")[0]) == "1970-01-01 00:00:00"


@pytest.mark.parametrize(
    ("values", "declared"),
    [
        (pa.array(["1"]), "BIGINT"),
        (pa.array([1.0]), "BIGINT"),
        (pa.array([1]), "DOUBLE"),
        (pa.array([1]), "VARCHAR"),
        (pa.array(["2017-01-01"]), "DATE"),
        (pa.array([True]), "BIGINT"),
    ],
)
def test_a_number_that_became_text_is_a_changed_type(values: pa.Array, declared: str) -> None:
    with pytest.raises(ColumnsDifferError, match=f"changed its type: .*{declared} is declared"):
        conform(pa.table({"a": values}), {"a": declared}, "here")
