"""Documents: the Word report of an assessment and the frozen brief behind it.

Pure of database and clock: an `Assessment` of the kernel goes in, a .docx and its `Brief` come out.

Read first: `report.py` (what the report is made of), then `said.py` (text with numbers in it), `prose.py` (how rows
become sentences), `brief.py` (what is frozen), `page.py` and `styles.py` (the form of GB/T 9704).
"""
