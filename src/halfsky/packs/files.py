"""The files of one pack as bytes: from a folder, from a zip, or from what a house has kept.

A pack is text. Its fingerprint names exactly these bytes, whatever folder they lie in. What an editor or a file manager
leaves behind (`.DS_Store`, `~$values.xlsx`) is no part of it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from halfsky.kernel import fingerprint
from halfsky.kernel.refusals import problem

NO_PACK = problem(
    "404.31",
    ("“{path}”不是内容包：找不到 pack.yaml。", "“{path}” is no pack: pack.yaml was not found."),
    (
        "请指明含有 pack.yaml 的文件夹或 zip 文件。",
        "Name the folder, or the zip file, that holds pack.yaml.",
    ),
)
NOT_A_ZIP = problem(
    "400.201",
    ("这个文件不是 zip 文件，或者已经损坏。", "This file is no zip file, or it is damaged."),
    ("请重新打包内容包的文件夹后再试。", "Pack the folder of the pack again and retry."),
)
WRONG_ENCODING = problem(
    "400.202",
    (
        "文件不是 UTF-8 编码（第 {line} 行有不能识别的字节{guess}）。",
        "The file is not in UTF-8 (line {line} holds bytes that cannot be read{guess}).",
    ),
    (
        "内容包只用 UTF-8。在 WPS 或 Excel 中另存为“CSV UTF-8（逗号分隔）”，在记事本中另存为并选择 UTF-8 编码。",
        "Packs are UTF-8 only. In Excel or WPS save as “CSV UTF-8 (comma delimited)”, in an editor choose UTF-8.",
    ),
)
HEAD = "pack.yaml"


@dataclass(frozen=True)
class Files:
    """The files of a pack by name (`values.csv`, `examples/first.yaml`); `title` is how places in it are named."""

    title: str
    blobs: Mapping[str, bytes]

    @cached_property
    def fingerprint(self) -> str:
        """The name of exactly these files."""
        return fingerprint.of_files(self.blobs)

    def path(self, name: str) -> str:
        """How a complaint names a file."""
        return f"{self.title}/{name}" if self.title else name

    def text(self, name: str) -> str:
        """A file as text. Refuses anything but UTF-8; a byte order mark at the start is dropped."""
        blob = self.blobs[name]
        try:
            return blob.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = blob.count(b"\n", 0, error.start) + 1
            guess = "，像是 GBK" if _is_gbk(blob) else ""
            raise WRONG_ENCODING.at(self.path(name), line=line, guess=guess) from None


def open_files(source: Path | bytes | Mapping[str, bytes], title: str = "") -> Files:
    """The files of a folder, of a zip (a path or its bytes), or as they are given. Refuses what holds no pack.yaml."""
    if isinstance(source, Path):
        title = title or source.resolve().name.removesuffix(".zip")
        blobs = _folder(source) if source.is_dir() else _zip(_bytes_of(source), title)
    else:
        blobs = _zip(source, title) if isinstance(source, bytes) else dict(source)
    if HEAD not in blobs:
        raise NO_PACK.at(path=source if isinstance(source, Path) else title)
    return Files(title, blobs)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise NO_PACK.at(path=path)
    return path.read_bytes()


def _folder(folder: Path) -> dict[str, bytes]:
    paths = ((p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob("*")) if p.is_file())
    return {name: path.read_bytes() for name, path in paths if not _left_behind(name)}


def _zip(blob: bytes, title: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            names = [i.filename for i in archive.infolist() if not i.is_dir() and not _left_behind(i.filename)]
            blobs = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise NOT_A_ZIP.at(title) from None
    return _without_top(blobs)


def _without_top(blobs: dict[str, bytes]) -> dict[str, bytes]:
    """A zip of the folder itself has everything one folder deeper: leave that folder out."""
    tops = {name.partition("/")[0] for name in blobs}
    if HEAD in blobs or len(tops) != 1:
        return blobs
    return {name.partition("/")[2]: blob for name, blob in blobs.items() if "/" in name}


def _left_behind(name: str) -> bool:
    """Whether a file was left by an editor or a file manager."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) or part in ("__pycache__", "__MACOSX", "Thumbs.db") for part in parts)


def _is_gbk(blob: bytes) -> bool:
    try:
        blob.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
