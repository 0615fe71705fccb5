"""Files that come and go: tables of figures, lists of places. Knows the kernel; knows no database and no pack.

Read first: `tables.py` (any table as text with positions), `places.py` (lists of places as a stream).
"""
