"""Read the origin of numbers back from a document: which controls it holds and what stands in them now."""

from __future__ import annotations

from pathlib import Path

from halfsky.documents.brief import PREFIX
from halfsky.documents.living.lines import lines, opened
from halfsky.documents.living.standing import tags


def numbers_in(path: Path) -> list[tuple[str, str]]:
    """(tag, text) of every control of ours, in the order of reading; none in a 报送稿. Refuses what is no .docx."""
    every = tags(lines(opened(path, path.name)))
    return [(f"{PREFIX}:{brief}:{n}", span.text) for brief, n, span in every]
