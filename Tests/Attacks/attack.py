"""An attack: what it asks to be published, and what it makes of what left."""

import numpy as np

from scoring import best_constant
from town import day_values


class Attack:
    """One way of taking a household's energy from published figures.

    `prepare` adds homes and sets to a stage's town. `guesses` reads published figures and gives, for each value
    attacked, the truth and the attacker's estimate, which is absent where the figures that it takes did not leave.
    `values` draws values of the kind attacked, for the chance.
    """

    name = ""
    stage = "month"
    says = ""
    # How many deviations the interval of what is right has on each side, 1.96 for 95 %, and by how much it has to be
    # above chance.
    deviations, margin = 1.96, 0.0

    def prepare(self, stage):
        raise NotImplementedError

    def guesses(self, view):
        raise NotImplementedError

    def values(self, random, count):
        return day_values(random, count)

    def chance(self):
        return best_constant(self.values(np.random.default_rng(1), 200_000))


def less(a, b):
    """A difference of two figures, or nothing where one did not leave."""
    return None if a is None or b is None else a - b
