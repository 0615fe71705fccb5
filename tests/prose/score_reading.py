"""How well texts are read: python -m tests.prose.score_reading CASES.jsonl [TEXTS] [--misses]

CASES holds one annotation a line with its text in the folder TEXTS, or one {text, gold} a line. Proposals are matched
with annotations one to one: they overlap and agree in value, unit and type. `with subject` also asks that the two
subjects share at least half of their characters (Dice).
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from halfsky.prose.proposals import Proposal, proposals
from halfsky.prose.shape import shape

Row = dict[str, object]


def alike(one: str, other: str) -> float:
    """Dice of the characters of two subjects."""
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / (len(one) + len(other)) if one and other else 0.0


def cases(path: Path, texts: Path | None) -> Iterator[tuple[str, list[Row]]]:
    """Each text with what it should give."""
    together: dict[str, list[Row]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "gold" in row:
            yield row["text"], row["gold"]
        else:
            together[row["seed"].split("_")[0]].append(row)
    for seed, rows in together.items():
        assert texts is not None, "name the folder of the texts"
        yield (texts / f"{seed}.txt").read_text("utf-8"), rows


def agree(p: Proposal, gold: Row) -> bool:
    said = shape(p, "")
    return (said["value"], said["unit"], said["type"]) == (gold["value"], gold["unit"], gold["type"])


def overlap(p: Proposal, gold: Row) -> int:
    return min(p.end, int(str(gold["char_end"]))) - max(p.start, int(str(gold["char_start"])))


def matched(text: str, rows: list[Row]) -> tuple[list[tuple[Proposal, Row]], list[Proposal], list[Row]]:
    """Pairs, proposals without an annotation, annotations without a proposal."""
    left, pairs, alone = list(rows), [], []
    for p in proposals(text):
        near = [g for g in left if overlap(p, g) > 0 and agree(p, g)]
        if not near:
            alone.append(p)
            continue
        best = max(near, key=lambda g: (alike(p.subject, str(g["subject_zh"])), overlap(p, g)))
        left.remove(best)
        pairs.append((p, best))
    return pairs, alone, left


def main(path: Path, texts: Path | None, misses: bool) -> None:
    hit = named = said = wanted = compared = 0
    for text, rows in cases(path, texts):
        pairs, alone, left = matched(text, rows)
        good = [(p, g) for p, g in pairs if alike(p.subject, str(g["subject_zh"])) >= 0.5]
        hit, named, said = hit + len(pairs), named + len(good), said + len(pairs) + len(alone)
        wanted += len(rows)
        compared += sum((p.comparator or None) == g["comparator"] for p, g in pairs)
        if misses:
            _misses(text, [pair for pair in pairs if pair not in good], alone, left)
    for what, n in (("value, unit, type", hit), ("with subject", named)):
        p, r = n / max(1, said), n / max(1, wanted)
        print(
            f"{what}: P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f} ({n} of {said} said, {wanted} wanted)"
        )
    print(f"comparator right in {compared} of {hit}")


def _misses(text: str, unlike: list[tuple[Proposal, Row]], alone: list[Proposal], left: list[Row]) -> None:
    for p, g in unlike:
        print("~", p.subject, "≠", g["subject_zh"], "|", g["quote"])
    for p in alone:
        print("+", p.type, shape(p, "")["value"], p.unit, "|", text[p.start : p.end].replace("\n", " "), "|", p.subject)
    for g in left:
        print("-", g["type"], g["value"], g["unit"], "|", g["quote"])


if __name__ == "__main__":
    places = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    main(places[0], places[1] if len(places) > 1 else None, "--misses" in sys.argv)
