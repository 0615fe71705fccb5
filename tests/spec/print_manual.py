"""Print the manual into docs/manual: `python -m tests.spec.print_manual`."""

from __future__ import annotations

from pathlib import Path

from halfsky.kernel.text import LANGS
from tests.spec.check_chapter import CHAPTER as CHECKS
from tests.spec.grammar_chapter import CHAPTER as GRAMMAR
from tests.spec.manual import Chapter
from tests.spec.verdict_chapter import CHAPTER as VERDICTS

CHAPTERS: tuple[Chapter, ...] = (GRAMMAR, VERDICTS, CHECKS)


def pages() -> dict[Path, str]:
    """Every page of the manual by its path."""
    return {chapter.path(lang): chapter.printed(lang) for chapter in CHAPTERS for lang in LANGS}


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path)
