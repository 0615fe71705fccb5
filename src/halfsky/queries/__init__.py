"""All that may be seen, always for a named viewer. A query never writes.

Every function takes the house and the viewer first and answers with kernel values. Read first: `assessments.py` (a plan
judged at a place), then `series.py` (where its figures come from).
"""
