"""What an office suite shows of a report whose figure was revised: the new value, and the old one nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from halfsky.documents.living.comparing import compare
from halfsky.documents.living.lines import opened
from halfsky.documents.living.pictures import pictures
from halfsky.documents.living.refreshing import everything, refresh
from halfsky.documents.prose import Form
from tests.documents.test_living import AFTER, BEFORE, anew, write
from tests.documents.test_office import pages

pytestmark = pytest.mark.office


def _printed(document: Path) -> str:
    return "".join("".join(page.split()) for page in pages(document))


@pytest.mark.parametrize("form", ["work", "final"])
def test_the_new_value_stands_in_the_printed_file_and_the_old_does_not(tmp_path: Path, form: Form) -> None:
    out, brief = write(tmp_path, BEFORE, form)
    assert "孕产妇死亡率为14.3/10万" in _printed(out)
    document, now = opened(out, out.name), anew(AFTER, form)
    found = compare(brief, now.brief)
    refresh(document, found, everything(found), pictures(now.blocks))
    fresh = tmp_path / "fresh.docx"
    document.save(str(fresh))
    # 14.3 → 14.5; since 2023 (15.1) −0.8 → −0.6, since 2020 (16.9) −2.6 → −2.4.
    text = _printed(fresh)
    assert "孕产妇死亡率为14.5/10万" in text
    assert "14.3" not in text
    assert "0.6个十万分点" in text and "2.4个十万分点" in text
    assert "2.6个十万分点" not in text
