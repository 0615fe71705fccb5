"""Who may ask what of the API: every route of the OpenAPI document is classified here; one that is not fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Programs
from tests.houses import opened
from tests.ledgers import CASE, EVENT
from tests.rounds import CITY, COUNTY, NEIGHBOUR, THIRD, TOWN, YEAR, hand_in, take

if TYPE_CHECKING:
    from halfsky.store.house import House

PEOPLE = ("owner", "reader", "upper", "office", "town", "sibling", "stray", "")
"""The city's office that opened the rounds, a reader beside it, the province's office above, the county's office that
checks, the township that fills in, the office of the county beside, someone without a role, nobody."""
Answers = tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """What a route answers to each of `PEOPLE`, whose tokens have every scope; "@" stands for the sheet's number."""

    answers: Answers
    address: str
    sent: Any = None


def whoever(answer: int) -> Answers:
    """The same for everybody with a token."""
    return (answer,) * 7 + (401,)


SHEET, OPEN = f"/rounds/1/sheets/{TOWN}", f"/rounds/1/sheets/{THIRD}"
AT_CITY: Answers = (200, 200, 200, 403, 403, 403, 403, 401)
MANAGES: Answers = (200, 403, 200, 403, 403, 403, 403, 401)
NEW = {"form": "water-yearly", "period": str(YEAR), "place": COUNTY}
SOUND = {"answers": {"doses_due|": "22531", "doses_given|": "22328"}}
RULES: dict[str, list[Rule]] = {
    "GET /places": [Rule(whoever(200), "/places?search=示例")],
    "GET /places/{code}": [Rule(whoever(200), f"/places/{CITY}")],
    "GET /places/{code}/below": [Rule(whoever(200), f"/places/{CITY}/below")],
    "GET /forms": [Rule(whoever(200), "/forms")],
    "GET /forms/{code}": [Rule(whoever(200), "/forms/water-yearly")],
    "GET /indicators": [Rule(whoever(200), "/indicators")],
    "GET /plans": [Rule(whoever(200), "/plans")],
    "GET /indicators/{code}/series": [Rule(AT_CITY, f"/indicators/mmr/series?place={CITY}")],
    "GET /verdicts": [Rule(AT_CITY, f"/verdicts?plan=women-2021&place={CITY}&year={YEAR}")],
    "GET /warnings": [Rule(AT_CITY, f"/warnings?plan=women-2021&place={CITY}&year={YEAR}")],
    "GET /league/{code}": [Rule((200, 200, 200, 200, 403, 200, 403, 401), f"/league/mmr?of={CITY}&period={YEAR}")],
    "GET /evaluations": [Rule(AT_CITY, f"/evaluations?plan=women-2021&place={CITY}&year={YEAR}")],
    "GET /facts": [
        Rule(AT_CITY, f"/facts?under={CITY}"),
        Rule((200, 200, 200, 200, 403, 403, 403, 401), f"/facts?under={TOWN}"),
        Rule((200, 200, 200, 403, 403, 200, 403, 401), f"/facts?under={NEIGHBOUR}"),
    ],
    "GET /facts.csv": [Rule(AT_CITY, f"/facts.csv?under={CITY}")],
    "GET /rounds": [Rule(AT_CITY, f"/rounds?place={CITY}")],
    "GET /rounds/{number}": [Rule((200,) * 6 + (403, 401), "/rounds/1")],
    "GET /rounds/{number}/progress": [
        Rule((200, 200, 200, 200, 403, 403, 403, 401), f"/rounds/1/progress?place={COUNTY}")
    ],
    "GET /rounds/{number}/units": [Rule(AT_CITY, "/rounds/1/units")],
    "GET /registers": [Rule(whoever(200), "/registers")],
    # A list holds what its reader may read; who may read nothing finds it empty.
    "GET /registers/{code}/records": [Rule(whoever(200), f"/registers/event/records?place={TOWN}")],
    "GET /registers/{code}/figures": [
        Rule((200, 200, 200, 200, 200, 403, 403, 401), f"/registers/event/figures?place={TOWN}&period=2026")
    ],
    "POST /registers/{code}/records": [
        Rule(whoever(403), "/registers/event/records", {"place": TOWN, "values": EVENT | {"name": "另一场"}}),
        Rule(whoever(403), "/registers/case/records", {"place": TOWN, "values": CASE}),
    ],
    "GET /records/{number}": [
        Rule((200, 200, 200, 200, 200, 404, 404, 401), "/records/1"),
        Rule((403, 404, 403, 403, 404, 404, 404, 401), "/records/2"),  # about a person: not for programs
    ],
    "PUT /records/{number}": [
        Rule((403, 403, 403, 403, 403, 404, 404, 401), "/records/1", {"version": 1, "values": {"guests": "41"}})
    ],
    "POST /records/{number}/moves": [
        Rule((403, 403, 403, 403, 403, 404, 404, 401), "/records/1/moves", {"move": "hold"})
    ],
    "GET /tasks": [Rule(whoever(200), "/tasks")],
    "GET /waiting": [Rule(whoever(200), "/waiting")],
    "GET /notices": [Rule(whoever(200), "/notices")],
    "POST /notices/{number}/read": [Rule(whoever(404), "/notices/999/read")],
    "GET /rounds/{number}/sheets/{place}": [
        Rule((200, 200, 200, 200, 200, 403, 403, 401), SHEET),
        Rule((403, 403, 403, 403, 403, 403, 403, 401), OPEN),
    ],
    # The county's office enters stamped sheets (代录) on the pages; no scope lets that through.
    "PUT /rounds/{number}/sheets/{place}/draft": [
        Rule((403, 403, 403, 403, 409, 403, 403, 401), f"{SHEET}/draft", {"answers": {}})
    ],
    "POST /rounds/{number}/sheets/{place}/check": [
        Rule((403, 403, 403, 403, 200, 403, 403, 401), f"{SHEET}/check", SOUND)
    ],
    "POST /rounds/{number}/sheets/{place}/submit": [
        Rule((403, 403, 403, 403, 409, 403, 403, 401), f"{SHEET}/submit", SOUND)
    ],
    # Nobody here gives the figures of all places below the city; the township's officer does so of its own.
    "POST /rounds/{number}/sheets": [
        Rule((403, 403, 403, 403, 403, 403, 403, 401), "/rounds/1/sheets", {"under": CITY, "rows": {}}),
        Rule((403, 403, 403, 403, 400, 403, 403, 401), "/rounds/1/sheets", {"under": TOWN, "rows": {}}),
    ],
    "POST /submissions/{number}/steps": [
        Rule((403, 403, 403, 200, 403, 403, 403, 401), "/submissions/@/steps", {"move": "archive"})
    ],
    "POST /submissions/{number}/correction/plan": [
        Rule(
            (403, 403, 403, 200, 403, 403, 403, 401),
            "/submissions/@/correction/plan",
            {"answers": {"doses_given|": "22300"}},
        )
    ],
    "POST /submissions/{number}/correction": [
        Rule(
            (403, 403, 403, 409, 403, 403, 403, 401),
            "/submissions/@/correction",
            {"answers": {"doses_given|": "22300"}, "reason": "笔误", "digest": "stale"},
        )
    ],
    # The round is for the county, whose own office opens it as well as those above.
    "POST /rounds/plan": [Rule((200, 403, 200, 200, 403, 403, 403, 401), "/rounds/plan", NEW)],
    "POST /rounds": [Rule((201, 403, 201, 201, 403, 403, 403, 401), "/rounds", NEW)],
    "POST /rounds/{number}/extend": [
        Rule(MANAGES, "/rounds/1/extend", {"place": THIRD, "until": "2027-01-31", "reason": "系统迁移"})
    ],
    "POST /rounds/{number}/remind": [Rule(MANAGES, "/rounds/1/remind", {"places": [THIRD]})],
    "POST /rounds/{number}/close": [Rule(MANAGES, "/rounds/1/close")],
    "POST /rounds/{number}/freeze": [Rule(MANAGES, "/rounds/1/freeze")],
}
OPEN_TO_ALL = {"/openapi.json": "application/json", "/docs": "text/html"}


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """The sheet of one township is accepted; every person gets a house of her own, for rounds end in it."""
    for house in opened(rounds_template, tmp_path / "town"):
        take(house, "office", hand_in(house, "town", TOWN, 22531, 22328), "accept")
        yield house


def documented() -> set[str]:
    from halfsky.api.v1 import api

    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_route_is_documented_and_classified(town: House) -> None:
    from django.urls import get_resolver

    from halfsky.api.urls import version_1

    faces = {str(resolver.pattern) for resolver in get_resolver().url_patterns}
    assert faces == {"api/", ""}  # the API, and the pages, which have a matrix of their own
    assert set(RULES) == documented()
    inside = {str(pattern.pattern) for pattern in version_1} - {""}
    shown = {path.split(" /")[1].replace("{number}", "{x}") for path in documented()}
    plain = {p.replace("<number>", "{x}").replace("<code>", "{code}").replace("<place>", "{place}") for p in inside}
    assert plain == shown | {a.removeprefix("/") for a in OPEN_TO_ALL}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p or "nobody")
def test_each_gets_the_answer_of_the_matrix(town: House, programs: Programs, person: str) -> None:
    from halfsky.store.models import Submission

    program, number = programs(person), str(Submission.objects.get(round=1).pk)
    wrong = []
    for route, rules in RULES.items():
        for rule in rules:
            answer = program(route.split()[0], rule.address.replace("@", number), rule.sent)
            expected = rule.answers[PEOPLE.index(person)]
            if answer.status_code != expected:
                wrong.append(f"{route}: {answer.status_code}, expected {expected}: {answer.content.decode()[:300]}")
    assert not wrong


def test_the_document_and_its_page_are_open_to_all_and_load_nothing_from_elsewhere(programs: Programs) -> None:
    from lxml import html

    for address, kind in OPEN_TO_ALL.items():
        answer = programs("")("GET", address)
        assert answer.status_code == 200 and answer["Content-Type"].startswith(kind)
    page = html.fromstring(programs("")("GET", "/docs").content)
    loaded = page.xpath("//script/@src | //link/@href")
    assert len(loaded) == 4 and all(address.startswith("/static/") for address in loaded)


def test_a_session_of_the_pages_reads_and_never_writes(town: House) -> None:
    from django.test import Client

    from halfsky.store.models import RoundRow, User

    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="owner"))
    assert client.get(f"/api/v1/rounds?place={CITY}").status_code == 200
    answer = client.post("/api/v1/rounds/1/close", content_type="application/json")
    assert answer.status_code == 403 and answer.json()["refusals"][0]["number"] == "403.801"
    assert RoundRow.objects.get(pk=1).state == "open"
    # What is noted in the log is taken with a token.
    assert client.get(f"/api/v1/facts?under={CITY}").status_code == 401
    # A token that is no token is not made good by a session.
    assert client.get("/api/v1/forms", headers={"Authorization": "Bearer wrong"}).status_code == 401
