"""A fixed piece of work over the same bytes, to hold the pass against: it changes with the machine and not with us.

It does what any roll-up must do and nothing clever: reads every lane of every row, adds it to its township's sum, keeps
the highest, and divides for every township. It must stay as it is: whoever changes it lands the figure anew.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

FIGURES = 100


@numba.njit(cache=True)
def walked(
    rows: NDArray[np.int32], first: NDArray[np.int32], last: NDArray[np.int32], into: NDArray[np.float64]
) -> None:
    """Roll the rows of runs up and divide. `into` float64[runs, FIGURES]."""
    lanes = rows.shape[1]
    total = np.zeros(lanes, np.int64)
    most = np.zeros(lanes, np.int64)
    for run in range(len(first)):
        total[:] = 0
        most[:] = 0
        for row in range(first[run], last[run]):
            for lane in range(lanes):
                number = rows[row, lane]
                total[lane] += number
                most[lane] = max(most[lane], number)
        for figure in range(FIGURES):
            over, under = total[figure * 7 % lanes], total[(figure * 13 + 5) % lanes]
            into[run, figure] = (over - most[figure * 11 % lanes]) / under if under != 0 else np.nan
