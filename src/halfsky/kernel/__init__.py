"""What the words mean: places, periods, facts, formulas, targets, verdicts, duties, access.

Standard library only; no clock, no input or output, no database: today's date is an argument and values are frozen
dataclasses. A rule (is this sound? may she? is the target met? must we warn?) has its one home here.

Read first: `fact.py` (what is counted), `target.py` (what is wanted), `verdict.py` (what is judged).
"""
