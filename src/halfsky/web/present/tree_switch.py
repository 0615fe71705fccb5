"""按当年区划 / 按现行区划 on a page: which of the two the address asks for, and the links from one to the other."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest

from halfsky.kernel.by_tree import ByTree, read_tree
from halfsky.web.standing import Link, said


class Counted(Protocol):
    """Figures that were made by one of the two trees."""

    @property
    def tree(self) -> dt.date | None: ...

    @property
    def redrawn(self) -> bool: ...

    @property
    def by_tree(self) -> ByTree: ...


def asked_tree(request: HttpRequest) -> ByTree:
    """What the address asks for under `tree`; refuses anything but the two."""
    return read_tree(said(request, "tree"))


def tree_switch(request: HttpRequest, a: Counted) -> dict[str, Any]:
    """What `parts/tree_switch.html` shows: nothing where nothing has changed and nobody asked. `tree_query` goes at the
    end of addresses that are to keep the choice."""
    now = a.by_tree
    return {
        "by_tree": now,
        "trees": [Link(_with(request, by), by.label, by is now) for by in ByTree] if a.redrawn or a.tree else (),
        "tree_query": f"?tree={now.value}" if a.tree else "",
    }


def _with(request: HttpRequest, by: ByTree) -> str:
    """The same address with the other choice."""
    asked = request.GET.copy()
    asked["tree"] = by.value
    return f"?{urlencode(list(asked.items()))}"
