"""Who may open what of ledgers; a case is there for those in charge of it and, with a reason, for their supervisor.

Record 1 is an open one of the village, record 2 a case of the county that `worker` entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.houses import opened
from tests.ledgers import CASE, COUNTY, EVENT, VILLAGE, add

if TYPE_CHECKING:
    from halfsky.store.house import House

PEOPLE = ("worker", "colleague", "head", "remote", "city", "chair", "protector", "")
"""Who is in charge of the case, a case worker beside her, who supervises cases, a case worker of another county, the
federation of the city above, who keeps the ledgers of the village, who protects personal data, nobody."""


@dataclass(frozen=True)
class Rule:
    """What a route answers to each of `PEOPLE`; "in" is: to the sign-in page."""

    answers: tuple[int | str, ...]
    kwargs: Mapping[str, object]
    post: dict[str, str] | None = None


HERE = {"code": VILLAGE, "year": 2026}
THERE = {"code": COUNTY, "year": 2026}
EVENTS, CASES = {**HERE, "register": "event"}, {**THERE, "register": "case"}
OPEN, PERSON = {"number": 1}, {"number": 2}
SEEN_HERE = (200, 200, 200, 403, 200, 200, 200, "in")
SEEN_THERE = (200, 200, 200, 403, 200, 403, 200, "in")
ONLY_POST = (405,) * 8
ALL = (200,) * 7
RULES: dict[str, list[Rule]] = {
    "ledgers": [Rule(SEEN_HERE, HERE)],
    "ledger": [
        Rule(SEEN_HERE, EVENTS),
        Rule(SEEN_THERE, CASES),
        Rule((200, 200, 200, 403, 200, 403, 200, 401), CASES, post={"text": CASE["name"]}),
        Rule((404, 404, 404, 403, 404, 404, 404, "in"), {**HERE, "register": "case"}),
    ],
    "ledger_figures": [Rule(SEEN_HERE, EVENTS), Rule(SEEN_THERE, CASES)],
    "ledger_behind": [
        Rule(SEEN_HERE, {**EVENTS, "element": "t_events"}),
        Rule(SEEN_THERE, {**CASES, "element": "t_cases"}),
        Rule((404, 404, 404, 403, 404, 403, 404, "in"), {**CASES, "element": "t_events"}),
    ],
    "ledger_month": [Rule(SEEN_HERE, HERE), Rule(SEEN_THERE, THERE)],
    "ledger_month_data": [Rule(SEEN_HERE, HERE)],
    "ledger_year": [Rule(SEEN_HERE, HERE), Rule(SEEN_THERE, THERE)],
    "ledger_year_data": [Rule(SEEN_HERE, {**HERE, "form": form}) for form in ("json", "csv", "xlsx")],
    "record_new": [
        Rule((403, 403, 403, 403, 200, 200, 403, "in"), EVENTS),
        Rule((403, 403, 403, 403, 400, 400, 403, 401), EVENTS, post={}),
        Rule((200, 200, 200, 403, 403, 403, 403, "in"), CASES),
        Rule((400, 400, 400, 403, 403, 403, 403, 401), CASES, post={}),
    ],
    "jot": [Rule((200, 200, 200, 403, 302, 302, 200, "in"), HERE)],
    "jot_down": [
        Rule((403, 403, 403, 403, 200, 200, 403, "in"), EVENTS),
        Rule((403, 403, 403, 403, 400, 400, 403, 401), EVENTS, post={}),
        Rule((404, 404, 404, 403, 404, 403, 404, "in"), CASES),
    ],
    "record": [
        Rule((200, 200, 200, 404, 200, 200, 200, "in"), OPEN),
        Rule((200, 404, 200, 404, 404, 404, 404, "in"), PERSON),
        Rule((404,) * 7 + ("in",), {"number": 99}),
    ],
    "record_letter": [
        Rule((200, 200, 200, 404, 200, 200, 200, "in"), {**OPEN, "letter": "invite"}),
        Rule((200, 404, 403, 404, 404, 404, 404, "in"), {**PERSON, "letter": "slip"}),
        Rule((404,) * 7 + ("in",), {**OPEN, "letter": "slip"}),
    ],
    "record_letter_issue": [
        Rule((403, 403, 403, 404, 302, 302, 403, 401), {**OPEN, "letter": "invite"}, post={}),
        Rule((302, 404, 403, 404, 404, 404, 404, 401), {**PERSON, "letter": "slip"}, post={}),
        Rule(ONLY_POST, {**OPEN, "letter": "invite"}),
    ],
    # A case is changed by who is in charge, and after opening; who supervises reads it.
    "record_change": [
        Rule((403, 403, 403, 404, 200, 200, 403, "in"), OPEN),
        Rule((409, 404, 403, 404, 404, 404, 404, "in"), PERSON),
        Rule((409, 404, 403, 404, 404, 404, 404, 401), PERSON, post={}),
    ],
    "record_file": [
        Rule((404,) * 7 + ("in",), {**OPEN, "file": 99}),
        Rule((409, 404, 409, 404, 404, 404, 404, "in"), {**PERSON, "file": 99}),
    ],
    "record_attach": [
        Rule((400, 400, 400, 404, 400, 400, 400, 401), OPEN, post={}),
        Rule((400, 404, 400, 404, 404, 404, 404, 401), PERSON, post={}),
    ],
    "record_detach": [
        Rule((403, 403, 403, 404, 404, 404, 403, 401), {**OPEN, "file": 99}, post={}),
        Rule(ONLY_POST, {**OPEN, "file": 99}),
    ],
    "record_open": [
        Rule((302, 404, 403, 404, 404, 404, 404, 401), PERSON, post={}),
        Rule((302, 404, 302, 404, 404, 404, 404, 401), PERSON, post={"reason": "督导抽查"}),
        Rule(ONLY_POST, PERSON),
    ],
    "record_move": [
        Rule((403, 403, 403, 404, 302, 302, 403, 401), OPEN, post={"move": "hold"}),
        Rule((302, 404, 403, 404, 404, 404, 404, 401), PERSON, post={"move": "close"}),
        Rule(ONLY_POST, OPEN),
    ],
    "records_many": [
        Rule((200, 200, 200, 403, 200, 200, 200, 401), EVENTS, post={"n": "1"}),
        Rule((200, 200, 200, 403, 200, 200, 200, 401), EVENTS, post={"n": "1", "move": "hold"}),
        Rule((400, 400, 400, 403, 400, 400, 400, 401), EVENTS, post={}),
        Rule((200, 200, 200, 403, 200, 403, 200, 401), CASES, post={"n": "2"}),
        Rule(ONLY_POST, EVENTS),
    ],
    "record_entrust": [
        Rule((409, 404, 409, 404, 404, 404, 404, 401), PERSON, post={"user": "remote"}),
        Rule((302, 404, 302, 404, 404, 404, 404, 401), PERSON, post={"user": "colleague"}),
        Rule(ONLY_POST, PERSON),
    ],
    "record_book": [
        Rule(SEEN_HERE, EVENTS),
        Rule(SEEN_THERE, CASES),
        Rule((400, 400, 400, 403, 400, 400, 400, 401), EVENTS, post={}),
    ],
    "record_template": [Rule(SEEN_HERE, EVENTS), Rule(SEEN_THERE, CASES)],
    "record_export": [
        Rule((200, 200, 200, 403, 200, 200, 200, 401), EVENTS, post={}),
        Rule((200, 200, 200, 403, 200, 403, 200, 401), CASES, post={}),
        Rule((400, 400, 400, 403, 400, 403, 400, 401), CASES, post={"persons": "1"}),
        Rule(ONLY_POST, EVENTS),
    ],
    **{
        name: [Rule((404,) * 7 + ("in",), {"token": "0" * 32})]
        for name in ("record_upload", "record_upload_progress", "record_upload_marked")
    },
    "record_tasks": [Rule((*ALL, "in"), {})],
    "record_person": [
        Rule((403, 403, 403, 403, 403, 403, 200, "in"), {}),
        Rule((403, 403, 403, 403, 403, 403, 200, 401), {}, post={"person": "示例丁", "reason": "本人申请"}),
    ],
    "record_person_erase": [
        Rule((403, 403, 403, 403, 403, 403, 404, 401), {"number": 99}, post={"reason": "本人申请"}),
        Rule((403, 403, 403, 403, 403, 403, 400, 401), PERSON, post={"reason": " "}),
        Rule(ONLY_POST, {"number": 99}),
    ],
    "record_openings": [Rule((403, 403, 403, 403, 403, 403, 200, "in"), {})],
    "record_openings_export": [
        Rule((403, 403, 403, 403, 403, 403, 200, 401), {"form": "csv"}, post={}),
        Rule(ONLY_POST, {"form": "csv"}),
    ],
    "view_keep": [
        Rule((302,) * 7 + (401,), {}, post={"list": "ledger/event", "name": "本月", "query": "?late=1"}),
        Rule(ONLY_POST, {}),
    ],
    **{
        name: [Rule((404,) * 7 + (401,), {"number": 99}, post={"name": "本月"}), Rule(ONLY_POST, {"number": 99})]
        for name in ("view_rename", "view_drop")
    },
}


@pytest.fixture
def town(ledgers_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of her own for every person, for records are changed in it."""
    for house in opened(ledgers_template, tmp_path / "town"):
        assert add(house, "chair", "event", VILLAGE, EVENT).pk == OPEN["number"]
        assert add(house, "worker", "case", COUNTY, CASE).pk == PERSON["number"]
        yield house


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p or "signed-out")
def test_each_gets_the_answer_of_the_matrix(cast: Cast, person: str) -> None:
    from django.urls import reverse

    wrong = []
    client = cast(person)
    for name, rules in RULES.items():
        for rule in rules:
            address = reverse(f"web:{name}", kwargs=dict(rule.kwargs))
            answer = client.get(address) if rule.post is None else client.post(address, rule.post)
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=")
            came: int | str = "in" if to_sign_in else answer.status_code
            expected = rule.answers[PEOPLE.index(person)]
            if came != expected:
                wrong.append(f"{name} {dict(rule.kwargs)} {rule.post}: {came}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_every_page_opens_while_somebody_writes(cast: Cast) -> None:
    """No page that is only read waits for those who write."""
    from django.urls import reverse

    from tests.databases import impatient, writing_elsewhere

    clients = {person: cast(person) for person in ("worker", "chair", "protector")}
    waited = []
    with writing_elsewhere(cast.house), impatient():
        for name, rules in RULES.items():
            for rule in rules:
                if rule.post is not None:
                    continue
                address = reverse(f"web:{name}", kwargs=dict(rule.kwargs))
                answers = {person: client.get(address).status_code for person, client in clients.items()}
                if max(answers.values()) >= 500:
                    waited.append((address, answers))
    assert waited == []
