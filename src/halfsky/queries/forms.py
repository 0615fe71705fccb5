"""Forms as rounds pin them: a round goes on with the text it was opened with, whatever the pack says today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from halfsky.kernel import fingerprint
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.form import Form
from halfsky.kernel.period import period
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round, State
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import PackText, RoundRow
from halfsky.store.packfiles import unzipped


def key_text(key: Key) -> str:
    """How a cell is named in drafts, pages, workbooks and the API: "live_births|residence=urban"."""
    return f"{key[0]}|{key[1]}"


@lru_cache(maxsize=1 << 16)
def read_key(text: str) -> Key:
    """The cell that a text names; every sheet of a form names the same ones."""
    code, _, at = text.partition("|")
    return code, read_cell(at, text)


def contents(house: House, rows: Iterable[RoundRow]) -> dict[int, Content]:
    """The definitions that each round was opened with: today's, unless its pack has changed since."""
    now = dict(PackText.objects.filter(current=True).values_list("code", "fingerprint"))
    mark, today = fingerprint.of_packs(now), house.content
    return {
        row.pk: today if now.get(row.pack) == row.fingerprint else _as_it_was(house, row.pack, row.fingerprint, mark)
        for row in rows
    }


def content_of(house: House, row: RoundRow) -> Content:
    """The definitions that a round was opened with."""
    return contents(house, [row])[row.pk]


def pinned(house: House, pack: str, mark: str) -> Content:
    """The definitions with one pack as it was under a fingerprint; today's when it has not changed since."""
    now = dict(PackText.objects.filter(current=True).values_list("code", "fingerprint"))
    return house.content if now.get(pack) == mark else _as_it_was(house, pack, mark, fingerprint.of_packs(now))


@lru_cache(maxsize=8)
def _as_it_was(house: House, pack: str, mark: str, _today: str) -> Content:
    """Today's packs with one of them as it was."""
    texts = {p.code: unzipped(p.files) for p in PackText.objects.filter(current=True).exclude(code=pack)}
    then = PackText.objects.get(code=pack, fingerprint=mark)
    return house.read_packs({**texts, pack: unzipped(then.files)})


def form_of(house: House, row: RoundRow) -> Form:
    """The form of a round, as it was when the round was opened."""
    return content_of(house, row).form(row.form)


def round_of(house: House, row: RoundRow, content: Content | None = None) -> Round:
    """The kernel's view of a round; `content` is what it was opened with, where that is known."""
    return rounds_of(house, [row], None if content is None else {row.pk: content})[row.pk]


def rounds_of(house: House, rows: Sequence[RoundRow], known: Mapping[int, Content] | None = None) -> dict[int, Round]:
    """The kernel's view of many rounds, with one look at their packs and one at their places."""
    with_content = contents(house, rows) if known is None else known
    tops = {p.id: p for p in places.by_ids(house, {row.place_id for row in rows})}
    return {
        row.pk: Round(
            id=row.pk,
            form=with_content[row.pk].form(row.form),
            period=period(row.period),
            top=tops.get(row.place_id) or places.by_id(house, row.place_id),
            due=row.due,
            late_until=row.late_until,
            state=State(row.state),
        )
        for row in rows
    }
