"""The names of places, agencies and records as files write them, each looked up once however many rows name it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from halfsky.actions.record_keeping import known
from halfsky.exchange.layout import place_key
from halfsky.exchange.place_names import known_places
from halfsky.kernel.access import Viewer
from halfsky.kernel.field import Known
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.register import Register
from halfsky.queries import places
from halfsky.queries.users import MANY_SO_CALLED
from halfsky.store.house import House

SO_CALLED = 50
_BEGINS = re.compile(r"\d+(?=\s|$)", re.ASCII)


class Names:
    """What the texts of one file mean in this house."""

    def __init__(self, house: House, viewer: Viewer, register: Register, at: Place) -> None:
        self.house, self.viewer, self.register, self.at = house, viewer, register, at
        self._found: dict[tuple[str, ...], str | tuple[Refusal, ...]] = {}
        self._homes: dict[str, Place] = {"": at}
        every = known(house, viewer)
        self.known = Known(
            lambda text, where: self._once(("place", text), where, self._place),
            lambda text, where: self._once(("agency", text), where, lambda said: every.agency(said, "")),
            lambda text, where: self._once(("indicator", text), where, lambda said: every.indicator(said, "")),
            lambda kind, text, where: self._once(
                ("record", kind, text), where, lambda said: every.record(kind, said, "")
            ),
        )

    def home(self, text: str, where: str) -> Place:
        """The place that keeps a record: at or below that of the import."""
        if text not in self._homes:
            code = _code(text) or self._below.get(place_key(text), "")
            if not code:
                raise places.NO_PLACE.at(where, came=text)
            try:
                self._homes[text] = places.place(self.house, code)
            except Refused as no:
                raise Refused(refusal.placed(where) for refusal in no.refusals) from no
        found = self._homes[text]
        if not found.under(self.at):
            raise places.NO_PLACE.at(where, came=text)
        return found

    @cached_property
    def _below(self) -> dict[str, str]:
        """Every way to write a place that keeps such records."""
        levels = [level for level in self.register.levels if level.depth >= self.at.level.depth]
        every = [p for level in levels for p in places.below(self.house, self.at, level)]
        return dict(known_places((p.code, p.name) for p in every))

    def _once(self, key: tuple[str, ...], where: str, look: Callable[[str], str]) -> str:
        if key not in self._found:
            try:
                self._found[key] = look(key[-1])
            except Refused as no:
                self._found[key] = no.refusals
        found = self._found[key]
        if isinstance(found, str):
            return found
        raise Refused(refusal.placed(where) for refusal in found)

    def _place(self, text: str) -> str:
        """A place by its code (which its name may follow), or by its name: the one at or below the import's place
        before others of the same name."""
        if code := _code(text):
            return str(places.place(self.house, code).id)
        found = [p for p in places.search(self.house, self.viewer, text, SO_CALLED) if p.name == text]
        found = [p for p in found if p.under(self.at)] or found
        if not found:
            raise places.NO_PLACE.at(came=text)
        if len(found) > 1:
            raise MANY_SO_CALLED.at(came=text, count=len(found), codes="、".join(p.code for p in found[:5]))
        return str(found[0].id)


def _code(text: str) -> str:
    """The code with which a text begins."""
    found = _BEGINS.match(text)
    return found[0] if found else ""
