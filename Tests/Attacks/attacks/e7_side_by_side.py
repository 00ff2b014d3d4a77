"""E7: one set under two switches, policies or forms."""

import numpy as np

from attack import Attack, less
from attacks.e6_corrections import curved
from town import period_values


class WithAndWithoutEstimates(Attack):
    """The public day without `--estimate`, the restricted one with it."""

    name, says, stage, designs = "E7a", "public without estimates, restricted with them", "curves", 3
    DAYS = 2, 3, 4

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            members = curved(self.town, self.town.homes(104))
            for day in self.DAYS:
                members[day].gaps[day] = range(30, 33)
            self.town.add(f"E7a-{i}-public", members, use="estimates", usage="public")
            self.town.add(f"E7a-{i}-restricted", members, use="estimates")
            self.designs_of.append((f"E7a-{i}", members))

    def guesses(self, view):
        for set, members in self.designs_of:
            for number in self.DAYS:
                day = self.town.days[number]
                yield members[number].energy[number], less(
                    view.sum(f"{set}-restricted", day, channel="estimating"), view.sum(f"{set}-public", day))


class AgainWithEstimates(Attack):
    name, says, stage, designs = "N9a", "one day published without estimates and again with them", "curves", 10
    DAY = 5

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = curved(self.town, self.town.homes(14))
            members[0].gaps[self.DAY] = range(30, 33)
            self.town.add(f"N9a-{i}", members, use="estimates")
            self.homes.append((f"N9a-{i}", members[0]))

    def guesses(self, view):
        day = self.town.days[self.DAY]
        for set, home in self.homes:
            difference = less(view.sum(set, day, channel="estimating"), view.sum(set, day, channel="daily"))
            yield home.energy[self.DAY], difference or None


class TwoPolicies(Attack):
    """The policy of 2018 counts a user of 80 times the usual, D.111-63 leaves it out as atypical."""

    name, stage, designs, multiple = "E7b", "curves", 2, 100
    says = "one set under two policies, one without atypical users"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            homes = self.town.homes(118)
            (user,) = self.town.homes(1, self.multiple)
            user.energy = np.maximum(user.energy, 60 * 10_500)
            self.town.add(f"E7b-{i}", [*homes, user], use="policies", usage="public")
            self.homes.append((f"E7b-{i}", user))

    def guesses(self, view):
        for set, user in self.homes:
            for number, day in enumerate(self.town.days):
                yield user.energy[number], less(
                    view.sum(set, day, channel="daily"), view.sum(set, day, channel="lasting"))

    def values(self, random, count):
        return np.maximum(period_values(random, count, 1, self.multiple), 60 * 10_500)


class YearThenTable(Attack):
    name, says, stage, designs = "E7d", "a year's figure, one late day, then the year's table", "year", 5

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(14)
            members[0].phase[100 + i] = 1
            self.town.add(f"E7d-{i}-year", members, use="years", step="P1Y")
            self.town.add(f"E7d-{i}-commune", members, kind="commune", use="table", usage="public", step="P1Y")
            self.homes.append((f"E7d-{i}", members[0]))

    def guesses(self, view):
        year = self.town.days[0], self.town.days[-1]
        for set, home in self.homes:
            table = view.sum(f"{set}-commune", *year, channel="table")
            first = view.editions(f"{set}-year", *year, channel="daily")
            yield home.energy.sum(), less(table, first[0].sum if first else None)

    def values(self, random, count):
        return period_values(random, count, 365)


ATTACKS = [WithAndWithoutEstimates, AgainWithEstimates, TwoPolicies, YearThenTable]
