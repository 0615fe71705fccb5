"""No page that is only read waits for those who write: every address is asked while another holds the write lock."""

from __future__ import annotations

from tests.databases import impatient, writing_elsewhere
from tests.faces.conftest import Cast
from tests.faces.test_access import RULES


def test_every_page_opens_while_somebody_writes(cast: Cast) -> None:
    from django.urls import reverse

    clients = {person: cast(person) for person in ("admin", "owner", "")}
    waited = []
    with writing_elsewhere(cast.house), impatient():
        for name, rules in RULES.items():
            for rule in rules:
                if rule.post is not None:
                    continue
                address = reverse(f"web:{name}", kwargs=rule.kwargs)
                answers = {person: client.get(address).status_code for person, client in clients.items()}
                if max(answers.values()) >= 500:
                    waited.append((address, answers))
    assert waited == []
