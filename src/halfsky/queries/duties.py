"""Who answers for what: the rows of an assessment by agency, with its own rate over the rows where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.plan import Agency
from halfsky.kernel.rates import Summary, summarise


@dataclass(frozen=True, slots=True)
class AgencyDuty:
    """One kind of agency with the rows it leads and supports."""

    agency: Agency
    leads: tuple[Row, ...]
    supports: tuple[Row, ...]

    @property
    def summary(self) -> Summary:
        return summarise(self.leads)


def by_agency(assessment: Assessment) -> tuple[AgencyDuty, ...]:
    """Every agency that leads or supports a row, those that lead most first."""
    agencies = {a.code: a for r in assessment.rows for a in (r.lead, *r.support) if a}
    duties = [
        AgencyDuty(
            agency,
            tuple(r for r in assessment.rows if r.lead and r.lead.code == code),
            tuple(r for r in assessment.rows if code in {a.code for a in r.support}),
        )
        for code, agency in agencies.items()
    ]
    return tuple(sorted(duties, key=lambda d: (-len(d.leads), -len(d.supports), d.agency.code)))
