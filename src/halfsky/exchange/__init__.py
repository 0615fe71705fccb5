"""Files that come and go: tables of figures, lists of places, forms as workbooks. Knows the kernel; no database.

Read first: `tables.py` (a table under known headings), `books.py` (a whole workbook as people send it), `places.py`.
A form: `form_grid.py` (where everything stands) → `form_book.py` (written) → `form_reading.py` (read back).
Somebody's own table: `layout.py` (headings) → `proposals.py` (what they mean) → `any_book.py` (read).
"""
