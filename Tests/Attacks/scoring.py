"""What counts as success: a household's energy within 10 %, more often than by the best constant guess."""

import math
from dataclasses import dataclass

import numpy as np

TOLERANCE = 0.1


def best_constant(values):
    """The share that the best constant guess gets right, of values like those attacked."""
    values = np.sort(np.asarray(values, dtype=float))
    # A guess g is right for values from g / 1.1 to g / 0.9: slide that window over the sorted values.
    ends = np.searchsorted(values, values * (1 + TOLERANCE) / (1 - TOLERANCE), side="right")
    return float((ends - np.arange(len(values))).max() / len(values))


def wilson(hits, count, z=1.96):
    """The 95 % interval of a share."""
    if count == 0:
        return 0.0, 1.0
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = z * math.sqrt(share * (1 - share) / count + square / (4 * count * count)) / (1 + square / count)
    return max(middle - half, 0.0) if hits else 0.0, min(middle + half, 1.0)


@dataclass
class Score:
    """How often an attack was right, of the values for which it could say anything. What refused figures would have
    answered is no miss: a rare leak does not hide among refusals."""

    hits: int
    answered: int
    asked: int

    @classmethod
    def of(cls, guesses):
        guesses = list(guesses)
        answered = [(truth, estimate) for truth, estimate in guesses if estimate is not None]
        hits = sum(abs(estimate - truth) <= TOLERANCE * abs(truth) for truth, estimate in answered)
        return cls(int(hits), len(answered), len(guesses))

    @property
    def share(self):
        return self.hits / self.answered if self.answered else 0.0

    def interval(self, deviations=1.96):
        return wilson(self.hits, self.answered, deviations)

    def beats(self, chance, deviations=1.96):
        """One answer alone shows nothing; from two on the interval decides."""
        return self.answered > 1 and self.interval(deviations)[0] > chance
