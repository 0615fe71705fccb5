"""Side by side: the arrays of Halfsky and what else one could have taken, on the same invented answers, in one run.

`make bench` runs a county and a province, `make bench-nation` the country too; both write `bench/results.md`.
"""
