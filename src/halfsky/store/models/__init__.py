"""The tables, one file a noun. Definitions are pack text; what people enter is a row."""

from halfsky.store.models.account import Card, FailureRow, Handout, SignIn
from halfsky.store.models.document import Document
from halfsky.store.models.follow import FollowUp
from halfsky.store.models.log import LogEntry
from halfsky.store.models.notice import Notice, Receipt
from halfsky.store.models.pack import PackText
from halfsky.store.models.place import Place, PlaceVersion, TreeEdition
from halfsky.store.models.reading import ReadingLine
from halfsky.store.models.record import (
    Concern,
    Contribution,
    Entrusting,
    Opening,
    RecordBatch,
    RecordEdition,
    RecordFile,
    RecordKey,
    RecordMark,
    RecordRow,
)
from halfsky.store.models.round import Attachment, Draft, Extension, HeaderMapping, RoundRow
from halfsky.store.models.submission import SheetBatch, Submission
from halfsky.store.models.target import TargetRow
from halfsky.store.models.token import Token
from halfsky.store.models.tree_change import TreeChange, TreeFlow, TreeLine, TreeList
from halfsky.store.models.user import GrantRow, User
from halfsky.store.models.value import Value
from halfsky.store.models.view import SavedView
from halfsky.store.models.warning import WarningState

__all__ = [
    "Attachment",
    "Card",
    "Concern",
    "Contribution",
    "Document",
    "Draft",
    "Entrusting",
    "Extension",
    "FailureRow",
    "FollowUp",
    "GrantRow",
    "Handout",
    "HeaderMapping",
    "LogEntry",
    "Notice",
    "Opening",
    "PackText",
    "Place",
    "PlaceVersion",
    "ReadingLine",
    "Receipt",
    "RecordBatch",
    "RecordEdition",
    "RecordFile",
    "RecordKey",
    "RecordMark",
    "RecordRow",
    "RoundRow",
    "SavedView",
    "SheetBatch",
    "SignIn",
    "Submission",
    "TargetRow",
    "Token",
    "TreeChange",
    "TreeEdition",
    "TreeFlow",
    "TreeLine",
    "TreeList",
    "User",
    "Value",
    "WarningState",
]
