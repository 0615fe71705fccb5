"""What a house keeps: every table, the log, the folder. Nothing above this layer names a column.

Read first: `folder.py` (what lies where on disk), `models/` (one file a noun), `log.py` (the chain), `scope.py` (a
scope as a filter), `house.py` (one opened house).
"""
