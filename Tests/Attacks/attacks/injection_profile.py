"""Curves of what a set injects, beside its days: a home whose curve has holes is in the day and not in the curve."""

import numpy as np

from attack import Attack
from attacks.e6_corrections import curved
from stage import Curves

HOLES = range(20, 32)


class HolesInTheCurve(Attack):
    """The home's curve has holes on every day, and its daily energy comes from elsewhere. Sixty producers are enough
    for a curve of a month, so that each day could leave."""

    name, says, stage = "profile", "injection: the days less the curves, one home has holes and a day", "curves"
    designs, size, days = 2, 60, range(6)

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            home, *others = curved(self.town, self.town.homes(self.size, direction="injection"))
            for day in self.days:
                self.spoil(home, day)
            self.add(stage, f"{self.name}-{i}", home, others)
            self.designs_of.append((f"{self.name}-{i}", home))

    def spoil(self, home, day):
        home.gaps[day] = HOLES
        home.revise(0, day, home.energy[day])

    def add(self, stage, name, home, others):
        for suffix, step in ("day", "P1D"), ("curve", "PT30M"):
            self.town.add(f"{name}-{suffix}", [home, *others], use="profiles", step=step)

    def guesses(self, view):
        for set, home in self.designs_of:
            for number in self.days:
                yield home.energy[number], self.difference(view, set, self.town.days[number])

    def difference(self, view, set, day):
        """Of all that left of a day, the least difference that is not nothing."""
        curves = [f.intervals for f in view.editions(f"{set}-curve", day) if f.intervals]
        totals = [sum(curve) / 2 for curve in curves if None not in curve]
        sums = [f.sum for f in view.editions(f"{set}-day", day)]
        found = {s - total for s in sums for total in totals} - {0}
        return min(found, key=abs, default=None)


class HolesOnSomeDays(HolesInTheCurve):
    """On the other days the curve leaves, and with it the home's: the set is one of which curves do leave."""

    name, says, days = "profile-some", "the same on two days of six, the curves of the others leave", (1, 4)


class NoCurveAtAll(HolesInTheCurve):
    name, says = "profile-none", "the same, and nothing comes of its curve"

    def spoil(self, home, day):
        home.phase[day] = 1
        home.revise(0, day, home.energy[day])


class FilledHoles(HolesInTheCurve):
    """The days are published with estimates before the curves: the home's filled day is within the tolerance."""

    name, days = "profile-filled", (2, 3, 4)
    says = "three holes and no day from elsewhere, filled in the days by estimates"

    def spoil(self, home, day):
        home.gaps[day] = range(30, 33)


class DaysThatComeLater(HolesInTheCurve):
    """The curves have left when the home's days arrive, whereupon the days are published again."""

    name, says, days = "profile-late", "holes first; its days arrive when the curves have left", (0, 1)

    def spoil(self, home, day):
        home.gaps[day] = HOLES
        home.revise(1, day, home.energy[day])


class CurveOfAllButOne(HolesInTheCurve):
    name, says = "profile-pair", "days of sixty beside curves of the fifty-nine others"

    def spoil(self, home, day):
        """Its curve is whole."""

    def add(self, stage, name, home, others):
        self.town.add(f"{name}-day", [home, *others], use="profiles")
        self.town.add(f"{name}-curve", others, use="profiles", step="PT30M")


class CurvesBeforeDays(HolesInTheCurve):
    """The days are asked for in a list that comes when the curves have left."""

    name, stage, days = "profile-first", "profiles", range(4)
    says = "the same, the days are asked for when the curves have left"

    def add(self, stage, name, home, others):
        super().add(stage, name, home, others)
        stage.later_sets.append(self.town.sets.pop(f"{name}-day"))


class CurvesBeforeFilledDays(CurvesBeforeDays):
    name, says = "profile-first-filled", "three holes, filled in days that are asked for when the curves have left"

    def spoil(self, home, day):
        home.gaps[day] = range(30, 33)


class CurvesBeforeTheMissing(CurvesBeforeDays):
    """Neither curve nor day of the home is there when the curves leave: its days come with the list that asks for
    them."""

    name, says = "profile-first-late", "its days and the list that asks for them come when the curves have left"

    def spoil(self, home, day):
        home.phase[day] = 1


ATTACKS = [
    HolesInTheCurve, HolesOnSomeDays, NoCurveAtAll, FilledHoles, DaysThatComeLater, CurveOfAllButOne, CurvesBeforeDays,
    CurvesBeforeFilledDays, CurvesBeforeTheMissing,
]
