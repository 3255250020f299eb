"""Which of some points was which of some others: the assignment of least cost."""

import numpy as np
from numpy.typing import NDArray


def nearest_matching(old: NDArray[np.complex128], new: NDArray[np.complex128]) -> NDArray[np.intp]:
    """For each new point the index of its old one, -1 for the points that are one too many.

    The sum of the squared distances of matched points is the least that there is.
    """
    cost = np.asarray(np.abs(new[:, None] - old[None, :]) ** 2, np.float64)
    if len(new) <= len(old):
        return _assign(cost)
    result = np.full(len(new), -1, np.intp)
    found = _assign(cost.T)
    result[found] = np.arange(len(old))
    return result


def _assign(cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each row a column of its own, for the least sum; rows are no more than columns.

    Rows whose cheapest columns nobody else wants have them at once; a shortest path of changes
    makes room for each other one (R. Jonker, A. Volgenant, Computing 38, 325, 1987).
    """
    rows, columns = cost.shape
    owner = np.full(columns, -1, np.intp)
    chosen = np.full(rows, -1, np.intp)
    if not rows:
        return chosen
    price = np.zeros(columns)
    for row, column in enumerate(cost.argmin(1)):
        if owner[column] < 0:
            owner[column], chosen[row] = row, column
    for start in np.flatnonzero(chosen < 0):
        far = np.full(columns, np.inf)
        before = np.full(columns, -1, np.intp)
        done = np.zeros(columns, bool)
        row, here, base, last = start, -1, 0.0, -1
        while True:
            # The cost of this row beside that of the column it has, which is where it comes from.
            own = cost[row, here] - price[here] if here >= 0 else (cost[row] - price).min()
            through = np.maximum(base + cost[row] - price - own, 0.0)
            closer = ~done & (through < far)
            far[closer], before[closer] = through[closer], here
            last = int(np.where(done, np.inf, far).argmin())
            base = float(far[last])
            done[last] = True
            if owner[last] < 0:
                break
            row, here = owner[last], last
        price[done] += far[done] - base
        while last >= 0:
            came_from = before[last]
            row = start if came_from < 0 else owner[came_from]
            owner[last], chosen[row] = row, last
            last = came_from
    return chosen
