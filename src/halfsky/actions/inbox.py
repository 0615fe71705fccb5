"""Reading notices: a receipt says who has read what, and when."""

from __future__ import annotations

from halfsky.actions.acting import user_of
from halfsky.actions.dispatch import sign_for
from halfsky.kernel.access import Viewer
from halfsky.queries.dispatch import BULLETIN
from halfsky.queries.inbox import NO_NOTICE, mine
from halfsky.store.house import House
from halfsky.store.models import Receipt


def read_notice(house: House, viewer: Viewer, notice_id: int) -> None:
    """Note that the viewer has read a notice of hers; reading it again changes nothing. That of a bulletin is signed
    for."""
    user = user_of(viewer)
    notice = mine(house, viewer).filter(pk=notice_id).first()
    if notice is None:
        raise NO_NOTICE.at()
    if notice.kind == BULLETIN and notice.document_id is not None:
        sign_for(house, viewer, notice.document_id)
        return
    Receipt.objects.get_or_create(notice=notice, user=user, defaults={"read_at": house.now()})
