"""Who may open what: every address is classified here, and an address that is not makes the test fail."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from halfsky.store.house import House
from tests.databases import on_postgresql
from tests.faces.account_rules import ACCOUNT_RULES
from tests.faces.conftest import CITY, YEAR, Cast
from tests.faces.duty_rules import DUTY_RULES
from tests.faces.test_access_filing import RULES as FILING
from tests.faces.test_access_records import RULES as RECORDS
from tests.faces.tree_rules import TREE_RULES

HERE = {"code": CITY, "year": YEAR}
PLAN = {**HERE, "plan": "women-2021"}
ROW = {**PLAN, "name": "W1.02"}
WRITE = {"plan": "women-2021", "form": "work"}


@dataclass(frozen=True)
class Rule:
    """What a route answers to each of the cast, in the order of `PEOPLE`; "in" is: to the sign-in page."""

    answers: tuple[int | str, ...]
    kwargs: dict[str, object]
    post: dict[str, str] | None = None


PEOPLE = ("owner", "colleague", "stranger", "stray", "admin", "")
COLUMN = {person: n for n, person in enumerate(PEOPLE)} | {"upper": 0}
"""The office of the province, which is above, gets what the owner gets: every right of an office here reaches down."""
ASKED = [person for person in COLUMN if person != "upper" or not on_postgresql()]
"""On PostgreSQL the office above would ask what the owner asks, by the same statements."""


def seen_here(**kwargs: object) -> Rule:
    """Figures of 示例市: its own people and those above it, nobody else."""
    return Rule((200, 200, 403, 403, 200, "in"), kwargs or HERE)


def kept_by_admin() -> Rule:
    return Rule((403, 403, 403, 403, 200, "in"), {})


RULES: dict[str, list[Rule]] = {
    **{name: [Rule(*case) for case in cases] for name, cases in ACCOUNT_RULES.items()},
    **{name: [Rule(*case) for case in cases] for name, cases in TREE_RULES.items()},
    **{name: [Rule(*case) for case in cases] for name, cases in DUTY_RULES.items()},
    "home": [Rule((302, 302, 302, 200, 302, "in"), {})],
    "first": [seen_here()],
    "plan": [seen_here(**PLAN)],
    "plan_data": [seen_here(**PLAN, form=form) for form in ("json", "csv", "xlsx")],
    "indicator": [seen_here(**ROW)],
    "indicator_data": [seen_here(**ROW, form="json")],
    "league": [seen_here(**ROW)],
    "yearbook": [
        seen_here(),
        Rule((200, 200, 403, 403, 200, 401), HERE, post={"plan": "women-2021", "indicator": "W1.02"}),
        Rule((400, 400, 403, 403, 400, 401), HERE, post={"plan": "women-2021", "first": "abcd"}),
    ],
    "league_data": [seen_here(**ROW, form=form) for form in ("json", "csv", "xlsx")],
    "evaluation": [
        seen_here(**PLAN),
        Rule((302, 403, 403, 403, 302, 401), PLAN, post={"form": "work", "method": ""}),
    ],
    "evaluation_data": [seen_here(**PLAN, form=form) for form in ("json", "csv", "xlsx")],
    "dispatch": [seen_here(), Rule((400, 403, 403, 403, 400, 401), HERE, post={"month": "2026-10"})],
    "dispatch_remind": [Rule((404, 404, 404, 404, 404, 401), {"number": 1}, post={}), Rule((405,) * 6, {"number": 1})],
    "document_receive": [Rule((404, 404, 404, 404, 404, 401), {"number": 1}, post={}), Rule((405,) * 6, {"number": 1})],
    "duties": [seen_here(**PLAN)],
    "warnings": [seen_here()],
    "calendar": [seen_here()],
    "calendar_data": [seen_here(**HERE, form=form) for form in ("json", "csv", "xlsx")],
    "public_ledger": [Rule((404,) * 6, {"code": HERE["code"], "register": "event"})],
    "public_intake": [Rule((404,) * 6, {"code": HERE["code"], "register": "event"})],
    "public_answer": [Rule((200,) * 6, {}), Rule((404,) * 6, {}, post={"number": "1-00000000"})],
    "place": [seen_here()],
    "map": [seen_here()],
    "map_data": [seen_here(**HERE, form=form) for form in ("json", "csv", "xlsx")],
    "wall": [seen_here()],
    "compare": [seen_here()],
    "compare_data": [seen_here(**HERE, form=form) for form in ("json", "csv", "xlsx")],
    "whatif": [seen_here()],
    "whatif_data": [seen_here(**HERE, form=form) for form in ("json", "csv", "xlsx")],
    "below": [seen_here(**HERE, of=CITY)],
    "search": [seen_here()],
    "documents": [seen_here(), Rule((302, 403, 403, 403, 302, 401), HERE, post=WRITE)],
    "meeting_pack": [
        Rule((302, 403, 403, 403, 302, 401), HERE, post={"form": "final"}),
        Rule((405,) * 6, HERE),
    ],
    "progress": [seen_here()],
    "document": [seen_here(number=1)],
    "document_file": [seen_here(number=1)],
    "document_changes": [seen_here(number=1), Rule((400, 403, 403, 403, 400, 401), {"number": 1}, post={})],
    "templates": [seen_here(), Rule((400, 400, 403, 403, 400, 401), HERE, post={})],
    "template_file": [Rule((404, 404, 403, 403, 404, "in"), {**HERE, "key": "none"})],
    "template_write": [
        Rule((404, 403, 403, 403, 404, 401), {**HERE, "key": "none"}, post={"form": "work"}),
        Rule((405,) * 6, {**HERE, "key": "none"}),
    ],
    "living_send": [Rule((400, 400, 400, 400, 400, 401), HERE, post={}), Rule((405,) * 6, HERE)],
    "living": [Rule((404, 404, 404, 404, 404, "in"), {"token": "0" * 32})],
    "source_texts": [
        Rule((200, 403, 403, 403, 200, "in"), HERE),
        Rule((400, 403, 403, 403, 400, 401), HERE, post={}),
    ],
    "source_text": [
        Rule((404, 404, 403, 403, 404, "in"), {"number": 1}),
        Rule((404, 404, 403, 403, 404, 401), {"number": 1}, post={}),
    ],
    "source_text_data": [
        Rule((404, 404, 403, 403, 404, "in"), {"number": 1, "form": form}) for form in ("json", "csv", "xlsx")
    ],
    "proposal": [Rule((404, 404, 403, 403, 404, "in"), {"number": 1, "n": 1})],
    "text_check": [seen_here(), Rule((400, 400, 403, 403, 400, 401), HERE, post={})],
    "packs": [kept_by_admin()],
    "log": [Rule((200, 403, 200, 403, 200, "in"), {})],
    "log_check": [Rule((403, 403, 403, 403, 302, 401), {}, post={}), Rule((405,) * 6, {})],
    "log_refresh": [Rule((302, 403, 302, 403, 302, 401), {}, post={}), Rule((405,) * 6, {})],
    "log_export": [Rule((200, 403, 200, 403, 200, 401), {"form": "xlsx"}, post={}), Rule((405,) * 6, {"form": "csv"})],
    "language": [Rule((302,) * 6, {}, post={"lang": "en", "next": "/"}), Rule((405,) * 6, {})],
}


def test_every_address_is_classified(town: House) -> None:
    from halfsky.web.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} == set(RULES) | set(FILING) | set(RECORDS)
    assert not set(RULES) & set(FILING) and not (set(RULES) | set(FILING)) & set(RECORDS)


@pytest.mark.parametrize("person", ASKED, ids=lambda p: p or "signed-out")
def test_each_of_the_cast_gets_the_answer_of_the_matrix(cast: Cast, person: str) -> None:
    from django.urls import reverse

    wrong, reader = [], cast(person)
    for name, rules in RULES.items():
        for rule in rules:
            # What is sent may change the session; what is only read is asked by one and the same.
            client = reader if rule.post is None else cast(person)
            address = reverse(f"web:{name}", kwargs=rule.kwargs)
            answer = client.get(address) if rule.post is None else client.post(address, rule.post)
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in?next=")
            came: int | str = "in" if to_sign_in else answer.status_code
            if came != rule.answers[COLUMN[person]]:
                wrong.append(f"{name}: {came}, expected {rule.answers[COLUMN[person]]}")
    assert not wrong
