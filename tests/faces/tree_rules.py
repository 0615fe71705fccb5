"""The rows of the authorisation matrix that belong to changes of the tree: name → (answers, address, form)."""

from __future__ import annotations

from tests.faces.account_rules import Case
from tests.faces.conftest import CITY, YEAR

HERE: dict[str, object] = {"code": CITY, "year": YEAR}
KEEPER = (403, 403, 403, 403, 200, "in")
TREE_RULES: dict[str, list[Case]] = {
    "tree_change": [
        *((KEEPER, {**HERE, "kind": kind}, None) for kind in ("rename", "split", "found")),
        ((404, 404, 403, 403, 404, "in"), {**HERE, "kind": "nothing"}, None),
        ((403, 403, 403, 403, 400, 401), {**HERE, "kind": "rename"}, {"step": "look", "day": "tomorrow"}),
    ],
    "tree_back": [
        ((404, 404, 403, 403, 404, 401), {**HERE, "number": 999}, {}),
        ((405,) * 6, {**HERE, "number": 999}, None),
    ],
    "tree_lists": [(KEEPER, {}, None), ((403, 403, 403, 403, 400, 401), {}, {"day": "2026-01-01"})],
    "tree_list": [
        ((403, 403, 403, 403, 404, "in"), {"number": 999}, None),
        ((403, 403, 403, 403, 404, 401), {"number": 999}, {"every": "taken"}),
    ],
    "tree_progress": [((403, 403, 403, 403, 404, "in"), {"number": 999}, None)],
}
