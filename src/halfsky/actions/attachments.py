"""Files that belong to sheets, such as the stamped scan (盖章扫描件). The file is on disk before its row is."""

from __future__ import annotations

from halfsky.actions.acting import acting, user_of
from halfsky.actions.submissions import subject_of
from halfsky.kernel.access import ENTER_FOR, FILL_FORMS, NOT_ALLOWED, Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.round import FROZEN, State
from halfsky.queries.sheets import desk
from halfsky.store.files import keep_content
from halfsky.store.house import House
from halfsky.store.models import Attachment

MOST_BYTES = 20 * 1024 * 1024
LONGEST, LONGEST_ENDING = 200, 10
KINDS: dict[bytes, str] = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}

TOO_LARGE = problem(
    "413.741",
    ("文件有{size}MB，超过{most}MB。", "The file has {size} MB; at most {most} MB are taken."),
    ("请降低扫描分辨率（300dpi 灰度即可）后再上传。", "Scan it in grey at 300 dpi and upload it again."),
)
NOT_A_SCAN = problem(
    "400.767",
    ("“{came}”不是 PDF、JPG 或 PNG 文件。", "“{came}” is no PDF, JPG or PNG file."),
    ("请上传盖章件的扫描件或照片。", "Upload a scan or a photo of the stamped sheet."),
)


def attach(
    house: House, viewer: Viewer, round_id: int, place: str, name: str, content: bytes, kind: str = "stamped"
) -> Attachment:
    """Attach a file to a unit's sheet. What it is shows in its first bytes, not in its name."""
    at = desk(house, round_id, place)
    user = user_of(viewer)
    if not (at.may(viewer, FILL_FORMS) or at.may(viewer, ENTER_FOR)):
        raise NOT_ALLOWED.at(at.place.name, permission=FILL_FORMS.label)
    if at.round.state is State.FROZEN:
        raise FROZEN.at(form=at.form.title, period=at.round.period.label)
    ending = scan_ending(name, content)
    digest = keep_content(house.folder, content)
    with acting(house, viewer, "sheets.attach", subject_of(at), at.place) as act:
        row = Attachment.objects.create(
            round=at.row,
            place_id=at.place.id,
            name=named(name) or f"{kind}{ending}",
            kind=kind,
            sha256=digest,
            size=len(content),
            added_by=user,
            added_at=house.now(),
        )
        act.detail = {"name": row.name, "sha256": digest, "size": row.size}
    return row


def scan_ending(name: str, content: bytes) -> str:
    """What a scan is, by its first bytes: .pdf, .jpg or .png. Refuses what is none, or too large."""
    if len(content) > MOST_BYTES:
        raise TOO_LARGE.at(name, size=len(content) // 1048576, most=MOST_BYTES // 1048576)
    ending = next((ending for mark, ending in KINDS.items() if content.startswith(mark)), None)
    if ending is None:
        raise NOT_A_SCAN.at(name, came=name)
    return ending


def named(name: str) -> str:
    """The name of a file without the way to it and without what cannot be seen; a long one keeps its end."""
    seen = "".join(sign for sign in name.rpartition("/")[2].rpartition("\\")[2] if sign.isprintable()).strip()
    stem, dot, ending = seen.rpartition(".")
    if len(seen) <= LONGEST or not dot or len(ending) > LONGEST_ENDING:
        return seen[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
