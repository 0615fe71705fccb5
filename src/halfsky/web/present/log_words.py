"""What the actions of the log are called, and how they are found; an action without a word is shown by its code."""

from __future__ import annotations

from halfsky.kernel.text import Text

WORDS: dict[str, Text] = {
    "house.new": Text("新建数据目录", "house made"),
    "house.backup": Text("备份", "backed up"),
    "house.restore": Text("从备份恢复", "restored from a backup"),
    "places.import": Text("导入区划", "places imported"),
    "packs.install": Text("安装内容包", "pack installed"),
    "values.import": Text("导入数据", "values imported"),
    "users.add": Text("新增用户", "user added"),
    "users.grant": Text("授予角色", "role given"),
    "users.password": Text("设置密码", "password set"),
    "users.off": Text("停用用户", "user switched off"),
    "report.request": Text("申请写报告", "report asked for"),
    "report.write": Text("写成报告", "report written"),
    "rounds.open": Text("布置填报", "round opened"),
    "rounds.extend": Text("延期", "more time given"),
    "rounds.remind": Text("催报", "reminded"),
    "rounds.close": Text("截止填报", "round closed"),
    "rounds.freeze": Text("定稿归档", "round frozen"),
    "sheets.submit": Text("上报", "handed in"),
    "sheets.enter_for": Text("代录", "entered for a unit"),
    "sheets.submit_sheet": Text("分县填报", "handed in for all counties"),
    "sheets.review": Text("会审通过", "reviewed"),
    "sheets.accept": Text("验收", "accepted"),
    "sheets.return": Text("退回", "sent back"),
    "sheets.withdraw": Text("撤回", "withdrawn"),
    "sheets.confirm": Text("确认代录", "confirmed"),
    "sheets.archive": Text("归档", "archived"),
    "sheets.correct": Text("更正", "corrected"),
    "sheets.attach": Text("上传附件", "file attached"),
    "export.rounds": Text("导出填报任务", "list of rounds exported"),
    "export.units": Text("导出填报进度", "progress exported"),
    "export.explanations": Text("导出核实说明", "explanations exported"),
    "export.sheet": Text("导出上报表", "sheet exported"),
    "export.log": Text("导出操作日志", "log exported"),
}
KINDS: tuple[tuple[str, Text], ...] = (
    ("rounds.", Text("布置与催办", "rounds")),
    ("sheets.", Text("填报与审核", "sheets")),
    ("values.", Text("数据导入", "values")),
    ("export.", Text("导出", "exports")),
    ("report.", Text("文稿", "documents")),
    ("users.", Text("用户与授权", "users")),
    ("places.", Text("区划", "places")),
    ("packs.", Text("内容包", "packs")),
    ("house.", Text("备份与恢复", "back-ups")),
)
"""How actions are gathered when one looks for them: the beginning of their codes."""


def word(action: str) -> Text:
    return WORDS.get(action, Text(action))
