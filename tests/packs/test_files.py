"""The files of a pack: folders and zips, what is left aside, and the fingerprint."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from halfsky.kernel import fingerprint
from halfsky.kernel.refusals import Refused
from halfsky.packs import join, read_pack, rows

from .content import CONTENT
from .edits import add, change, files_of, put, teaching, write


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in files.items():
            archive.writestr(name, blob)
    return out.getvalue()


def test_a_folder_a_zip_and_its_files_are_the_same_pack(tmp_path: Path) -> None:
    files = files_of("teaching")
    (tmp_path / "teaching.zip").write_bytes(zipped(files))
    (tmp_path / "deep.zip").write_bytes(zipped({f"teaching/{name}": blob for name, blob in files.items()}))
    folder = read_pack(CONTENT / "teaching")
    for other in (files, zipped(files), tmp_path / "teaching.zip", tmp_path / "deep.zip"):
        pack = read_pack(other)
        assert pack.fingerprint == folder.fingerprint
        assert rows(pack) == rows(folder)


def test_what_editors_leave_behind_is_no_part_of_a_pack(tmp_path: Path) -> None:
    folder = write(teaching(), tmp_path / "teaching")
    before = read_pack(folder)
    for name in (".DS_Store", "~$goals.xlsx", "examples/.facts.csv.swp", "Thumbs.db"):
        (folder / name).write_bytes(b"left")
    assert read_pack(folder).fingerprint == before.fingerprint


def test_the_fingerprint_names_the_bytes_and_not_the_folder(tmp_path: Path) -> None:
    first = read_pack(write(teaching(), tmp_path / "one")).fingerprint
    assert read_pack(write(teaching(), tmp_path / "another")).fingerprint == first
    assert read_pack(teaching(change("pack.yaml", "1.0.0", "1.0.1"))).fingerprint != first
    assert read_pack(teaching(add("NOTES.md", "x"))).fingerprint != first


def test_the_fingerprint_is_the_sha256_of_names_and_digests() -> None:
    files = {"b.csv": b"2", "a.csv": b"1"}
    lines = [f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n" for name in ("a.csv", "b.csv")]
    assert fingerprint.of_files(files) == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert fingerprint.of_files({"a": b"", "b": b""}) != fingerprint.of_files({"ab": b""})


def test_the_fingerprint_of_content_is_that_of_its_packs() -> None:
    pack = read_pack(teaching())
    expected = hashlib.sha256(f"teaching {pack.fingerprint}".encode()).hexdigest()
    assert join([pack]).fingerprint == expected
    changed = read_pack(teaching(add("NOTES.md", "x")))
    assert join([changed]).fingerprint != expected


def test_a_byte_order_mark_is_dropped() -> None:
    marked = {name: b"\xef\xbb\xbf" + blob for name, blob in teaching().items()}
    assert rows(read_pack(marked)) == rows(read_pack(teaching()))


@pytest.mark.parametrize("blob", [b"", b"PK\x03\x04 cut off", b"no zip at all"])
def test_a_damaged_zip_is_refused(tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(blob)
    with pytest.raises(Refused) as refused:
        read_pack(path)
    assert [r.number for r in refused.value.refusals] == ["400.201"]
    assert "zip" in str(refused.value)


def test_a_zip_with_a_damaged_file_is_refused() -> None:
    whole = bytearray(zipped(files_of("teaching")))
    whole[60] ^= 0xFF
    with pytest.raises(Refused) as refused:
        read_pack(bytes(whole))
    assert [r.number for r in refused.value.refusals] == ["400.201"]


@pytest.mark.parametrize("name", ["no-such-folder", "empty"])
def test_where_there_is_no_pack_it_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused) as refused:
        read_pack(tmp_path / name)
    assert refused.value.status == 404
    assert "pack.yaml" in str(refused.value)
    assert name in str(refused.value)


def test_a_file_that_is_neither_utf8_nor_gbk_is_refused_without_a_guess() -> None:
    with pytest.raises(Refused) as refused:
        read_pack(teaching(put("NOTES.md", b"any bytes \xff\xff are fine here"), put("goals.csv", b"number\n\xff\xff")))
    assert [r.number for r in refused.value.refusals] == ["400.202"]
    assert "GBK" not in str(refused.value)
    assert "第 2 行" in str(refused.value)
