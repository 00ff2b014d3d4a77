"""Set lists that change: a home that comes and goes, one that moves, lists written anew until one follows."""

import datetime

import numpy as np

from attack import Attack, less
from linear import determined
from town import FigureSet, Membership, period_values


class ComesAndGoes(Attack):
    """In the set on even days only; its regular neighbours make the difference of the means its own."""

    name, designs, spread = "odd-even", 14, 0.05
    says = "a home in the set on every other day: mean of the days less the others'"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            others, (home,) = self.town.homes(13, spread=self.spread), self.town.homes(1, spread=self.spread)
            coming = [Membership(home, day, day + datetime.timedelta(1)) for day in self.town.days[::2]]
            self.town.add(f"odd-even-{i}", [*map(Membership, others), *coming], use="coming")
            self.homes.append((f"odd-even-{i}", home))

    def guesses(self, view):
        for set, home in self.homes:
            even, odd = (view.sums(set, self.town.days[start::2]) for start in (0, 1))
            yield home.energy[::2].mean(), None if not even or not odd else np.mean(even) - np.mean(odd)

    def values(self, random, count):
        return period_values(random, count, 1)


class Mover(Attack):
    """Leaves the set on the sixteenth: the days have its first half, the month has not."""

    name, says, designs = "mover", "a home moves out: days less month", 10

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            home, *others = self.town.homes(15)
            for step in "P1D", "P1M":
                members = [Membership(home, until=self.town.days[15]), *map(Membership, others)]
                self.town.add(f"mover-{i}-{step}", members, use="movers", step=step)
            self.homes.append((f"mover-{i}", home))

    def guesses(self, view):
        for set, home in self.homes:
            days = view.sums(f"{set}-P1D", self.town.days)
            month = view.sum(f"{set}-P1M", self.town.days[0], self.town.days[-1])
            yield home.energy[:15].sum(), less(days and sum(days), month)

    def values(self, random, count):
        return period_values(random, count, 15)


class WithAndWithout(Attack):
    """The plainest of all: two sets of one use that differ by one home."""

    name, says, designs, usage, core = "pair", "two sets of one use that differ by one home", 2, "restricted", 14

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(self.core + 1)
            self.town.add(f"{self.name}-{i}-with", members, use="pairs", usage=self.usage)
            self.town.add(f"{self.name}-{i}-without", members[1:], use="pairs")
            self.homes.append((f"{self.name}-{i}", members[0]))

    def guesses(self, view):
        for set, home in self.homes:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(view.sum(f"{set}-with", day), view.sum(f"{set}-without", day))


class PublicAndRestricted(WithAndWithout):
    name, designs, usage, core = "public-pair", 1, "public", 105
    says = "a public set and a restricted one without one home"


class ListsWrittenAnew(Attack):
    """Each day eight new sets of thirty homes, and the first day again: whatever all its figures determine. Held sets
    of few homes are among them, whose alternatives are figures, too."""

    name, stage, designs, homes = "anew", "rewritten", 1, 30
    says = "lists of random sets, one after the other, for one day"

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(self.homes)
            sets = {s.id: s for s in self.drawn(f"anew-{i}-0", members)}
            self.town.sets.update(sets)
            for number, later in stage.sets_of_days.items():
                added = list(self.drawn(f"anew-{i}-{number}", members))
                later.extend(added)
                sets.update({s.id: s for s in added})
            self.designs_of.append((members, sets))

    def drawn(self, name, members):
        for number, size in enumerate((*self.town.random.integers(11, 20, 7), 6)):
            chosen = self.town.random.permutation(len(members))[:size]
            yield FigureSet(f"{name}-{number}", [Membership(members[j]) for j in sorted(chosen)], use="anew")

    def guesses(self, view):
        for members, sets in self.designs_of:
            place = {member: j for j, member in enumerate(members)}
            rows, sums = [], []
            for (name, first, _), figures in view.figures.items():
                if first == self.town.days[0] and all(part in sets for part in name.split("+")):
                    inside = {place[m.meter] for part in name.split("+") for m in sets[part].members}
                    rows.append([j in inside for j in range(len(members))])
                    sums.append(figures[-1].sum)
            found = determined(np.array(rows, dtype=float), np.array(sums, dtype=float)) if rows else {}
            for j, member in enumerate(members):
                yield member.energy[0], found.get(j)


class LeavesAfterwards(Attack):
    """A list says afterwards that the home came later: the same set, the first day published again."""

    name, stage, designs = "backdated", "rewritten", 8
    says = "a list says afterwards that a home came later, and the day comes again"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        after = self.town.days[-1] + datetime.timedelta(1)
        for i in stage.times(self.designs):
            home, *others = self.town.homes(15)
            self.town.add(f"backdated-{i}", [home, *others], use="backdated")
            moved = [Membership(home, since=after), *map(Membership, others)]
            stage.sets_of_days[1].append(FigureSet(f"backdated-{i}", moved, use="backdated"))
            self.homes.append((f"backdated-{i}", home))

    def guesses(self, view):
        for set, home in self.homes:
            sums = list(dict.fromkeys(f.sum for f in view.editions(set, self.town.days[0])))
            yield home.energy[0], abs(sums[0] - sums[-1]) if len(sums) > 1 else None


ATTACKS = [ComesAndGoes, Mover, WithAndWithout, PublicAndRestricted, ListsWrittenAnew, LeavesAfterwards]
