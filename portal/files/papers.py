"""PDF files and sheets: really opened, and freed of what could run, reach outside or unpack without end."""

import io
import zipfile
from typing import IO
from xml.parsers import expat

import pikepdf
from django.utils.translation import gettext as _
from pikepdf.sanitize import Sanitizer
from pikepdf.settings import set_qpdf_limits

from .kinds import Refused

MAX_PAGES = 500
MAX_PARTS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
_ACTIVE = ("vbaproject", "activex", "macrosheets", "dialogsheets", "embeddings/", "customui")

# What unpacking one stream of a PDF may take: a small file can hold gigabytes.
set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
    dct_max_memory=MAX_UNPACKED,
    max_stream_filters=4,
    parser_max_nesting=200,
)


def clean_pdf(content: bytes) -> bytes:
    """Return the PDF without scripts, attachments, links to the outside, media and what it tells of its maker.

    The pages stay as they were, with the photos in them. Raises Refused.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            _count_pages(pdf)
            _sanitize(pdf)
            out = io.BytesIO()
            pdf.save(out, static_id=False, deterministic_id=True)
            return out.getvalue()
    except Refused:
        raise
    except pikepdf.PasswordError:
        raise _locked() from None
    except Exception as error:  # a broken PDF fails in many ways
        raise Refused(
            _("We can't open this PDF file: it is damaged. Save it again or choose another one.")
        ) from error


def _locked() -> Refused:
    return Refused(
        _("This PDF file is protected with a password. Save it without a password and choose it again.")
    )


def _count_pages(pdf: pikepdf.Pdf) -> None:
    pages = len(pdf.pages)
    if not pages:
        raise Refused(_("This PDF file has no pages. Choose another file."))
    if pages > MAX_PAGES:
        raise Refused(
            _("This PDF file has too many pages. A PDF file may have at most %(limit)s pages.")
            % {"limit": MAX_PAGES}
        )


def _sanitize(pdf: pikepdf.Pdf) -> None:
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        del form["/XFA"]  # a form language of its own, with scripts
    del pdf.docinfo
    for thing in pdf.objects:
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and "/Metadata" in thing:
            del thing["/Metadata"]
    cleaner = Sanitizer().remove_javascript().remove_attachments().remove_external_access()
    cleaner.remove_multimedia().remove_private_app_data().remove_thumbnails().remove_collection().apply(pdf)


def check_sheet(content: bytes) -> None:
    """Refuse what is not a plain Excel file: macros, embedded objects, a bomb, a damaged part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts)
    except Refused:
        raise
    except Exception as error:  # zipfile and expat fail in many ways on bytes made to break them
        raise Refused(_("We can't open this Excel file: it is damaged. Save it again as .xlsx.")) from error


def _check_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = {info.filename.lower() for info in infos}
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Refused(
            _("This Excel file is too large when unpacked. It may be at most %(limit)s MB.")
            % {"limit": MAX_UNPACKED // 1024 // 1024}
        )
    if not {"[content_types].xml", "xl/workbook.xml"} <= names or len(names) != len(infos):
        raise ValueError("not a workbook")
    if any(sign in name for name in names for sign in _ACTIVE):
        raise _macros()
    for info in infos:
        with parts.open(info) as part:
            _check_part(info.filename.lower(), part)


def _check_part(name: str, part: IO[bytes]) -> None:
    if not name.endswith((".xml", ".rels")):
        while part.read(65_536):  # reads to the end, so the part's checksum is compared
            pass
        return
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    if name == "[content_types].xml":
        parser.StartElementHandler = _no_macro_types
    parser.ParseFile(part)


def _no_doctype(*_args: object) -> None:
    raise ValueError("a document type in a sheet")


def _no_macro_types(_element: str, attributes: dict[str, str]) -> None:
    media_type = attributes.get("ContentType", "").lower()
    if "macroenabled" in media_type or "vba" in media_type:
        raise _macros()


def _macros() -> Refused:
    return Refused(_("This Excel file holds macros or objects. Save it as a plain .xlsx file."))
