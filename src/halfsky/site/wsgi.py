"""The web process: opens the house that HALFSKY_HOUSE names and answers requests, a few at a time."""

import os
from pathlib import Path

from halfsky.site.gate import Gate
from halfsky.site.wiring import open_house

open_house(Path(os.environ["HALFSKY_HOUSE"]))

from django.core.wsgi import get_wsgi_application  # noqa: E402 — Django is ready only now

from halfsky.site.health import Alive, Ready  # noqa: E402

application = Alive(Gate(Ready(get_wsgi_application())))
