"""Forms as rounds pin them: a round goes on with the text it was opened with, whatever the pack says today."""

from __future__ import annotations

from functools import lru_cache

from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.form import Form
from halfsky.kernel.period import period
from halfsky.kernel.place import Place
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round, State
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import PackText, RoundRow
from halfsky.store.packfiles import unzipped


def key_text(key: Key) -> str:
    """How a cell is named in drafts, pages, workbooks and the API: "live_births|residence=urban"."""
    return f"{key[0]}|{key[1]}"


def read_key(text: str) -> Key:
    """The cell that a text names."""
    code, _, at = text.partition("|")
    return code, read_cell(at, text)


def content_of(house: House, row: RoundRow) -> Content:
    """The definitions that a round was opened with: today's, unless its pack has changed since."""
    now = PackText.objects.filter(code=row.pack, current=True).values_list("fingerprint", flat=True).first()
    if now == row.fingerprint:
        return house.content
    return _as_it_was(house, row.pack, row.fingerprint, house.packs_fingerprint())


@lru_cache(maxsize=8)
def _as_it_was(house: House, pack: str, fingerprint: str, _today: str) -> Content:
    """Today's packs with one of them as it was."""
    texts = {p.code: unzipped(p.files) for p in PackText.objects.filter(current=True).exclude(code=pack)}
    then = PackText.objects.get(code=pack, fingerprint=fingerprint)
    return house.read_packs({**texts, pack: unzipped(then.files)})


def form_of(house: House, row: RoundRow) -> Form:
    """The form of a round, as it was when the round was opened."""
    return content_of(house, row).form(row.form)


def round_of(house: House, row: RoundRow, top: Place | None = None) -> Round:
    """The kernel's view of a round."""
    return Round(
        id=row.pk,
        form=form_of(house, row),
        period=period(row.period),
        top=top or places.by_id(house, row.place_id),
        due=row.due,
        late_until=row.late_until,
        state=State(row.state),
    )
