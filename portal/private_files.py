"""Where private files lie: a folder, or a bucket whose keys are set with it; a bucket without them stops the start."""

from pathlib import Path
from typing import Any

from portal import env


def private_files(folder: Path, *, is_demo: bool) -> dict[str, Any]:
    """Return Django's settings for the storage of private files: the bucket that is set, else that folder."""
    bucket = env.text("PORTAL_S3_BUCKET", "")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.store("PORTAL_S3_URL", is_demo=is_demo),
            "access_key": env.text("PORTAL_S3_ACCESS_KEY"),
            "secret_key": env.text("PORTAL_S3_SECRET_KEY"),
            "region_name": env.text("PORTAL_S3_REGION", "") or None,
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "querystring_expire": 60,
        },
    }
