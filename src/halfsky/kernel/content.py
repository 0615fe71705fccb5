"""Content: all definitions that a house stands on, read from its packs and joined by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from halfsky.kernel.assessment import Source
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Element
from halfsky.kernel.form import Form
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.group import Group
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.occasion import Occasion
from halfsky.kernel.place import Level
from halfsky.kernel.plan import Agency, Goal, Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.kernel.scheme import Scheme
from halfsky.kernel.template import Template
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.warning import Rule
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import Workflow

NO_PLAN = problem(
    "404.10",
    ("没有规划“{came}”。", "There is no plan “{came}”."),
    ("已安装的规划：{known}。", "Installed plans: {known}."),
)
NO_INDICATOR = problem(
    "404.11",
    ("没有指标“{came}”。", "There is no indicator “{came}”."),
    (
        "请使用规划编号（如 W1.02）或指标库代码（如 mmr）{near}。",
        "Use a plan's number (W1.02) or the catalogue's code (mmr){near}.",
    ),
)
NO_FORM = problem(
    "404.12",
    ("没有报表“{came}”。", "There is no form “{came}”."),
    ("已安装的报表：{known}。", "Installed forms: {known}."),
)
NO_REGISTER = problem(
    "404.61",
    ("没有台账“{came}”。", "There is no register “{came}”."),
    ("已安装的台账：{known}。", "Installed registers: {known}."),
)

NO_TEMPLATE = problem(
    "404.1269",
    ("没有文稿模板“{came}”。", "There is no template “{came}”."),
    ("随内容包提供的模板：{known}。", "Templates of the installed packs: {known}."),
)
NO_SCHEME = problem(
    "404.1088",
    ("没有考核办法“{came}”。", "There is no appraisal scheme “{came}”."),
    ("已安装的办法：{known}。", "Installed schemes: {known}."),
)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything declared, by code. `fingerprint` names the exact texts it was read from.

    `formulas` holds the parsed definitions by indicator and the year from which they hold; `counts` the elements that
    the tree itself gives: how many places of a level there are; `background` those that tell of the place itself
    (经济社会基本情况), in their order; `calendar` tells workdays, `occasions` the office's year.
    """

    fingerprint: str = ""
    elements: Mapping[str, Element] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    formulas: Mapping[tuple[str, int | None], Node] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    categories: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    counts: Mapping[str, Level] = field(default_factory=dict)
    background: tuple[str, ...] = ()
    calendar: Calendar = Calendar()
    occasions: tuple[Occasion, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)

    def formula(self, indicator: Indicator, year: int) -> Node | None:
        """The formula in force in a year, with names resolved to element codes."""
        version = indicator.definition(year)
        return self.formulas.get((indicator.code, version.since)) if version else None

    def plan(self, code: str) -> Plan:
        if code not in self.plans:
            raise NO_PLAN.at(came=code, known="、".join(self.plans) or "—")
        return self.plans[code]

    def form(self, code: str) -> Form:
        if code not in self.forms:
            raise NO_FORM.at(came=code, known="、".join(self.forms) or "—")
        return self.forms[code]

    def register(self, code: str) -> Register:
        if code not in self.registers:
            raise NO_REGISTER.at(came=code, known="、".join(self.registers) or "—")
        return self.registers[code]

    def template(self, code: str) -> Template:
        if code not in self.templates:
            raise NO_TEMPLATE.at(came=code, known="、".join(self.templates) or "—")
        return self.templates[code]

    def scheme(self, code: str) -> Scheme:
        if code not in self.schemes:
            raise NO_SCHEME.at(came=code, known="、".join(self.schemes) or "—")
        return self.schemes[code]

    def workflow_of(self, form: Form) -> Workflow:
        """The workflow of a form's sheets; the gates of packs see to it that there is one."""
        return self.workflows[form.workflow]

    def find(self, name: str, plan: str = "") -> tuple[Indicator, Cell, Goal | None]:
        """The indicator that a plan's number or a catalogue code means, with the breakdown the number implies."""
        plans = [self.plans[plan]] if plan in self.plans else list(self.plans.values())
        for p in plans:
            if (goal := p.goal(name)) is not None:
                return self.indicators[goal.indicator], goal.cell, goal
        if name in self.indicators:
            return self.indicators[name], Cell(), None
        raise NO_INDICATOR.at(came=name, near=self._near(name, plans))

    def _near(self, name: str, asked: Sequence[Plan]) -> Text:
        """Where else the name stands that the plans which were asked do not have; else the numbers and codes that look
        like it, whatever its case; nothing where none does."""
        elsewhere = [p.title for p in self.plans.values() if p not in asked and p.goal(name) is not None]
        if elsewhere:
            return Text("；这个编号属于", "; it is a number of") + listed(elsewhere)
        known = {n.lower(): n for n in (*(g.number for p in asked for g in p.goals), *self.indicators)}
        near = [Text(known[n]) for n in get_close_matches(name.lower(), known, n=3)]
        return Text("；相近的有：", "; near it:") + listed(near) if near else NOTHING
