"""Installing packs: through the same four gates as `packs check`, then text and rows, each pack one action.

Packs that come together are in force together, or none of them is: one may stand on what another has changed.

A pack brings figures along. Those it brought before and brings no more cease to be current; what the house itself has
imported stays current whatever a pack says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from halfsky.actions.acting import acting
from halfsky.actions.pack_rows import keep_facts, keep_targets, keep_values, place_ids
from halfsky.actions.places import plant
from halfsky.exchange.places import PlaceLine, PlaceList
from halfsky.kernel.access import MANAGE_PACKS, Viewer, demand
from halfsky.kernel.content import Content
from halfsky.kernel.refusals import problem
from halfsky.kernel.rows import PackPlace, PackRows
from halfsky.kernel.rules import Difference, alike
from halfsky.kernel.text import Text, listed
from halfsky.packs import RawPack, check_examples, check_upgrade, join, read_pack, rows
from halfsky.queries import places
from halfsky.queries.rule_changes import everywhere
from halfsky.store.house import House
from halfsky.store.locks import VALUES_LOCK, alone, writing
from halfsky.store.models import GrantRow, PackText, PlaceVersion, User
from halfsky.store.models.value import PACK
from halfsky.store.packfiles import unzipped, zipped

Source = Path | bytes | Mapping[str, bytes]
MOST_NAMED = 5
RULES_CHANGE = problem(
    "409.967",
    (
        "预警规则有变。按现有数据，{n}项预警会不同：加重{raised}项，减轻或消失{missed}项，如{named}。",
        "The warning rules change: on the figures that are there {n} rows would warn otherwise, {raised} more gravely, "
        "{missed} less, such as {named}.",
    ),
    (
        "请用 halfsky warnings --rules 查看全部差别，确认后加 --rules-seen 再安装。",
        "See them all with halfsky warnings --rules, then install with --rules-seen.",
    ),
)


def install(house: House, viewer: Viewer, sources: Sequence[Source], seen: bool = False) -> list[str]:
    """Install packs that stand on each other or on installed ones; gives the codes of those that were new or changed.

    Refuses all faults of a gate at once; then nothing is kept. Refuses warning rules that would put figures which are
    there on another level, until it is said that the difference was `seen`.
    """
    demand(viewer, MANAGE_PACKS, places.top(house), house.today())
    changed, content = _read(sources)
    if not seen and not alike(house.content.rules, content.rules):
        demand_seen(everywhere(house, viewer, content.rules))
    brought = [rows(pack) for pack in changed]
    with alone(house.folder, VALUES_LOCK), writing():
        for pack, its in zip(changed, brought, strict=True):
            _install_one(house, viewer, pack, its)
    return [pack.code for pack in changed]


def coming_content(sources: Sequence[Source]) -> Content:
    """All definitions as they would be with these packs installed; refuses as `install` does, and keeps nothing."""
    return _read(sources)[1]


def demand_seen(found: Sequence[Difference]) -> None:
    """Refuse rules that would warn otherwise on figures that are there, until somebody has looked at the difference."""
    if not found:
        return
    named = listed([_said(d) for d in found[:MOST_NAMED]])
    raised = sum(d.raised for d in found)
    raise RULES_CHANGE.at(n=len(found), raised=raised, missed=len(found) - raised, named=named)


def _said(found: Difference) -> Text:
    levels = [w.level.label if w else Text("无", "none") for w in (found.before, found.after)]
    return Text("{place}{name}：{a}→{b}", "{place} {name}: {a}→{b}").format(
        place=found.assessment.place.name, name=found.row.name, a=levels[0], b=levels[1]
    )


def _read(sources: Sequence[Source]) -> tuple[list[RawPack], Content]:
    """The packs among these that are new or changed, and everything together; through all gates."""
    coming = [read_pack(source) for source in sources]
    installed = _installed({pack.code for pack in coming})
    changed = [p for p in coming if p.code not in installed or installed[p.code].fingerprint != p.fingerprint]
    for pack in changed:
        if pack.code in installed:
            check_upgrade(installed[pack.code], pack)
    together = {**_installed(), **{pack.code: pack for pack in changed}}
    content = join(list(together.values()))
    check_examples(changed, content)
    return changed, content


def _installed(codes: Iterable[str] | None = None) -> dict[str, RawPack]:
    """The packs in force as they were read when they were installed."""
    kept = PackText.objects.filter(current=True)
    if codes is not None:
        kept = kept.filter(code__in=codes)
    return {text.code: read_pack(unzipped(text.files), text.code) for text in kept}


def _install_one(house: House, viewer: Viewer, pack: RawPack, brought: PackRows) -> None:
    _plant(house, viewer, pack, brought)
    with acting(house, viewer, "packs.install", pack.code) as act:
        _keep_text(house, pack)
        ids = place_ids(house, brought)
        origin = PACK + pack.code
        act.detail = {
            "version": pack.head.version,
            "fingerprint": pack.fingerprint,
            "values": keep_values(brought.values, ids, origin, act.position),
            "targets": keep_targets(brought.targets, ids, origin, act.position),
            "submissions": keep_facts(brought.facts, ids, pack.code, origin, act.position),
        }


def _keep_text(house: House, pack: RawPack) -> None:
    """The text in force: a version that was installed before comes back as it is."""
    PackText.objects.filter(code=pack.code, current=True).update(current=False)
    again = PackText.objects.filter(code=pack.code, fingerprint=pack.fingerprint)
    if not again.update(current=True, installed_at=house.now()):
        PackText.objects.create(
            code=pack.code,
            version=pack.head.version,
            fingerprint=pack.fingerprint,
            files=zipped(pack.files.blobs),
            installed_at=house.now(),
        )


def _plant(house: House, viewer: Viewer, pack: RawPack, brought: PackRows) -> None:
    """The places that a pack brings. Invented ones make a tree of their own, which whoever installs it administers."""
    if not brought.places:
        return
    source = PlaceList(f"{PACK}{pack.code}", pack.fingerprint, _lines(brought.places))
    plant(house, viewer, source, demo=pack.head.demo)
    if pack.head.demo:
        _administer_tops(house, viewer, brought.places)


def _lines(brought: Iterable[PackPlace]) -> Iterator[PlaceLine]:
    for number, place in enumerate(brought, 2):
        yield PlaceLine(number, place.code, place.name, place.level, place.parent)


def _administer_tops(house: House, viewer: Viewer, brought: Iterable[PackPlace]) -> None:
    tops = PlaceVersion.objects.filter(code__in=[p.code for p in brought], parent=None).values_list("place", flat=True)
    for top in tops.distinct():
        with acting(house, viewer, "users.grant", viewer.name, places.by_id(house, top)) as act:
            user = User.objects.get(username=viewer.name)
            GrantRow.objects.create(user=user, role="admin", place_id=top)
            act.detail = {"role": "admin", "place": top}


def shipped_kinds(of: Iterable[str]) -> list[Path]:
    """The folders of the shipped packs of these kinds, each after those it needs."""
    from halfsky.packs.pack import read_outline
    from halfsky.packs.shipped import shipped

    kinds = set(of)
    return [path for path in shipped() if read_outline(path).head.kind in kinds]
