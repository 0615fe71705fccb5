"""The tables, one file a noun. Definitions are pack text; what people enter is a row."""

from halfsky.store.models.document import Document
from halfsky.store.models.follow import FollowUp
from halfsky.store.models.log import LogEntry
from halfsky.store.models.pack import PackText
from halfsky.store.models.place import Place, PlaceVersion, TreeEdition
from halfsky.store.models.submission import Submission
from halfsky.store.models.target import TargetRow
from halfsky.store.models.user import GrantRow, User
from halfsky.store.models.value import Value

__all__ = [
    "Document",
    "FollowUp",
    "GrantRow",
    "LogEntry",
    "PackText",
    "Place",
    "PlaceVersion",
    "Submission",
    "TargetRow",
    "TreeEdition",
    "User",
    "Value",
]
