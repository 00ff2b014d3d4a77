"""E3: ten sets of one use, a core and four of ten homes each. They leave one unknown, and one number opens all."""

import itertools
import json
from collections import Counter

import numpy as np

from attack import Attack
from linear import determined
from town import MEDIAN, SIGMA, period_values

TEN = range(10)


def fours(random):
    """Ten choices of four of ten that differ by two each side, and leave nothing but the core unknown."""
    every = list(itertools.combinations(TEN, 4))
    while True:
        chosen = []
        for i in random.permutation(len(every)):
            if all(len(set(every[i]) & set(other)) <= 2 for other in chosen):
                chosen.append(every[i])
        rows = np.array([[j in four for j in TEN] for four in chosen[:10]], dtype=float)
        if len(rows) == 10 and np.linalg.matrix_rank(rows) == 10:
            return rows


class ConstantSets(Attack):
    """The designs of this family; the variants differ by the number that opens them."""

    usage, core, designs, silent_days = "restricted", 14, 2, (4, 10, 16, 22)

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            core, ten = self.town.homes(self.core), self.town.homes(10)
            rows = fours(self.town.random)
            silent = {}
            for day in self.silent_days:
                silent[day] = int(self.town.random.integers(10))
                ten[silent[day]].energy[day] = 0
            for number, row in enumerate(rows):
                members = [*core, *(home for home, chosen in zip(ten, row) if chosen)]
                self.town.add(f"{self.name}-{i}-{number}", members, use="ten", usage=self.usage)
            self.designs_of.append((f"{self.name}-{i}", ten, rows, silent))

    def known_rows(self, view, set, rows, day):
        """The published sums of a day as rows over the core and the ten."""
        found = [(1.0, *row, view.sum(f"{set}-{i}", day)) for i, row in enumerate(rows)]
        kept = [row for row in found if row[-1] is not None]
        return np.array([row[:-1] for row in kept]), np.array([row[-1] for row in kept], dtype=float)

    def solved(self, view, set, rows, day, home, value):
        """All homes that follow from the day's sums and one known home."""
        matrix, sums = self.known_rows(view, set, rows, day)
        if not len(sums):
            return {}
        known = np.zeros(11)
        known[1 + home] = 1
        return determined(np.vstack([matrix, known]), np.append(sums, value))


class OneKnowsTheirOwn(ConstantSets):
    name, says = "E3a", "one of the ten knows the own meter"

    def guesses(self, view):
        for set, ten, rows, silent in self.designs_of:
            for number, day in enumerate(self.town.days):
                if number in silent:
                    continue
                solved = self.solved(view, set, rows, day, 0, ten[0].energy[number])
                for j in TEN[1:]:
                    yield ten[j].energy[number], solved.get(1 + j)


class OneIsSilent(ConstantSets):
    name, says = "E3b", "one of the ten is silent, as the counts say"

    def guesses(self, view):
        for set, ten, rows, silent in self.designs_of:
            for number, truly in silent.items():
                day = self.town.days[number]
                home = self.silent_by_counts(view, set, rows, day)
                solved = {} if home is None else self.solved(view, set, rows, day, home, 0)
                for j in TEN:
                    if j != truly:
                        yield ten[j].energy[number], solved.get(1 + j)

    def silent_by_counts(self, view, set, rows, day):
        """The one home whose sets are those whose counts say something else than on most days."""
        short = []
        for i in range(len(rows)):
            figures = {d: view.figure(f"{set}-{i}", d) for d in self.town.days}
            if not figures[day]:
                return None
            usual = Counter(json.dumps(f.counts, sort_keys=True) for f in figures.values() if f).most_common(1)[0][0]
            short.append(json.dumps(figures[day].counts, sort_keys=True) != usual)
        matching = [j for j in TEN if list(rows[:, j]) == short]
        return matching[0] if len(matching) == 1 else None


class OneIsSilentAtTheEdge(OneIsSilent):
    """Sets of twenty: with one silent home they fall into the band below."""

    name, says, core, designs = "E3b-edge", "the same with sets as large as a band's first count", 16, 1


class OneIsSilentInPublic(OneIsSilent):
    name, says = "E3b-public", "the same with a core of 110, in public"
    stage, usage, core, designs, silent_days = "crowd", "public", 110, 1, (1, 2, 4, 5)


class OneIsSilentUntold(ConstantSets):
    name, says = "E3d", "one of the ten is silent, and no count says which"

    def guesses(self, view):
        """Tries each of the ten as the silent one: the true one leaves no home below zero and the likeliest others."""
        for set, ten, rows, silent in self.designs_of:
            for number, truly in silent.items():
                tried = [self.solved(view, set, rows, self.town.days[number], j, 0) for j in TEN]
                scores = [likelihood([s.get(1 + i) for i in TEN if i != j], 1) for j, s in zip(TEN, tried)]
                best = tried[int(np.argmax(scores))] if max(scores) > -np.inf else {}
                for j in TEN:
                    if j != truly:
                        yield ten[j].energy[number], best.get(1 + j)


class FittedByLikelihood(ConstantSets):
    name, says = "E3c", "the one unknown fitted by likelihood, over the month"
    designs, silent_days = 4, ()

    def guesses(self, view):
        for set, ten, rows, _ in self.designs_of:
            found = [view.sums(f"{set}-{i}", self.town.days) for i in range(10)]
            fitted = {} if None in found else self.fit(rows, [sum(sums) for sums in found])
            for j in TEN:
                yield ten[j].energy.sum(), fitted.get(j)

    def fit(self, rows, sums):
        """The core's total that makes the ten homes likeliest."""
        days = len(self.town.days)
        inverse, best = np.linalg.inv(rows), (-np.inf, {})
        mean = MEDIAN * days * np.exp(SIGMA**2 / 2)
        deviation = mean * np.sqrt(np.exp(SIGMA**2) - 1) * np.sqrt(self.core)
        for core in np.linspace(0, min(sums), 4000):
            homes = inverse @ (np.array(sums) - core)
            score = likelihood(homes, days) - ((core - self.core * mean) / deviation) ** 2 / 2
            if score > best[0]:
                best = score, dict(enumerate(homes))
        return best[1]

    def values(self, random, count):
        return period_values(random, count, 28)


def likelihood(homes, days):
    """The log-density of homes' energies over days, or minus infinity where one cannot be."""
    if any(home is None or home <= 0 for home in homes):
        return -np.inf
    logs = np.log(np.array(homes) / (MEDIAN * days))
    return float(-(logs**2).sum() / (2 * SIGMA**2) - logs.sum())


ATTACKS = [
    OneKnowsTheirOwn, OneIsSilent, OneIsSilentAtTheEdge, OneIsSilentInPublic, OneIsSilentUntold, FittedByLikelihood,
]
