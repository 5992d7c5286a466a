"""The ground floor's models, gathered for Django."""

from .documents.models import Document
from .files.models import StoredFile
from .jobs.models import Job
from .post.models import Message
from .security.models import UsedToken
from .trail.models import Head, Record

__all__ = ["Document", "Head", "Job", "Message", "Record", "StoredFile", "UsedToken"]
