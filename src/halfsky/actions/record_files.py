"""Files of records. Of a record about a person they lie encrypted under its key, named by chance; a photo loses what
it says of where and by what it was taken. The file is on the disk before its row is."""

from __future__ import annotations

import io
import secrets

from halfsky.actions.acting import acting, user_of
from halfsky.actions.attachments import MOST_BYTES, TOO_LARGE, named
from halfsky.actions.records import demand_changing, demand_open, not_yours, subject_of, writes
from halfsky.kernel.access import Viewer
from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import problem
from halfsky.queries.records import Held, held
from halfsky.store.files import keep_content, keep_named
from halfsky.store.house import House
from halfsky.store.models import RecordFile

NOT_A_PICTURE = problem(
    "400.922",
    ("“{came}”不是可以打开的照片。", "“{came}” is no picture that can be opened."),
    ("请上传 JPG 或 PNG 照片；其他文件放在附件一栏。", "Upload a JPG or PNG; other files go into a field for files."),
)
NO_FILE_FIELD = problem(
    "404.921",
    ("“{came}”不是附件栏目。", "“{came}” is no field for files."),
    ("请从记录页上传。", "Upload it from the page of the record."),
)
NO_FILE = problem("404.922", ("没有这个附件。", "There is no such file."), ("请刷新页面。", "Reload the page."))


def attach(house: House, viewer: Viewer, number: int, field: str, name: str, content: bytes) -> RecordFile:
    """Attach a file to a field of a record."""
    found = demand_changing(house, viewer, number)
    asked = found.register.field(field)
    if asked is None or not asked.kind.attached:
        raise NO_FILE_FIELD.at(field, came=field)
    demand_field(found, field)
    if len(content) > MOST_BYTES:
        raise TOO_LARGE.at(name, size=len(content) // 1048576, most=MOST_BYTES // 1048576)
    if asked.kind is Kind.PHOTO:
        content = without_traces(name, content)
    sealed = found.register.about_person and found.ring is not None
    if sealed:
        assert found.ring is not None
        kept = keep_named(house.folder, secrets.token_hex(32), found.ring.seal("file", content))
    else:
        kept = keep_content(house.folder, content)
    with acting(house, viewer, "records.attach", subject_of(found.register, found.row), found.at.place) as act:
        row = RecordFile.objects.create(
            record=found.row,
            field=field,
            name=asked.label.zh if sealed else named(name) or asked.label.zh,
            kept=kept,
            sealed=sealed,
            size=len(content),
            added_at=house.now(),
            added_by=user_of(viewer),
        )
        act.detail = {"field": field, "size": row.size}
    return row


def demand_field(found: Held, field: str) -> None:
    """Refuse a field for files that is not the viewer's to write now."""
    mine = writes(found)
    if mine is not None and field not in mine:
        raise not_yours(found.register, [field], mine)


def detach(house: House, viewer: Viewer, number: int, file: int) -> None:
    """Take a file off a record; of a record about a person it is deleted from the disk, too."""
    found = demand_changing(house, viewer, number)
    row = RecordFile.objects.filter(pk=file, record=found.row.pk, removed_at=None).first()
    if row is None:
        raise NO_FILE.at()
    demand_field(found, row.field)
    with acting(house, viewer, "records.detach", subject_of(found.register, found.row), found.at.place) as act:
        row.removed_at = house.now()
        row.save(update_fields=["removed_at"])
        act.detail = {"field": row.field}
    if row.sealed:
        house.folder.file(row.kept).unlink(missing_ok=True)


def content_of(house: House, viewer: Viewer, number: int, file: int) -> tuple[str, bytes]:
    """A file's name and content, for who has the record open."""
    found = held(house, viewer, number)
    demand_open(found)
    row = RecordFile.objects.filter(pk=file, record=found.row.pk, removed_at=None).first()
    if row is None:
        raise NO_FILE.at()
    content = house.folder.file(row.kept).read_bytes()
    if not row.sealed:
        return row.name, content
    if found.ring is None:
        raise NO_FILE.at()
    return row.name, found.ring.unseal("file", content)


def without_traces(name: str, content: bytes) -> bytes:
    """The same picture without what the camera wrote into it: place, time, device. It is turned upright first."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            kind = picture.format or "JPEG"
            upright = ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            bare.save(out, kind, quality=90)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as why:
        raise NOT_A_PICTURE.at(name, came=name) from why
    return out.getvalue()
