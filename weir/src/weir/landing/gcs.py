"""What lies in a bucket of Google Cloud Storage, by Dagster's own client for it."""

from typing import Any
from urllib.parse import urlsplit

from weir.errors import WeirError

SCHEMES = frozenset({"gs", "gcs"})


def is_gcs(url: str) -> bool:
    """Whether a landing URL names a bucket of Google Cloud Storage."""
    return urlsplit(url).scheme in SCHEMES


def objects(url: str, below: str) -> dict[str, dict[str, Any]]:
    """The bucket's objects below a path, by their name below the landing URL.

    An object's version is its generation, a new one with each overwrite. Names alone would hide
    an overwrite; a cursor of times, as in `dagster_gcp.gcs.sensor.get_gcs_keys`, replays the whole
    bucket when the object that it stands on is archived. Placeholders of folders are left out.

    STORAGE_EMULATOR_HOST is honoured (google-cloud-storage does).

    Args:
        url: `gs://bucket` or `gs://bucket/folder`.
        below: a folder below it, "" for all.

    Raises:
        WeirError: the package is missing.
        OSError: the bucket does not exist, or can't be listed.
    """
    client = _client()
    place = urlsplit(url)
    root = place.path.strip("/")
    prefix = "/".join(part for part in (root, below.strip("/")) if part)
    cut = len(root) + 1 if root else 0
    try:
        found = list(client.list_blobs(place.netloc, prefix=f"{prefix}/" if prefix else None))
    except Exception as error:  # google's errors have no base class that says what they are about
        raise OSError(f"{type(error).__name__}: {error}") from error
    return {
        blob.name[cut:]: {"generation": str(blob.generation), "size": blob.size}
        for blob in found
        if not blob.name.endswith("/")
    }


def _client() -> Any:
    try:
        from dagster_gcp import GCSResource
    except ImportError as error:
        raise WeirError(
            "the landing bucket is in Google Cloud Storage, and its client is not installed",
            fix="install weir[gcs] in this code location",
        ) from error
    resource: Any = GCSResource()
    return resource.get_client()
