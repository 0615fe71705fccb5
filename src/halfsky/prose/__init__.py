"""Prose that people wrote, read as targets, results and tasks, and checked: text in, proposals and findings out.

Read `folding.py`, then `proposals.py` for what a text commits to; `quantities.py` and `checks/` hold the number check.
Rules only: what is read comes as text, what is found goes out with positions in that text.
"""
