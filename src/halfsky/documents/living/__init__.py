"""Documents that stay bound to their figures: what stands in a file now, what has changed since, what is written anew.

Read `lines.py` first (a file as lines of text), then `standing.py` (where the numbers of a brief stand in it),
`comparing.py` (two briefs), `refreshing.py` (the chosen changes written into the file).
"""
