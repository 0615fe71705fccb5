"""The rows of the authorisation matrix that belong to responsibility: name → (answers, address, form)."""

from __future__ import annotations

from tests.faces.account_rules import Case
from tests.faces.conftest import CITY, YEAR

AT: dict[str, object] = {"code": CITY, "year": YEAR}
HERE: dict[str, object] = {**AT, "plan": "women-2021"}
OFFICE = (200, 403, 403, 403, 200, "in")
"""Who writes documents here: the office, and the administrator."""
DUTY_RULES: dict[str, list[Case]] = {
    "duty_split": [
        (OFFICE, HERE, None),
        ((404, 403, 403, 403, 404, 401), HERE, {"key": "W9.99", "deed": "keep"}),
    ],
    "duty_book": [(OFFICE, HERE, None), ((302, 403, 403, 403, 302, 401), HERE, {})],
    "duty_book_data": [(OFFICE, {**HERE, "form": form}, None) for form in ("json", "csv", "xlsx")],
    "duty_version": [((404, 404, 404, 404, 404, "in"), {"number": 999}, None)],
    "duty_version_data": [((404, 404, 404, 404, 404, "in"), {"number": 999, "form": "json"}, None)],
    "paper_sign": [((404, 404, 404, 404, 404, 401), {"number": 999}, {}), ((405,) * 6, {"number": 999}, None)],
    "paper_scan": [((404, 404, 404, 404, 404, "in"), {"number": 999}, None)],
    "duty_pledges": [(OFFICE, HERE, None), ((400, 403, 403, 403, 400, 401), HERE, {})],
    "duty_pledges_zip": [((404, 403, 403, 403, 404, "in"), HERE, None)],
    "succession": [((200, 200, 403, 403, 200, "in"), AT, None)],
    "succession_data": [((200, 200, 403, 403, 200, "in"), {**AT, "form": form}, None) for form in ("json", "xlsx")],
    "duty_targets": [((400, 403, 403, 403, 400, 401), HERE, {}), ((405,) * 6, HERE, None)],
    "duty_targets_export": [
        ((200, 403, 403, 403, 200, 401), {**HERE, "form": "csv"}, {}),
        ((405,) * 6, {**HERE, "form": "xlsx"}, None),
    ],
    "appraisals": [((200, 200, 403, 403, 200, "in"), AT, None)],
    "appraisal": [((404, 404, 403, 403, 404, "in"), {**AT, "scheme": "none"}, None)],
    "appraisal_data": [((404, 404, 403, 403, 404, "in"), {**AT, "scheme": "none", "form": "json"}, None)],
    "appraisal_unit": [((404, 404, 403, 403, 404, "in"), {**AT, "scheme": "none", "unit": "health"}, None)],
}
