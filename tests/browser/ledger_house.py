"""The house with ledgers, fit for a real server: `python -m tests.browser.ledger_house DIR`.

For tests that drive a browser: its loop and Django do not go together in one process.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests import ledgers
from tests.houses import PASSWORD, open_copy


def make_served(path: Path) -> None:
    """One event of the village, one case of the county; passwords by the slow hasher."""
    ledgers._made(path)
    house = open_copy(path)
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from halfsky.store.models import User
    from halfsky.store.tables import close

    ledgers.add(house, "chair", "event", ledgers.VILLAGE, ledgers.EVENT)
    ledgers.add(house, "worker", "case", ledgers.COUNTY, ledgers.CASE)
    User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    close()


if __name__ == "__main__":
    make_served(Path(sys.argv[1]) / "house")
