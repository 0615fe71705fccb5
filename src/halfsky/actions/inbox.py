"""Reading notices: a receipt says who has read what, and when."""

from __future__ import annotations

from halfsky.actions.acting import user_of
from halfsky.kernel.access import Viewer
from halfsky.queries.inbox import NO_NOTICE, mine
from halfsky.store.house import House
from halfsky.store.models import Receipt


def read_notice(house: House, viewer: Viewer, notice_id: int) -> None:
    """Note that the viewer has read a notice of hers; reading it again changes nothing."""
    user = user_of(viewer)
    notice = mine(house, viewer).filter(pk=notice_id).first()
    if notice is None:
        raise NO_NOTICE.at()
    Receipt.objects.get_or_create(notice=notice, user=user, defaults={"read_at": house.now()})
