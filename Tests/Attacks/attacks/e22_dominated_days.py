"""E22: a day held for its workshop, from the month."""

import numpy as np

from attack import Attack, less
from town import period_values


class DominatedDay(Attack):
    name, says, designs, multiple = "E22", "a day held for its workshop, from the month less the other days", 12, 250
    DAY = 12

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(15)
            members[0].energy[self.DAY] = int(self.town.level(self.multiple))
            for step in "P1D", "P1M":
                self.town.add(f"E22-{i}-{step}", members, use="workshops", step=step)
            self.homes.append((f"E22-{i}", members[0]))

    def guesses(self, view):
        others = [day for number, day in enumerate(self.town.days) if number != self.DAY]
        for set, home in self.homes:
            days = view.sums(f"{set}-P1D", others)
            held = view.sum(f"{set}-P1D", self.town.days[self.DAY])
            if held is None and days:
                held = less(view.sum(f"{set}-P1M", self.town.days[0], self.town.days[-1]), sum(days))
            yield home.energy[self.DAY], None if held is None or not days else held - np.mean(days) * 14 / 15

    def values(self, random, count):
        return period_values(random, count, 1, self.multiple)


ATTACKS = [DominatedDay]
