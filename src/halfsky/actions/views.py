"""Views of lists that people keep for themselves: a name for filters, order and columns. Nobody else sees them.

Keeping one writes no log entry: nothing is said to anybody, and no figure changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from halfsky.actions.acting import user_of
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import SavedView

NAMELESS = problem(
    "400.941",
    ("请给视图起一个1至{most}个字的名称。", "Give the view a name of 1 to {most} characters."),
    ("例如：本月活动。", "Activities of this month, say."),
)
TOO_MANY = problem(
    "409.940",
    ("一个列表最多保存{most}个视图。", "A list keeps {most} views at most."),
    ("请先删除不用的视图。", "Drop one that you do not need."),
)
NO_VIEW = problem("404.942", ("没有这个视图。", "There is no such view."), ("请刷新页面。", "Reload the page."))
LONGEST, MOST, MOST_PAIRS = 60, 30, 60


def keep_view(
    house: House, viewer: Viewer, of: str, name: str, query: Sequence[tuple[str, str]], columns: Sequence[str]
) -> SavedView:
    """Keep a view of a list under a name; the one that has the name already is replaced."""
    user, called = user_of(viewer), _name(name)
    with writing():
        mine = SavedView.objects.filter(user=user, list=of)
        if mine.exclude(name=called).count() >= MOST:
            raise TOO_MANY.at(most=MOST)
        row, _ = SavedView.objects.update_or_create(
            user=user,
            list=of[:120],
            name=called,
            defaults={
                "query": [list(pair) for pair in query[:MOST_PAIRS]],
                "columns": list(columns[:MOST_PAIRS]),
                "kept_at": house.now(),
            },
        )
    return row


def rename_view(house: House, viewer: Viewer, number: int, name: str) -> SavedView:
    """Give a view of one's own another name; one that has it is replaced."""
    called = _name(name)
    with writing():
        row = _mine(viewer, number)
        SavedView.objects.filter(user=row.user_id, list=row.list, name=called).exclude(pk=row.pk).delete()
        row.name, row.kept_at = called, house.now()
        row.save(update_fields=["name", "kept_at"])
    return row


def drop_view(house: House, viewer: Viewer, number: int) -> SavedView:
    """Drop a view of one's own."""
    with writing():
        row = _mine(viewer, number)
        SavedView.objects.filter(pk=row.pk).delete()
    return row


def _mine(viewer: Viewer, number: int) -> SavedView:
    row = SavedView.objects.filter(pk=number, user=user_of(viewer)).first()
    if row is None:
        raise NO_VIEW.at()
    return row


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST:
        raise NAMELESS.at("name", most=LONGEST)
    return name
