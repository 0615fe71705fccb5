"""Files that come with a form: bounded before anything of them is kept, given on in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from halfsky.exchange.files import TOO_BIG
from halfsky.exchange.tables import MOST_MB
from halfsky.kernel.refusals import problem

NO_FILE = problem(
    "400.784",
    ("没有选择文件，也没有粘贴内容。", "No file was chosen and nothing was pasted."),
    ("请选择 Excel 或 CSV 文件，或粘贴接龙内容。", "Choose an Excel or CSV file, or paste a chain."),
)
ROOM = 1 << 20
"""What a form brings beside its file."""
PIECE = 1 << 20


class Bounded(FileUploadHandler):
    """Drops the files of a request that says itself to be larger than any file that is taken."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.dropping = content_length > MOST_MB * 1_000_000 + ROOM

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.dropping:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Others keep the file."""


def sent_file(request: HttpRequest, field: str = "file", pasted: str = "") -> tuple[str, Iterator[bytes]]:
    """The name of the file that came and its pieces; a text that was pasted instead counts as one."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > MOST_MB * 1_000_000 + ROOM:
        raise TOO_BIG.at(size=f"{size / 1e6:.0f}", most=MOST_MB)
    text = request.POST.get(pasted, "").replace("\0", "").strip() if pasted else ""
    found = request.FILES.get(field)
    if not isinstance(found, UploadedFile):
        if not text:
            raise NO_FILE.at()
        return "接龙.txt", iter([text.encode()])
    name = (found.name or "file").replace("\\", "/").rpartition("/")[2][:200]
    return name, iter(found.chunks(PIECE))
