"""Users as the kernel sees them: who they are, and what they hold where, by today's tree."""

from __future__ import annotations

from halfsky.kernel.access import Grant, Viewer
from halfsky.kernel.place import SIX_LEVELS, Place
from halfsky.kernel.refusals import problem
from halfsky.store.house import House
from halfsky.store.models import GrantRow, PlaceVersion, User

NO_USER = problem(
    "404.520",
    ("没有用户“{came}”，或该用户已停用。", "There is no user “{came}”, or it is switched off."),
    ("用 halfsky user list 查看全部用户。", "List the users with: halfsky user list"),
)
NO_ADMIN = problem(
    "404.521",
    ("这个数据目录没有系统管理员。", "This house has no administrator."),
    ("用 --user 指明以哪个用户的身份操作。", "Name the user to act as with --user."),
)
PUBLIC = Viewer()


def viewer_of(house: House, user: User, lang: str = "") -> Viewer:
    """The viewer that a user is; one who is switched off is the public."""
    return Viewer(user.pk, user.username, grants_of(house, user), lang or user.lang) if user.is_active else PUBLIC


def grants_of(house: House, user: User) -> tuple[Grant, ...]:
    """What a user holds, at places as they stand today (a dissolved one as it last stood).

    What is lent to her is hers for as long as the lender holds it and has an account in use.
    """
    rows = list(GrantRow.objects.filter(user=user).select_related("lent_of__user").order_by("pk"))
    versions = PlaceVersion.objects.filter(place__in={row.place_id for row in rows})
    newest = {v.place_id: v.as_place() for v in versions.order_by("since")}
    places = newest | {v.place_id: v.as_place() for v in versions.on(house.today())}
    return tuple(_grant(row, places[row.place_id]) for row in rows if row.lent_of is None or row.lent_of.user.is_active)


def _grant(row: GrantRow, place: Place) -> Grant:
    lent = row.lent_of
    if lent is None:
        return Grant(row.role, place, row.agency, row.since, row.until)
    since = max((d for d in (row.since, lent.since) if d), default=None)
    until = min((d for d in (row.until, lent.until) if d), default=None)
    return Grant(row.role, place, row.agency, since, until, lent.user.name or lent.user.username)


def operator(house: House, username: str = "", lang: str = "") -> Viewer:
    """For whom the command line acts: the named user, else the first administrator of the whole tree."""
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise NO_USER.at(came=username)
        return viewer_of(house, user, lang)
    tops = PlaceVersion.objects.filter(code=SIX_LEVELS.root).values("place")
    first = GrantRow.objects.filter(role="admin", place__in=tops, user__is_active=True).order_by("pk").first()
    if first is None:
        raise NO_ADMIN.at()
    return viewer_of(house, first.user, lang)
