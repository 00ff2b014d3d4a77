"""E4: one user of many times the usual, behind masks of few homes or among few homes."""

import numpy as np

from attack import Attack, less
from town import MEDIAN, SIGMA, SPREAD, day_values, period_values


class BehindMasks(Attack):
    multiple, core, designs = 12, 20, 5
    says = "a user of 12 times the usual behind masks of one and two homes"
    name = "E4a-12"

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            core, (other, *masks) = self.homes()
            (user,) = self.town.homes(1, self.multiple)
            self.town.add(f"{self.name}-{i}-a", [*core, user, other], use="masks")
            self.town.add(f"{self.name}-{i}-b", [*core, *masks], use="masks")
            self.designs_of.append((f"{self.name}-{i}", user))

    def homes(self):
        return self.town.homes(self.core), self.town.homes(3)

    def guesses(self, view):
        for set, user in self.designs_of:
            for number, day in enumerate(self.town.days):
                with_user, without = view.sum(f"{set}-a", day), view.sum(f"{set}-b", day)
                difference = less(with_user, without)
                usual = None if without is None else without / (self.core + 2)
                yield user.energy[number], None if difference is None else difference + usual

    def values(self, random, count):
        return day_values(random, count, self.multiple)


class BehindMasks25(BehindMasks):
    multiple, name, says = 25, "E4a-25", "the same, 25 times"


class BehindEmptyHomes(BehindMasks):
    """The masks are homes that stand empty, on standby: then any home shows."""

    name, multiple, designs = "E4c", 1, 4
    says = "an ordinary home behind masks of one and two homes that stand empty"

    def homes(self):
        return self.town.homes(self.core), self.town.standing_empty(3)

    def guesses(self, view):
        for set, user in self.designs_of:
            for number, day in enumerate(self.town.days):
                yield user.energy[number], less(view.sum(f"{set}-a", day), view.sum(f"{set}-b", day))


class AmongTwelve(Attack):
    """Sum less eleven homes, which the set's own quartiles tell; the mean of ten days."""

    multiple, designs, days = 12, 10, 10
    direction, usage = "extraction", "restricted"
    name, says = "E4b-12", "a user of 12 times the usual among 12, from sum and quartiles of ten days"

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            (user,) = self.town.homes(1, self.multiple, direction=self.direction)
            others = self.town.homes(11, direction=self.direction)
            self.town.add(f"{self.name}-{i}", [*others, user], use="twelve", usage=self.usage)
            self.designs_of.append((f"{self.name}-{i}", user))

    def guesses(self, view):
        for set, user in self.designs_of:
            figures = enumerate(view.figure(set, day) for day in self.town.days[:self.days])
            kept = {number: self.user(figure) for number, figure in figures if figure}
            truth = user.energy[list(kept) or range(self.days)].mean()
            yield truth, np.mean(list(kept.values())) if kept else None

    def user(self, figure):
        """Of twelve in order, ranks 1 to 5 and 6 to 10 are in the outer quartiles; rank 0 is about half a quartile."""
        if not figure.quartiles:
            return figure.sum - 11 * MEDIAN * np.exp((SIGMA**2 + SPREAD**2) / 2)
        first, _, third = (q - 500 for q in figure.quartiles)
        return figure.sum - 5 * first - 5 * third - 0.5 * first

    def values(self, random, count):
        return period_values(random, count, 1, self.multiple)


class AmongTwelve25(AmongTwelve):
    multiple, name, says = 25, "E4b-25", "the same, 25 times"


class AmongTwelve50(AmongTwelve):
    multiple, name, says = 50, "E4b-50", "the same, 50 times"


ATTACKS = [BehindMasks, BehindMasks25, BehindEmptyHomes, AmongTwelve, AmongTwelve25, AmongTwelve50]
