"""Arrays beneath the queries: the same answers as the kernel's reference, for a county as for the country.

Read `quotient.py` (a formula as two sums), `tree.py` (places as runs), `lanes.py` (answers as rows of numbers), then
`rollup.py`. Nothing here knows a database: rows come in, figures go out. `records/` is the other computation, from
dated records to facts.
"""
