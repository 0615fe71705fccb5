"""Who may open what of filing: rounds, sheets, tasks, what waits, notices; one fresh house a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import impatient, writing_elsewhere
from tests.faces.conftest import Cast
from tests.houses import opened
from tests.rounds import CITY, COUNTY, THIRD, TOWN, YEAR, hand_in, take

if TYPE_CHECKING:
    from halfsky.store.house import House

PEOPLE = ("owner", "reader", "upper", "office", "town", "sibling", "stray", "")
"""The city's office that opened the rounds, a reader beside it, the province's office above, the county's office that
checks, the township that fills in, the office of the county beside, someone without a role, nobody."""


@dataclass(frozen=True)
class Rule:
    """What a route answers to each of `PEOPLE`; "in" is: to the sign-in page. `post` are fields ("@" stands
    for the number of the sheet), `sent` is JSON."""

    answers: tuple[int | str, ...]
    kwargs: Mapping[str, object]
    post: dict[str, str] | None = None
    query: str = ""
    sent: dict[str, Any] | None = None


HERE = {"code": CITY, "year": YEAR}
ONE = {"number": 1}
SHEET = {"number": 1, "code": TOWN}
OPEN = {"number": 1, "code": THIRD}
AT_CITY = {"at": CITY}
ONLY_POST = (405,) * 8
RULES: dict[str, list[Rule]] = {
    "rounds": [Rule((200, 200, 200, 403, 403, 403, 403, "in"), HERE)],
    "rounds_export": [
        Rule((200, 200, 200, 403, 403, 403, 403, 401), {**HERE, "form": "csv"}, post={}),
        Rule(ONLY_POST, {**HERE, "form": "csv"}),
    ],
    "round_new": [
        Rule((200, 403, 200, 403, 403, 403, 403, "in"), HERE),
        Rule(
            (302, 403, 302, 403, 403, 403, 403, 401),
            HERE,
            post={"form": "water-yearly", "period": "2025", "place": COUNTY},
        ),
    ],
    "blank_form": [Rule((200, 200, 200, 200, 200, 200, 200, "in"), {"code": "water-yearly"})],
    "round": [
        Rule((200, 200, 200, 200, 200, 200, 403, "in"), ONE),
        Rule((200, 200, 200, 200, 403, 403, 403, "in"), ONE, query=f"?at={COUNTY}"),
    ],
    "round_branch": [Rule((200, 200, 200, 200, 403, 403, 403, "in"), {**ONE, "code": COUNTY})],
    "round_explained": [Rule((200, 200, 200, 200, 403, 403, 403, "in"), ONE, query=f"?at={COUNTY}")],
    "round_export": [
        Rule((200, 200, 200, 403, 403, 403, 403, 401), {**ONE, "what": what, "form": "csv"}, post=AT_CITY)
        for what in ("units", "explanations")
    ],
    "round_remind": [Rule((302, 403, 302, 403, 403, 403, 403, 401), ONE, post=AT_CITY), Rule(ONLY_POST, ONE)],
    "round_extend": [
        Rule((200, 403, 200, 403, 403, 403, 403, "in"), OPEN),
        Rule((302, 403, 302, 403, 403, 403, 403, 401), OPEN, post={"until": "2027-01-31", "reason": "系统迁移"}),
    ],
    "tasks": [Rule((200,) * 7 + ("in",), {})],
    "waiting": [Rule((200,) * 7 + ("in",), {})],
    "waiting_step": [Rule((302,) * 7 + (401,), {}, post={"move": "accept"}), Rule(ONLY_POST, {})],
    "inbox": [Rule((200,) * 7 + ("in",), {})],
    "inbox_read": [Rule((302,) * 7 + (401,), {}, post={}), Rule(ONLY_POST, {})],
    # The sheet of TOWN is accepted: who may read sheets may; that of the third township is not even begun.
    "sheet": [
        Rule((200, 200, 200, 200, 200, 403, 403, "in"), SHEET),
        Rule((403, 403, 403, 200, 403, 403, 403, "in"), OPEN),
    ],
    "sheet_draft": [Rule((403, 403, 403, 409, 409, 403, 403, 401), SHEET, sent={"answers": {}, "version": 0})],
    "sheet_check": [Rule((403, 403, 403, 200, 200, 403, 403, 401), SHEET, sent={"answers": {}})],
    "sheet_submit": [Rule((403, 403, 403, 409, 409, 403, 403, 401), SHEET, sent={"answers": {}})],
    "sheet_step": [Rule((403, 403, 403, 302, 403, 403, 403, 401), SHEET, post={"move": "archive", "submission": "@"})],
    "sheet_correct": [Rule((409, 409, 409, 200, 409, 403, 403, "in"), SHEET)],
    "sheet_attach": [Rule((400,) * 7 + (401,), SHEET, post={})],
    "sheet_file": [Rule((404, 404, 404, 404, 404, 403, 403, "in"), {**SHEET, "file": 99})],
    # Nobody here gives the figures of all places below the city; the township's office does so of its own.
    "sheet_book": [Rule((200, 200, 200, 200, 200, 403, 403, 401), SHEET, post={}), Rule(ONLY_POST, SHEET)],
    "sheet_upload": [
        Rule((200, 200, 200, 200, 200, 403, 403, "in"), SHEET),
        Rule((400, 400, 400, 400, 400, 403, 403, 401), SHEET, post={}),
    ],
    "units_book": [Rule((403, 403, 403, 403, 200, 403, 403, 401), ONE, post={"under": TOWN}), Rule(ONLY_POST, ONE)],
    "units_upload": [
        Rule((403, 403, 403, 403, 403, 403, 403, "in"), ONE, query=f"?under={CITY}"),
        Rule((403, 403, 403, 403, 200, 403, 403, "in"), ONE, query=f"?under={TOWN}"),
        Rule((403, 403, 403, 403, 400, 403, 403, 401), ONE, post={"under": TOWN}),
    ],
    **{
        name: [Rule((404,) * 7 + ("in",), {"token": "0" * 32})]
        for name in ("upload", "upload_progress", "upload_marked")
    },
    "round_close": [Rule((302, 403, 302, 403, 403, 403, 403, 401), ONE, post=AT_CITY), Rule(ONLY_POST, ONE)],
    "round_freeze": [Rule((302, 403, 302, 403, 403, 403, 403, 401), ONE, post=AT_CITY), Rule(ONLY_POST, ONE)],
}


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """The sheet of one township is accepted; every person gets a house of her own, for rounds end in it."""
    for house in opened(rounds_template, tmp_path / "town"):
        take(house, "office", hand_in(house, "town", TOWN, 22000, 21900), "accept")
        yield house


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p or "signed-out")
def test_each_gets_the_answer_of_the_matrix(cast: Cast, person: str) -> None:
    from django.urls import reverse

    from halfsky.store.models import Submission

    number = str(Submission.objects.get(round=1).pk)
    wrong, reader = [], cast(person)
    for name, rules in RULES.items():
        for rule in rules:
            client = reader if rule.post is None and rule.sent is None else cast(person)
            address = reverse(f"web:{name}", kwargs=dict(rule.kwargs)) + rule.query
            if rule.sent is not None:
                answer = client.post(address, json.dumps(rule.sent), content_type="application/json")
            elif rule.post is None:
                answer = client.get(address)
            else:
                answer = client.post(address, {k: number if v == "@" else v for k, v in rule.post.items()})
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=")
            came: int | str = "in" if to_sign_in else answer.status_code
            expected = rule.answers[PEOPLE.index(person)]
            if came != expected:
                wrong.append(f"{name} {rule.kwargs} {rule.post}: {came}, expected {expected}")
    assert not wrong


def test_every_page_opens_while_somebody_writes(cast: Cast) -> None:
    """No page that is only read waits for those who write."""
    from django.urls import reverse

    clients = {person: cast(person) for person in ("owner", "office", "town")}
    waited = []
    with writing_elsewhere(cast.house), impatient():
        for name, rules in RULES.items():
            for rule in rules:
                if rule.post is not None or rule.sent is not None:
                    continue
                address = reverse(f"web:{name}", kwargs=dict(rule.kwargs)) + rule.query
                answers = {person: client.get(address).status_code for person, client in clients.items()}
                if max(answers.values()) >= 500:
                    waited.append((address, answers))
    assert waited == []
