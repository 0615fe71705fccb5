"""The number check (文稿核查): what in a text cannot be true as printed, or should be looked at.

Read `finding.py` (what is said), `draft.py` (a text made ready), then any of the rules; each file holds one.
"""
