"""A disk of the test's own, and a bucket."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

FILES = "django.core.files.storage.FileSystemStorage"
BUCKET = "wijkbudget-files"


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder in which the files of this test lie."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": FILES, "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def on_disk(disk: Path) -> Callable[[], list[str]]:
    """Return the names of the files that lie there now."""
    return lambda: sorted(path.relative_to(disk).as_posix() for path in disk.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A server on this machine that speaks as S3 does."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_address: str, settings: Settings) -> Iterator[Any]:
    """An empty private bucket in which the files of this test lie (a boto3 Bucket)."""
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": s3_address,
        "access_key": "test",
        "secret_key": "test",
        "region_name": "eu-west-1",
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "querystring_expire": 60,
    }
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    from django.core.files.storage import default_storage

    client: Any = default_storage
    made = client.connection.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    yield made
    made.objects.all().delete()
    made.delete()
