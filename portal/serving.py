"""How private bytes leave the portal: never run, never sniffed, never kept by a cache on the way."""

import re
import unicodedata
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header

from portal import storage

LINK_LIFETIME = timedelta(seconds=60)
INLINE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_NAME = 150


def safe_name(name: str) -> str:
    """Return `name` as one line that is fit for a header and for any disk; never empty.

    Line breaks, path signs and signs that turn the reading direction become a space or go.
    """
    plain = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name))
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Cs", "Cc", "Zl", "Zp"})
    words = " ".join(seen.split()).strip(". ")
    stem, dot, ending = words.rpartition(".")
    if len(words) > _LONGEST_NAME and dot and len(ending) <= 10:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
    return words[:_LONGEST_NAME] or "file"


def send(
    stored_as: str,
    *,
    media_type: str,
    name: str,
    inline: bool = False,
    public: bool = False,
    direct: bool = False,
) -> HttpResponseBase:
    """Answer with the stored bytes, by way of Django or, on a bucket, with a link that lives a minute.

    Call it after the rule said yes. `inline` shows a picture in the page, anything else is downloaded.
    `public` lets a browser keep it for five minutes. `direct` never redirects: for what a page shows itself,
    since its policy allows pictures of the portal's own address only.
    """
    shown = inline and media_type in INLINE_TYPES
    disposition = _disposition(name, inline=shown)
    if _gives_links() and not direct:
        return _harden(HttpResponseRedirect(_link(stored_as, media_type, disposition)), public=False)
    answer = FileResponse(storage.stream(stored_as), content_type=media_type)
    answer["Content-Disposition"] = disposition
    return _harden(answer, public=public)


def send_bytes(content: bytes, *, media_type: str, name: str) -> HttpResponseBase:
    """Answer with bytes that were read and checked already, as a download."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Length"] = str(len(content))
    answer["Content-Disposition"] = _disposition(name)
    return _harden(answer, public=False)


def _disposition(name: str, *, inline: bool = False) -> str:
    return content_disposition_header(not inline, safe_name(name)) or "attachment"


def _harden(answer: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return answer


def _gives_links() -> bool:
    return bool(getattr(default_storage, "querystring_auth", False))


def _link(stored_as: str, media_type: str, disposition: str) -> str:
    bucket: Any = default_storage
    address: str = bucket.url(
        stored_as,
        parameters={
            "ResponseContentDisposition": disposition,
            "ResponseContentType": media_type,
            "ResponseCacheControl": "private, no-store",
        },
        expire=int(LINK_LIFETIME.total_seconds()),
    )
    return address
