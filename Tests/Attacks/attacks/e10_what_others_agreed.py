"""E10: two uses in one delivery, and consents that end."""

import datetime

import numpy as np

from attack import Attack, less
from town import Membership, day_values, period_values


class TwoUses(Attack):
    name, says, designs = "E10b", "two uses of one recipient that differ by one home", 3

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(15)
            self.town.add(f"E10b-{i}-heat", members[1:], use="heat")
            self.town.add(f"E10b-{i}-mobility", members, use="mobility")
            self.homes.append((f"E10b-{i}", members[0]))

    def guesses(self, view):
        for set, home in self.homes:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(view.sum(f"{set}-mobility", day), view.sum(f"{set}-heat", day))


class AgreedForAnotherUse(Attack):
    """Eleven of twelve agreed to share their days for one use; the twelve are a set of another."""

    name, says, designs, use = "E10d", "eleven agreed for one use, the set of twelve is of another use", 3, "solar"

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            agreeing, (home,) = self.town.homes(11), self.town.homes(1)
            agreed = [Membership(m, consent="day") for m in agreeing]
            self.town.add(f"{self.name}-{i}-agreed", agreed, use=self.use)
            self.town.add(f"{self.name}-{i}", [*agreeing, home], use="audit")
            self.designs_of.append((f"{self.name}-{i}", home))

    def guesses(self, view):
        for set, home in self.designs_of:
            for number, day in enumerate(self.town.days):
                agreed = view.figure(f"{set}-agreed", day)
                known = sum(agreed.points.values()) if agreed and len(agreed.points) == 11 else None
                yield home.energy[number], less(view.sum(set, day), known)


class AgreedForTheSameUse(AgreedForAnotherUse):
    name, says, use = "E10c", "the same in one use", "audit"


class ConsentsThatEnd(Attack):
    """Ten volunteers' own days leave until the twelfth; a set of them and one more home leaves afterwards."""

    name, says, designs, spread, withdrawn = "E10a", "ten volunteers withdraw: one day of the eleventh home", 6, 0.2, 11

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        end = self.town.days[self.withdrawn]
        for i in stage.times(self.designs):
            volunteers, (home,) = self.town.homes(10, spread=self.spread), self.town.homes(1, spread=self.spread)
            agreed = [Membership(v, until=end, consent="day") for v in volunteers]
            self.town.add(f"{self.name}-{i}-agreed", agreed, use="volunteers")
            self.town.add(f"{self.name}-{i}", [*volunteers, home], use="volunteers")
            self.designs_of.append((f"{self.name}-{i}", volunteers, home))

    def estimates(self, view, set, volunteers):
        """The set's sums less what the volunteers used before, as the season goes."""
        before, after = self.town.days[:self.withdrawn], self.town.days[self.withdrawn:]
        agreed = [view.figure(f"{set}-agreed", day) for day in before]
        season = self.season(view)
        known = [
            sum(f.points.values()) / season[i] for i, f in enumerate(agreed) if f and len(f.points) == len(volunteers)]
        if not known:
            return [None] * len(after)
        return [
            less(view.sum(set, day), np.mean(known) * season[self.withdrawn + i]) for i, day in enumerate(after)]

    def season(self, view):
        """The days of the month beside each other, as all sums that left on each of them say."""
        by_day = {}
        for (set, first, last), figures in view.figures.items():
            if last - first == datetime.timedelta(1):
                by_day.setdefault(set, {})[first] = figures[-1].sum
        whole = [[days[day] for day in self.town.days] for days in by_day.values() if len(days) == len(self.town.days)]
        sums = np.sum(whole, axis=0) if whole else np.ones(len(self.town.days))
        return sums / sums.mean()

    def guesses(self, view):
        for set, volunteers, home in self.designs_of:
            for number, estimate in enumerate(self.estimates(view, set, volunteers)):
                yield home.energy[self.withdrawn + number], estimate


class ConsentsThatEndForLong(ConsentsThatEnd):
    """Homes that are regular from day to day."""

    name, designs, spread = "E10a-mean", 24, 0.1
    says = "the same of regular homes: the eleventh's mean of all later days"

    def guesses(self, view):
        for set, volunteers, home in self.designs_of:
            kept = [
                (home.energy[self.withdrawn + i], e)
                for i, e in enumerate(self.estimates(view, set, volunteers)) if e is not None
            ]
            truth = home.energy[self.withdrawn:].mean()
            yield (np.mean([t for t, _ in kept]), np.mean([e for _, e in kept])) if kept else (truth, None)

    def values(self, random, count):
        return period_values(random, count, 1)


ATTACKS = [TwoUses, AgreedForTheSameUse, AgreedForAnotherUse, ConsentsThatEnd, ConsentsThatEndForLong]
