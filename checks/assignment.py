"""The optimal pairing of two lists: which goods line of one paper is which of another."""

from collections.abc import Sequence


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) whose scores add up to the most; each row and column is used at most once.

    The Hungarian method with potentials, O(n³). An empty matrix has no pairs.

    >>> assign([[0.9, 0.8], [0.8, 0.1]])
    [(0, 1), (1, 0)]
    """
    if not scores or not scores[0]:
        return []
    if len(scores) > len(scores[0]):
        return sorted((row, column) for column, row in assign([list(column) for column in zip(*scores, strict=True)]))
    height, width = len(scores), len(scores[0])
    row_price, column_price = [0.0] * (height + 1), [0.0] * (width + 1)
    row_of, came_from = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, height + 1):
        row_of[0], column = row, 0
        least, seen = [float("inf")] * (width + 1), [False] * (width + 1)
        while row_of[column]:
            seen[column] = True
            held, step, after = row_of[column], float("inf"), 0
            for other in range(1, width + 1):
                if seen[other]:
                    continue
                cost = -scores[held - 1][other - 1] - row_price[held] - column_price[other]
                if cost < least[other]:
                    least[other], came_from[other] = cost, column
                if least[other] < step:
                    step, after = least[other], other
            for other in range(width + 1):
                if seen[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = after
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return sorted((row_of[column] - 1, column - 1) for column in range(1, width + 1) if row_of[column])
