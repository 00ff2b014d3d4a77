"""A year beside its months, and sets that are asked for after the year's table."""

from attack import Attack, less
from town import FigureSet, Membership, NEVER, period_values


class YearLessMonths(Attack):
    name, stage, designs = "year-months", "year", 5
    says = "a home with a gap in March is in eleven months and not in the year"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(15)
            members[0].phase[70] = NEVER
            for step in "P1M", "P1Y":
                self.town.add(f"year-months-{i}-{step}", members, use="years", step=step)
            self.homes.append((f"year-months-{i}", members[0]))

    def guesses(self, view):
        ends = [day for day, after in zip(self.town.days, self.town.days[1:]) if after.day == 1] + [self.town.days[-1]]
        for set, home in self.homes:
            months = [view.sum(f"{set}-P1M", end.replace(day=1), end) for end in ends]
            year = view.sum(f"{set}-P1Y", self.town.days[0], self.town.days[-1])
            truth = home.energy.sum() - home.energy[59:90].sum()
            yield truth, None if None in months or year is None else sum(months) - year

    def values(self, random, count):
        return period_values(random, count, 334)


class SetAfterTable(Attack):
    """Daily figures and years do not reckon with tables that left before them."""

    name, stage, designs = "table-set", "year", 5
    says = "a table of communes, then a set of one of them without one home"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(16)
            self.town.add(f"table-set-{i}", members, kind="commune", use="table", usage="public", step="P1Y")
            stage.later_sets.append(FigureSet(
                f"table-set-{i}-less", [Membership(m) for m in members[1:]], use="after", step="P1Y"))
            self.homes.append((f"table-set-{i}", members[0]))

    def guesses(self, view):
        year = self.town.days[0], self.town.days[-1]
        for set, home in self.homes:
            yield home.energy.sum(), less(view.sum(set, *year, channel="table"), view.sum(f"{set}-less", *year))

    def values(self, random, count):
        return period_values(random, count, 365)


ATTACKS = [YearLessMonths, SetAfterTable]
