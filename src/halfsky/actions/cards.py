"""Sign-in cards: a township issues one to a village's chair; its QR code and a PIN told apart from it sign her in.

Token and PIN are chance, shown once, and kept as digests only. A card has a day on which it ends and can be withdrawn;
a new one for the same user withdraws those before.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from halfsky.actions.acting import acting
from halfsky.actions.failures import Key, Origin, address_key, card_key, demand_open, failed
from halfsky.actions.users import check_person, demand_role
from halfsky.kernel.access import ISSUE_CARDS, Viewer, demand
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Card, GrantRow, SignIn, User
from halfsky.store.sealing import digest

NOT_A_VILLAGE = problem(
    "400.703",
    ("{place}是{level}，登录卡只发给村（社区）。", "{place} is a {level}; cards are issued to villages only."),
    ("请选择一个村（社区）。", "Choose a village or community."),
)
NO_NAME = problem(
    "400.704",
    ("请填写持卡人姓名。", "The holder of the card has no name."),
    ("填写村（社区）妇联主席的姓名。", "Enter the name of the village's women's chair."),
)
DEAD_CARD = problem(
    "410.700",
    ("这张登录卡无效：已收回、已过期或有误。", "This card is not valid: withdrawn, run out, or damaged."),
    ("请联系乡镇（街道）妇联补发。", "Ask the federation of your township for a new one."),
)
WRONG_PIN = problem(
    "400.707",
    ("PIN 不对。", "The PIN is wrong."),
    (
        "请输入发卡时告知的6位数字；连续输错会暂停登录。",
        "Enter the six digits you were told; repeated wrong entries pause signing in.",
    ),
)
NO_CARD = problem(
    "404.703",
    ("没有这张卡，或它已经收回。", "There is no such card, or it is withdrawn already."),
    ("请刷新页面。", "Reload the page."),
)
ROLE = "village"


@dataclass(frozen=True, slots=True)
class Issued:
    """A card as it is printed, this once."""

    card: Card
    token: str
    pin: str


def issue(house: House, viewer: Viewer, place: str, name: str, user: int | None = None) -> Issued:
    """A card for a village's chair: for a new account, or for the `user` who has lost hers."""
    at = places.place(house, place)
    demand(viewer, ISSUE_CARDS, at, house.today())
    demand_role(house, viewer, ROLE, at)
    if at.level is not Level.VILLAGE:
        raise NOT_A_VILLAGE.at(place=at.name, level=at.level.label)
    holder = _holder(at, user)
    if holder is None and not name:
        raise NO_NAME.at()
    check_person(name, "")
    token, pin = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06}"
    now = house.now()
    with acting(house, viewer, "cards.issue", at=at) as act:
        if holder is None:
            holder = _new_holder(house, at, name)
        _withdraw(house, Card.objects.filter(user=holder, withdrawn_at=None).values_list("pk", flat=True))
        card = Card.objects.create(
            user=holder,
            token=digest(house.folder, "card.token", token),
            pin=digest(house.folder, f"card.pin.{holder.pk}", pin),
            issued_at=now,
            issued_by=User.objects.get(username=viewer.name),
            until=now.date() + dt.timedelta(days=house.settings.accounts.card_days),
        )
        act.detail = {"user": holder.username, "name": holder.name, "until": card.until.isoformat()}
    return Issued(card, token, pin)


def withdraw(house: House, viewer: Viewer, number: int) -> None:
    """Make a card worthless at once; the sessions that it opened end."""
    card = Card.objects.filter(pk=number).select_related("user").first()
    if card is None:
        raise NO_CARD.at()
    at = place_of(house, card)
    demand(viewer, ISSUE_CARDS, at, house.today())
    if card.withdrawn_at is not None:
        raise NO_CARD.at()
    with acting(house, viewer, "cards.withdraw", at=at) as act:
        _withdraw(house, [card.pk])
        act.detail = {"user": card.user.username, "name": card.user.name}


def known(house: House, token: str) -> Card:
    """The card of a token, if it is good; all others are refused alike."""
    card = Card.objects.filter(token=digest(house.folder, "card.token", token)).select_related("user").first()
    if card is None or card.withdrawn_at or card.until < house.today() or not card.user.is_active:
        raise DEAD_CARD.at()
    return card


def prove_card(house: House, token: str, pin: str, origin: Origin) -> tuple[User, Key]:
    """The holder of the card, when the PIN is right; wrong ones are counted under the card and the address."""
    card = known(house, token)
    own = card_key(card.pk, card.user.username)
    demand_open(house, [own, address_key(origin)])
    said = digest(house.folder, f"card.pin.{card.user_id}", "".join(pin.split()))
    if not hmac.compare_digest(said, card.pin):
        failed(house, [own, address_key(origin)], origin, "card")
        raise WRONG_PIN.at()
    return card.user, own


def place_of(house: House, card: Card) -> Place:
    """The village of a card."""
    row = GrantRow.objects.filter(user=card.user_id, role=ROLE).order_by("-pk").first()
    if row is None:
        raise NO_CARD.at()
    return places.by_id(house, row.place_id)


def _holder(at: Place, number: int | None) -> User | None:
    """The account of that number, if it is a village account of this place."""
    if number is None:
        return None
    row = GrantRow.objects.filter(user=number, role=ROLE, place_id=at.id).select_related("user").first()
    if row is None:
        raise NO_CARD.at()
    return row.user


def _new_holder(house: House, at: Place, name: str) -> User:
    """An account without a password, named after its village: 450802001201-2 is the second one there."""
    before = User.objects.filter(username__startswith=f"{at.code}-").count()
    user = User(username=f"{at.code}-{before + 1}", name=name)
    user.set_unusable_password()
    user.save()
    GrantRow.objects.create(user=user, role=ROLE, place_id=at.id, since=house.today())
    return user


def _withdraw(house: House, numbers: Iterable[int]) -> None:
    now = house.now()
    cards = Card.objects.filter(pk__in=list(numbers))
    holders = list(cards.values_list("user", flat=True))
    cards.update(withdrawn_at=now)
    SignIn.objects.filter(user__in=holders, way="card", ended_at=None).update(ended_at=now)
