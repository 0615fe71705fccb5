"""What an office suite makes of the report: it opens, and a full page holds 22 lines of 28 characters."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from halfsky.documents import report
from halfsky.documents.prose import Form
from tests.documents.world import WRITTEN, whole

pytestmark = pytest.mark.office


def pages(document: Path) -> list[str]:
    """The text of each page, after conversion to PDF."""
    profile = f"-env:UserInstallation=file://{document.parent}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(document.parent), str(document)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    shown = subprocess.run(
        ["pdftotext", "-layout", str(document.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
    )
    return shown.stdout.split("\f")[:-1]


@pytest.mark.parametrize("form", ["work", "final"])
def test_it_opens_and_shows_its_figures(tmp_path: Path, form: Form) -> None:
    out = tmp_path / "report.docx"
    report.write(whole(), form, out, written_at=WRITTEN)
    text = "".join("".join(page.split()) for page in pages(out))
    assert "新生儿死亡率、婴儿死亡率和5岁以下儿童死亡率分别为2.5‰、4.0‰和5.6‰" in text
    assert "—1—" in text
    assert ("工作稿" in text) == (form == "work")


def test_a_full_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    report.write(whole(), "final", out, written_at=WRITTEN, texts={"problems": "妇女儿童" * 600})
    full = [[line.strip() for line in page.splitlines() if "妇女儿童妇女" in line] for page in pages(out)]
    assert max(len(lines) for lines in full) == 22
    assert {len(line) for lines in full if len(lines) == 22 for line in lines} == {28}
