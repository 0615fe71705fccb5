"""Several files as one: the list fits the files, and the same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from halfsky.exchange.bundle import MANIFEST, bundled

names = st.text("甲乙丙abc", min_size=1, max_size=6).filter(lambda n: n != MANIFEST)
files = st.dictionaries(names, st.binary(max_size=200), max_size=5)


@given(files)
def test_the_list_names_every_file_with_its_digest(given_: dict[str, bytes]) -> None:
    made = bundled(given_)
    assert made == bundled(given_)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert packed.namelist() == [*given_, MANIFEST]
        lines = packed.read(MANIFEST).decode().splitlines()
        listed = {line[66:]: line[:64] for line in lines}
        assert listed == {name: hashlib.sha256(packed.read(name)).hexdigest() for name in given_}
