"""The OpenAPI document tells the truth: whatever is sent, sound or not, what comes back is what it says may come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.api.conftest import Programs
from tests.api.test_access import documented
from tests.rounds import TOWN, hand_in, take

if TYPE_CHECKING:
    from schemathesis import APIOperation, Case

    from halfsky.store.house import House

CASES = 5
"""So many requests a route, of each kind."""
KNOWN: dict[str, Any] = {"number": 1, "place": TOWN, "code": TOWN}
"""What a path leads to something with; without it hardly any request would come past the first question."""


@pytest.mark.slow
@pytest.mark.parametrize("sound", [True, False], ids=["sound", "unsound"])
def test_every_answer_is_one_that_the_document_promises(town: House, programs: Programs, sound: bool) -> None:
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    take(town, "office", hand_in(town, "town", TOWN, 22531, 22328), "accept")
    tokens = [programs(name).secret for name in ("owner", "town")]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == len(documented())
    for operation in operations:
        ask(operation, sound, tokens)


def ask(operation: APIOperation, sound: bool, tokens: list[str]) -> None:
    """Some requests to one route, with each of the tokens and without any."""
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    mode = GenerationMode.POSITIVE if sound else GenerationMode.NEGATIVE
    known = {name: value for name, value in KNOWN.items() if f"{{{name}}}" in operation.path} if sound else {}
    promised = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
        checks.ignored_auth,
    ]

    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def asks(case: Case) -> None:
        case.path_parameters = {**case.path_parameters, **known}
        for secret in tokens:
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=promised)

    asks()
