"""Text in two languages: Chinese first, English second; a missing English text shows the Chinese one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Chinese and, where it matters, in English."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.zh

    def in_(self, lang: str) -> str:
        """The wording for `lang` ("zh" or "en"), Chinese when there is no English."""
        return self.en if lang == "en" and self.en else self.zh

    def format(self, **values: object) -> Text:
        """Fill the {placeholders}; a value that is itself a Text is said in the language around it."""

        def fill(template: str, lang: Lang) -> str:
            said = {key: v.in_(lang) if isinstance(v, Text) else v for key, v in values.items()}
            return template.format(**said)

        return Text(fill(self.zh, "zh"), fill(self.en, "en") if self.en else "")

    def __add__(self, other: Text) -> Text:
        if not (self.en or other.en):
            return Text(self.zh + other.zh)
        left, right = self.in_("en"), other.in_("en")
        return Text(self.zh + other.zh, f"{left} {right}".strip() if left and right else left + right)


NOTHING = Text("")


def listed(texts: list[Text]) -> Text:
    """The texts as one enumeration: 甲、乙、丙 / a, b, c."""
    return Text("、".join(t.zh for t in texts), ", ".join(t.in_("en") for t in texts))
