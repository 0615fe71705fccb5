"""`python -m halfsky` is the command `halfsky`."""

from halfsky.site.command import main

raise SystemExit(main())
