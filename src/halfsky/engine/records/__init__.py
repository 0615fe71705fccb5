"""Records to facts: what a register declares of its feeds, as one SQL text that DuckDB and Spark understand alike.

Read `columns.py` (which columns of tidy files a feed needs), `translate.py` (a formula as SQL), `plan.py` (a register
as groups of feeds), `sql.py` (the roll-up as one text), then `folder.py` (the files) and the two that run it,
`on_duckdb.py` and `on_spark.py`. `kernel/record.py` is the reference: what cannot be said in SQL is taken from it.
"""
