"""The pages of filing beside each other: the rounds, my tasks, what waits for me, my notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from halfsky.kernel.access import ACCEPT_FORMS, FILL_FORMS, OPEN_ROUNDS, READ_SHEETS, REVIEW_FORMS, scope
from halfsky.kernel.text import Text
from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages; `count` says how many things wait there, where that is known at no cost."""

    code: str
    href: str
    label: Text
    count: int = 0


def tabs(here: Here, unread: int) -> list[Tab]:
    """Those that hold something for the viewer."""
    day, viewer = here.house.today(), here.viewer
    checks = any(scope(viewer, p, day) for p in (REVIEW_FORMS, ACCEPT_FORMS))
    reads = checks or any(scope(viewer, p, day) for p in (OPEN_ROUNDS, READ_SHEETS))
    fills = bool(scope(viewer, FILL_FORMS, day))
    found = [
        (reads or fills, Tab("rounds", here.to("rounds"), Text("填报任务", "Rounds"))),
        (fills, Tab("tasks", reverse("web:tasks"), Text("我的填报", "My tasks"))),
        (checks, Tab("waiting", reverse("web:waiting"), Text("待我审核", "Waiting for me"))),
        (True, Tab("inbox", reverse("web:inbox"), Text("通知", "Notices"), unread)),
    ]
    return [tab for holds, tab in found if holds]
