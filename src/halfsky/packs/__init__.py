"""Content packs: text and tables that declare plans, indicators, elements and rules, read in four gates.

    pack = read_pack(Path("my-pack"))      first gate: its shape
    content = join([catalogue, pack])      second and third gate: names and meaning
    check_examples([catalogue, pack])      fourth gate: the pack's own examples
    rows(pack)                             what a house keeps as rows: targets, values, facts, places

Every gate refuses all faults at once, each with file, line and what to do. Read first: `notation.py` (what may be
written), then `pack.py` (shape), `names.py`, `joining.py` (meaning) and `examples.py`.
"""

from halfsky.packs.definitions import check_upgrade
from halfsky.packs.examples import check_examples
from halfsky.packs.joining import join, read_installed
from halfsky.packs.pack import RawPack, read_pack
from halfsky.packs.rows import rows
from halfsky.packs.shipped import shipped

__all__ = ["RawPack", "check_examples", "check_upgrade", "join", "read_installed", "read_pack", "rows", "shipped"]
