"""Figures of real documents as records of the ledgers on persons: a survey on its base list, matters of rights.

As in `seed_records_work.py`: what is entered, how it moves, and what elements and indicators must then say. Shares have
the base that the document uses: who was visited is a share of those surveyed, who was missed one of the base list.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.seed_records_work import CASES, DAY, Expected, Seed, Step

WAYS = {"入户调查": "visit", "电话调查": "phone"}
REASONS = {"查无此人": "unknown", "已搬迁": "moved", "空挂户": "absent", "外出": "away", "死亡": "dead"}
"""How the document calls them, and the options of the ledger."""


def _parts(case: str) -> Mapping[str, int]:
    found: Mapping[str, int] = CASES[case]["inputs"]["parts"]
    return found


def _due(case: str, name: str) -> Fraction:
    return Fraction(str(CASES[case]["expected"]["computed"][name]))


def _survey() -> list[Seed]:
    """The whole base list: who was visited or telephoned, and who was not surveyed for which reason."""
    listed = {"listed_on": DAY, "person": "示例"}
    filled = [
        Seed("survey", listed, (Step("fill", {"way": WAYS[name], "surveyed_on": DAY}),), times, "person", "village")
        for name, times in _parts("SF-004-09").items()
    ]
    return filled + [
        Seed("survey", listed, (Step("leave", {"unfilled_why": REASONS[name]}),), times, "person", "village")
        for name, times in _parts("SF-004-11").items()
    ]


def _rights() -> list[Seed]:
    """So many matters, each answered."""
    matter = {"received_on": DAY, "channel": "call", "class": "family", "family_matter": "dispute"}
    answered = Step("accept", parts={"step": [{"date": DAY, "kind": "reply"}]})
    return [Seed("rights-case", matter, (answered,), CASES["SF-004-48"]["inputs"]["base"], "name")]


_SURVEYS = tuple(f"SF-004-{number:02}" for number in range(7, 13))
RECORDS: dict[str, list[Seed]] = {**dict.fromkeys(_SURVEYS, _survey()), "SF-004-48": _rights()}
EXPECTED: dict[str, list[Expected]] = {
    "SF-004-07": [
        Expected("survey_base", _due("SF-004-07", "total")),
        Expected("survey_filled", Fraction(_parts("SF-004-07")["已填表"])),
        Expected("survey_unfilled", Fraction(_parts("SF-004-07")["未填表"])),
    ],
    "SF-004-08": [
        Expected("survey_completion", _due("SF-004-08", "已填表"), 2),
        Expected("survey_missed", _due("SF-004-08", "未填表"), 2),
    ],
    "SF-004-09": [
        Expected("survey_filled", _due("SF-004-09", "total")),
        *(Expected("survey_filled", Fraction(n), cell={"survey_way": WAYS[k]}) for k, n in _parts("SF-004-09").items()),
    ],
    "SF-004-10": [
        Expected("survey_visited", _due("SF-004-10", "入户调查"), 2),
        Expected("survey_phoned", _due("SF-004-10", "电话调查"), 2),
    ],
    "SF-004-11": [
        Expected("survey_unfilled", _due("SF-004-11", "total")),
        *(
            Expected("survey_unfilled", Fraction(n), cell={"survey_reason": REASONS[name]})
            for name, n in _parts("SF-004-11").items()
        ),
    ],
    "SF-004-12": [
        Expected("survey_missed", _due("SF-004-12", "sum_of_rounded_shares"), 2),
        *(Expected(f"survey_missed_{code}", _due("SF-004-12", name), 2) for name, code in REASONS.items()),
    ],
    "SF-004-48": [
        Expected("rights_received", Fraction(CASES["SF-004-48"]["inputs"]["base"])),
        Expected("rights_handled", Fraction(_parts("SF-004-48")["调处"])),
        Expected("rights_handling", _due("SF-004-48", "调处"), 1),
    ],
}
"""The survey is one: six cases look at the same records."""
