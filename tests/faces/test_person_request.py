"""A person asks what is held of her: all records in all registers by exact spelling, noted, printed, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faces.conftest import Cast
from tests.faces.reading import main
from tests.ledgers import BESIDE, CARE, CASE, COUNTY, VILLAGE, add

if TYPE_CHECKING:
    from halfsky.store.house import House

PAGE = "/ledgers/person"


def test_a_person_s_data_are_found_printed_and_erased_as_noted_acts(books: House) -> None:
    from halfsky.store.models import LogEntry, Opening, RecordRow

    name = CARE["name"]
    care = add(books, "chair", "care", VILLAGE, CARE).pk
    case = add(books, "worker", "case", COUNTY, {**CASE, "name": name}).pk
    other = add(books, "remote", "case", BESIDE, CASE).pk
    protector, asked = Cast(books)("protector"), {"person": name, "reason": "本人书面申请"}
    assert [Cast(books)(who).get(PAGE).status_code for who in ("chair", "worker", "head", "leader")] == [403] * 4
    assert main(protector.get(PAGE))
    for lacks in ("person", "reason"):
        assert protector.post(PAGE, {**asked, lacks: " "}).status_code == 400
    assert not Opening.objects.exists()

    page = protector.post(PAGE, asked)
    assert page["Cache-Control"] == "no-store"
    assert f"№ {care}" in main(page) and f"№ {case}" in main(page) and f"№ {other}" not in main(page)
    assert CARE["need"] in main(page) and CASE["says"] in main(page)
    openings = Opening.objects.order_by("record")
    assert [(o.record_id, o.reason) for o in openings] == [(care, asked["reason"]), (case, asked["reason"])]
    entries = LogEntry.objects.filter(action__in=("records.person", "records.open"))
    assert [e.action for e in entries.order_by("position")] == ["records.person", "records.open", "records.open"]
    assert not any(name in str(e.detail) or asked["reason"] in str(e.detail) for e in entries)
    # A part of a name finds nothing; the opening is for this page, and no way into the records.
    assert "没有找到" in main(protector.post(PAGE, {**asked, "person": name[:-1]}))
    assert protector.get(f"/records/{case}").status_code == 404

    assert protector.post(f"{PAGE}/{care}/erase", {"reason": "本人要求"}).status_code == 302
    assert RecordRow.objects.get(pk=care).erased_at is not None
    left = main(protector.post(PAGE, asked))
    assert f"№ {case}" in left and f"№ {care}" not in left
