"""Taking in what a resident writes without an account: checked as any record, in nobody's name, told to the office.

How much one address may write in a day, and everyone together to one place, is counted under digests that are forgotten
after two days; so is how often an address may ask for an answer under a number that does not exist.
"""

from __future__ import annotations

import datetime as dt

from halfsky.actions.acting import acting
from halfsky.actions.failures import Key, Origin
from halfsky.actions.notices import tell
from halfsky.actions.record_keeping import add_row, demand_sound, read
from halfsky.actions.records import subject_of
from halfsky.kernel.access import KEEP_RECORDS
from halfsky.kernel.entry import Entry
from halfsky.kernel.record import Record
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries.looked import looked
from halfsky.queries.public_intake import NO_ANSWER, Answer, answer, intake_of, number_of
from halfsky.queries.records import SENT_IN
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import FailureRow
from halfsky.store.viewers import PUBLIC, operator

TOO_MANY = problem(
    "429.1159",
    ("今天从这里提交得太多了。", "Too much has come from here today."),
    ("请明天再来，或到妇联当面反映、拨打12338。", "Come again tomorrow, go to the Federation, or call 12338."),
)
A_DAY = dt.timedelta(days=1)
MOST_OF_ADDRESS = 30
"""Many telephones share one address of a mobile network."""
MOST_AT_PLACE = 300
MOST_WRONG_NUMBERS = 30
CAME = Text("“{title}”收到一条群众提交，第{n}号。", "{title}: a resident has sent in number {n}.")


def take_in(house: House, register: str, place: str, given: Entry, origin: Origin) -> str:
    """Keep what a resident has written at a place; gives the number under which she reads the answer."""
    kind, intake, at = intake_of(house, register, place)
    mine = {code: raw for code, raw in given.values.items() if code in intake.asks}
    keeper, today, start = operator(house), house.today(), kind.workflow.start
    made, unread = read(house, keeper, kind, Entry(mine))
    others = looked(house, kind, made.values, at)
    record = Record(made.values, made.parts, start, at.level, {start: today}, str(at.id), looked=others)
    explained = {rule.code: str(SENT) for rule in kind.rules}
    demand_sound(kind, record, unread, explained, today)
    with acting(house, PUBLIC, "records.intake", kind.code, at) as act:
        _count(house, Key("intake", origin.neighbourhood, ""), MOST_OF_ADDRESS)
        _count(house, Key("intake_at", f"{kind.code} {at.id}", ""), MOST_AT_PLACE)
        row = add_row(house, keeper, act, kind, at, record, {}, SENT_IN)
        says = CAME.format(title=kind.title, n=row.pk)
        tell(house, PUBLIC, "record", says, at.id, KEEP_RECORDS, kind.agency, None, f"/records/{row.pk}")
        act.subject = subject_of(kind, row)
    return number_of(house, row)


SENT = Text("群众提交", "sent in by a resident")
"""Stands for the word that a soft check asks: a resident is not asked to explain herself."""


def asked(house: House, number: str, origin: Origin) -> Answer:
    """What stands under a number. A wrong one is counted, so that nobody tries them through."""
    key = Key("intake_ask", origin.neighbourhood, "")
    _demand_room(house, key, MOST_WRONG_NUMBERS)
    try:
        return answer(house, number)
    except Refused as no:
        if no.refusals[0].problem is NO_ANSWER:
            with writing():
                _count(house, key, MOST_WRONG_NUMBERS)
        raise


def _demand_room(house: House, key: Key, most: int) -> None:
    row = FailureRow.objects.filter(key=key.digest(house), last__gt=house.now() - A_DAY).first()
    if row is not None and row.count >= most:
        raise TOO_MANY.at()


def _count(house: House, key: Key, most: int) -> None:
    """One more under a key; refuses above so many in a day, which begins with the first. The address is not kept."""
    _demand_room(house, key, most)
    now, name = house.now(), key.digest(house)
    row = FailureRow.objects.filter(key=name).first()
    if row is None or row.last <= now - A_DAY:
        row = FailureRow(key=name, kind=key.kind, shown="", count=0, last=now)
    row.count += 1
    row.save()
