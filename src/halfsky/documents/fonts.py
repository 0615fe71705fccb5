"""The fonts of a document: which names Word is told, what stands in for them, and a Chinese font file for charts.

The faces of GB/T 9704 (方正小标宋, 仿宋_GB2312, 楷体_GB2312) are not free and are not bundled. The document names them
and gives, in its font table, the faces to take where they are missing.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LATIN = "Times New Roman"
TITLE_FACE = "方正小标宋简体"
BODY_FACE = "仿宋_GB2312"
SECTION_FACE = "黑体"
SUBSECTION_FACE = "楷体_GB2312"
TABLE_FACE = "宋体"

FALLBACKS: dict[str, tuple[str, ...]] = {
    TITLE_FACE: ("方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "宋体", "SimSun", "Noto Serif CJK SC"),
    BODY_FACE: ("仿宋", "FangSong", "STFangsong", "宋体", "Noto Serif CJK SC"),
    SECTION_FACE: ("SimHei", "STHeiti", "Microsoft YaHei", "Noto Sans CJK SC"),
    SUBSECTION_FACE: ("楷体", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC"),
    TABLE_FACE: ("SimSun", "STSong", "Noto Serif CJK SC"),
}
"""What each face may be replaced with, nearest first."""

# File name → the face inside a collection with the Chinese forms of the characters (JP, KR, SC, TC, HK in this order).
_CHART_FILES = {
    "NotoSansCJK-Regular.ttc": 2,
    "NotoSansCJKsc-Regular.otf": 0,
    "NotoSansSC-Regular.otf": 0,
    "SourceHanSansSC-Regular.otf": 0,
    "SourceHanSansCN-Regular.otf": 0,
    "wqy-microhei.ttc": 0,
    "wqy-zenhei.ttc": 0,
    "msyh.ttc": 0,
    "simhei.ttf": 0,
    "PingFang.ttc": 0,
}
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file and the face to take from it."""

    path: Path
    face: int


@cache
def chinese_font() -> FontFile | None:
    """A font file with Chinese characters for charts, or None where the machine has none."""
    found = {p.name: p for p in reversed([*_known_files(), *_files_of_fontconfig()])}
    for name, face in _CHART_FILES.items():
        if name in found:
            return FontFile(found[name], face)
    others = sorted(found.values())
    return FontFile(others[0], 0) if others else None


def _known_files() -> list[Path]:
    """The files of known names in the usual folders."""
    folders = [f for f in (Path(x).expanduser() for x in _FOLDERS) if f.is_dir()]
    return [p for folder in folders for p in sorted(folder.rglob("*")) if p.name in _CHART_FILES]


def _files_of_fontconfig() -> list[Path]:
    """The files that fontconfig says can write Chinese."""
    command = shutil.which("fc-list")
    if command is None:
        return []
    asked = [command, ":lang=zh-cn:outline=true", "--format=%{file}\n"]
    listing = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20)
    return [p for line in listing.stdout.splitlines() if (p := Path(line)).suffix in (".ttf", ".ttc", ".otf")]
