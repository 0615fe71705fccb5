"""The manual in docs/manual is what the spec tests print, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from halfsky.kernel.text import Text
from tests.spec.manual import FOLDER, SOURCE, Chapter, Section, Table, code
from tests.spec.print_manual import pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_page_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == pages()[path], "run `make manual`"


def test_the_manual_has_no_page_that_is_not_printed() -> None:
    assert {path for path in FOLDER.iterdir() if path.suffix == ".md"} == set(pages())


def test_a_chapter_is_printed_as_markdown_in_both_languages() -> None:
    table = Table((Text("公式", "formula"), Text("结果", "result")), [(code("a | b"), Text("是", "yes"))])
    chapter = Chapter(
        "x", Text("章", "Chapter"), (Text("引言", "Opening"),), (Section(Text("节", "Part"), (), (table,)),)
    )
    zh = f"# 章\n\n<!-- {SOURCE.zh} -->\n\n引言\n\n## 节\n\n| 公式 | 结果 |\n| --- | --- |\n| `a \\| b` | 是 |\n"
    assert chapter.printed("zh") == zh
    assert chapter.printed("en").endswith("## Part\n\n| formula | result |\n| --- | --- |\n| `a \\| b` | yes |\n")
    assert chapter.path("en") == FOLDER / "x.en.md"
