"""E5: the largest of few homes, from a month's sum and quartiles."""

import numpy as np

from attack import Attack
from thresholds import central_means
from town import MEDIAN, SIGMA, SPREAD


class LargestHome(Attack):
    size, designs, days = 11, 24, 28
    name, says = "E5-11", "the largest of 11 homes, from a month's sum and quartiles"
    step, direction, usage = "P1M", "extraction", "restricted"

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            homes = self.town.homes(self.size, direction=self.direction)
            self.town.add(f"{self.name}-{i}", homes, use="largest", usage=self.usage, step=self.step)
            self.designs_of.append((f"{self.name}-{i}", homes))

    def guesses(self, view):
        with_quartiles, by_sum = self.rules()
        for set, homes in self.designs_of:
            figure = view.figure(set, self.town.days[-self.days], self.town.days[-1])
            guess = None
            if figure:
                rule = with_quartiles if figure.quartiles else by_sum
                guess = float(np.exp(features(figure.sum, figure.quartiles) @ rule))
            yield max(home.energy[-self.days:].sum() for home in homes), guess

    def drawn(self, random, count):
        spread = np.sqrt(SIGMA**2 + (SPREAD**2 if self.days == 1 else 0))
        return MEDIAN * self.days * np.exp(random.normal(0, spread, (count, self.size)))

    def rules(self):
        """The logarithm of the largest by least squares over towns that the attacker draws."""
        random = np.random.default_rng(7)
        sets = np.sort(self.drawn(random, 6000), axis=1)
        largest = np.log(sets[:, -1])
        sums, quartiles = sets.sum(axis=1), [central_means(list(s)) for s in sets]
        full = np.array([features(s, q) for s, q in zip(sums, quartiles)])
        alone = np.array([features(s, None) for s in sums])
        return np.linalg.lstsq(full, largest, rcond=None)[0], np.linalg.lstsq(alone, largest, rcond=None)[0]

    def values(self, random, count):
        return self.drawn(random, count).max(axis=1)


class LargestOf12(LargestHome):
    size, name, says = 12, "E5-12", "the largest of 12"


class LargestOf15(LargestHome):
    size, name, says = 15, "E5-15", "the largest of 15"


class LargestOnOneDay(LargestHome):
    name, says, days, step = "E5-day", "the largest of 11 on one day", 1, "P1D"


def features(sum, quartiles):
    """The sum, and what it leaves beside the fifteen ranks of three quartiles."""
    if not quartiles:
        return np.array([1, np.log(sum), np.log(sum) ** 2])
    first, middle, third = (q - 500 for q in quartiles)
    left = max(sum - 5 * first - 5 * third + middle - 0.7 * first, 0.05 * sum)
    over = np.log(left / third)
    return np.array([
        1, np.log(left), over, over**2, np.log(first / middle), np.log(third / middle), np.log(sum / third),
    ])


ATTACKS = [LargestHome, LargestOf12, LargestOf15, LargestOnOneDay]
