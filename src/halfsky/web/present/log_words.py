"""What the actions of the log are called; an action without a word here is shown by its code."""

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
}


def word(action: str) -> Text:
    return WORDS.get(action, Text(action))
