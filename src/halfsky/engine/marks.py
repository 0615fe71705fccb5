"""What one byte says of a figure beside its value: whether the bar is met, and how it stands to the period before."""

MET, UNMET = 1, 2
UP, DOWN, SAME = 4, 8, 12
"""More, less, or the same number as in the period before; neither where there was none."""
BAR, TREND = 3, 12
"""The bits of each question; none of them set: nothing is asked, or nothing is known."""
