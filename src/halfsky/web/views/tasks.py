"""我的填报: what I owe and until when, the most urgent first; on a phone in a village, three big buttons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from halfsky.kernel.access import FILL_FORMS
from halfsky.kernel.filing import CONFIRM, RETURNED
from halfsky.kernel.text import Text
from halfsky.queries.rounds import Task, tasks, waiting
from halfsky.store.house import opened
from halfsky.web.standing import Link, page, signed_in, somewhere

DONE_SHOWN = 30
VILLAGE = "village"


def mine(request: HttpRequest) -> HttpResponse:
    """What is owed above, what is handed in below; sheets entered by the office wait for a confirmation."""
    house, viewer = opened(), signed_in(request)
    found = tasks(house, viewer)
    owed = [t for t in found if t.standing.kind != "filled"]
    done = [t for t in found if t.standing.kind == "filled"]
    confirm = [w for w in waiting(house, viewer) if any(m.code == CONFIRM for m in w.moves)]
    village = any(g.role == VILLAGE for g in viewer.holding(FILL_FORMS, house.today()))
    return page(
        request,
        "web/tasks.html",
        somewhere(request),
        room="tasks",
        owed=owed,
        done=done[:DONE_SHOWN],
        done_count=len(done),
        confirm=confirm,
        returned=sum(t.standing.state == RETURNED for t in owed),
        overdue=sum(t.days_left < 0 for t in owed),
        buttons=big_buttons(owed, done) if village else [],
    )


def big_buttons(owed: list[Task], done: list[Task]) -> list[Link]:
    """What somebody in a village does every day: fill in what is due next, read what was said, see what was sent."""
    first = next((Link(_sheet(t), Text("填下一张报表", "Fill in the next sheet")) for t in owed), None)
    nothing = Link("#owed", Text("没有要填的报表", "Nothing to fill in"))
    return [
        first or nothing,
        Link(reverse("web:inbox"), Text("看通知", "Read my notices")),
        Link("#done", Text(f"已报的{len(done)}张", f"{len(done)} handed in")),
    ]


def _sheet(task: Task) -> str:
    return reverse("web:sheet", kwargs={"number": task.id, "code": task.place.code})
