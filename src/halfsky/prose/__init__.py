"""Prose that people wrote, read as figures: text folded to one script, quantities with their places, checks on them.

Read `folding.py`, then `quantities.py`; `checks/` holds the number check. Rules only: what is read comes as text, what
is found goes out with positions in that text.
"""
