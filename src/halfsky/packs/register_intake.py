"""Third gate, registers: what residents may write from a public page, and what they read again under their number."""

from __future__ import annotations

from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Intake, Secrecy
from halfsky.kernel.text import Text, listed
from halfsky.packs.register_fields import Holding
from halfsky.packs.spot import Complaints

NOT_FOR_RESIDENTS = problem(
    "400.1155",
    ("“{label}”不能让群众填写：{why}。", "“{label}” cannot be asked of residents: {why}."),
    ("请从 asks 中去掉，或改类型、不设为必填。", "Take it out of asks, or change its type, or do not require it."),
)
INTAKE_LACKS = problem(
    "400.1156",
    ("群众填写的项目里没有必填的{names}，来信存不进去。", "Residents are not asked {names}, which must be filled."),
    ("请加进 asks，或不设为必填。", "Add it to asks, or do not require it."),
)
NOT_TOLD = problem(
    "400.1157",
    ("“{label}”不能凭编号公开答复。", "“{label}” cannot be read under a number."),
    (
        "答复只用不加密的一行文字、长文字、日期、时期、数和选项；需知的台账不接收群众填写。",
        "Answer in open texts, days, numbers and choices; registers with a need to know take nothing in.",
    ),
)
TOLD_TO_ALL = frozenset(
    {Kind.TEXT, Kind.LONG, Kind.CHOICE, Kind.DATE, Kind.PERIOD, Kind.YES, Kind.COUNT, Kind.NUMBER, Kind.MONEY}
)
"""What may be read under a number: it says something, and nobody is named by it."""
WRITTEN_BY_ALL = TOLD_TO_ALL | {Kind.PERSON, Kind.PHONE, Kind.ADDRESS}
"""What may be asked without an account: no file, no identity card, nothing that shows what is kept here."""
_NO_NAMES = Text("不能要求留下姓名、电话等", "no name and no telephone is required")
_NOT_THEIRS = Text("{kind}要登录后填写", "a {kind} is for who is signed in")


def compile_intake(holding: Holding, complaints: Complaints) -> Intake | None:
    """Residents write what needs no account and no name; what they read again is open."""
    entry, said = holding.entry, holding.entry.intake
    if said is None:
        return None
    for word in said.asks:
        asked = holding.named[word]
        if asked.kind not in WRITTEN_BY_ALL or (asked.required and asked.kind.names_somebody):
            why = _NO_NAMES if asked.kind.names_somebody else _NOT_THEIRS.format(kind=asked.kind.label)
            complaints.add(NOT_FOR_RESIDENTS.at(str(word.spot), label=asked.label, why=why))
    if lacking := [f.label for f in holding.fields if f.required and f.code not in said.asks]:
        complaints.add(INTAKE_LACKS.at(said.at("asks"), names=listed(lacking)))
    for word in said.answers:
        told = holding.named[word]
        if told.sealed or told.kind not in TOLD_TO_ALL or entry.secrecy is Secrecy.NEED:
            complaints.add(NOT_TOLD.at(str(word.spot), label=told.label))
    return Intake(tuple(map(str, said.asks)), tuple(map(str, said.answers)), said.says)
