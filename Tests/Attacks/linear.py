"""What follows from equations."""

import numpy as np


def determined(matrix, sums):
    """The unknowns that all solutions agree on, by their number."""
    solution, *_ = np.linalg.lstsq(matrix, sums, rcond=None)
    _, singular, basis = np.linalg.svd(matrix)
    rank = int((singular > 1e-9 * singular[0]).sum())
    free = np.abs(basis[rank:]).max(axis=0) if rank < matrix.shape[1] else np.zeros(matrix.shape[1])
    return {i: float(solution[i]) for i in range(matrix.shape[1]) if free[i] < 1e-9}
