"""E2: a month beside its days. A home that is in one of them only shows in the difference."""

from attack import Attack, less
from town import NEVER, day_values, period_values


class MonthWithoutHome(Attack):
    name, says = "E2a", "a home with a gap is in the days and not in the month"
    designs = 14

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(14)
            day = 10 + i % 16
            self.spoil(members[0], day)
            for step in "P1D", "P1M":
                self.town.add(f"{self.name}-{i}-{step}", members, use="months", step=step)
            self.homes.append((f"{self.name}-{i}", members[0], day))

    def spoil(self, home, day):
        home.phase[day] = NEVER

    def difference(self, view, set):
        days = view.sums(f"{set}-P1D", self.town.days)
        return less(days and sum(days), view.sum(f"{set}-P1M", self.town.days[0], self.town.days[-1]))

    def guesses(self, view):
        for set, home, gap in self.homes:
            yield home.energy.sum() - home.energy[gap], self.difference(view, set)

    def values(self, random, count):
        return period_values(random, count, 27)


class LateReading(MonthWithoutHome):
    name, says = "E2b", "a late reading comes out with the month, not with its day"

    def spoil(self, home, day):
        home.phase[day] = 1

    def guesses(self, view):
        for set, home, late in self.homes:
            difference = self.difference(view, set)
            yield home.energy[late], None if difference is None else -difference

    def values(self, random, count):
        return day_values(random, count)


class MonthBetweenAudiences(Attack):
    """E7c: what arrives between the public and the restricted month tells them apart."""

    name, says, stage = "E7c", "public month, a late reading, restricted month of the same homes", "month-end"
    designs = 6

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(105)
            members[0].phase[3 + i] = 2
            self.town.add(f"E7c-{i}-public", members, use="months", usage="public", step="P1M")
            self.town.add(f"E7c-{i}-restricted", members, use="months", step="P1M")
            self.homes.append((f"E7c-{i}", members[0]))

    def guesses(self, view):
        month = self.town.days[0], self.town.days[-1]
        for set, home in self.homes:
            public = view.editions(f"{set}-public", *month)
            restricted = view.sum(f"{set}-restricted", *month)
            yield home.energy.sum(), less(restricted, public[0].sum if public else None)

    def values(self, random, count):
        return period_values(random, count, 28)


ATTACKS = [MonthWithoutHome, LateReading, MonthBetweenAudiences]
