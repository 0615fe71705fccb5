"""`python -m halfsky` is the command `halfsky`."""

from halfsky.cli.main import main

raise SystemExit(main())
