"""Sets chosen from what left: an attacker who sends lists of sets of his own, day after day, from the alternatives of
the day before. He knows who is in every set, and his own home."""

import functools

import numpy as np

from attack import Attack, less
from linear import determined
from town import MEDIAN, SIGMA, SPREAD, FigureSet, Membership


class ChosenSets(Attack):
    """A held set of nine with the target, two more of nine, and one of thirteen with the attacker's own home. Held ones
    leave taken together; each next list has what would isolate the target beside it: the union without it, a swap with
    the own home, unions of several without it, and halves that are enough only together."""

    name, says, stage, designs = "chosen", "sets chosen from what left the day before, to isolate one home", "chosen", 3
    homes, target, own = 41, 0, 9

    def prepare(self, stage):
        """The attacks of this family share their sets."""
        self.town, self.designs_of = stage.town, stage.designs
        for i in stage.times(self.designs) if not stage.designs else ():
            members = self.town.homes(self.homes)
            name = f"chosen-{i}"
            for letter, start, end in ("h", 0, 9), ("n", 10, 19), ("o", 19, 28), ("r", 28, 41):
                chosen = members[start:end] + ([members[self.own]] if letter == "r" else [])
                self.town.add(f"{name}-0-{letter}", chosen, use="chosen")
            self.designs_of.append((name, members))
            stage.choosers[name] = functools.partial(self.choose, name, members)

    def choose(self, name, members, view, number):
        """The next sets: of those that isolate the target beside what left, the two that are the least like anything
        that left, and the halves of another; and one from which the next day may go on."""
        sent = [s.members for id, s in self.town.sets.items() if id.startswith(f"{name}-")]
        asked = {frozenset(m.meter.point for m in members) for members in sent}
        random = np.random.default_rng(number)
        left = [panel for day in (0, number - 1) for panel in self.left(view, name, members, self.town.days[day])]
        left = list(dict.fromkeys(left)) or [frozenset(range(10, 28))]

        def new(panels):
            fresh = [
                panel for panel in dict.fromkeys(panels)
                if len(panel) >= 11 and frozenset(members[j].point for j in panel) not in asked]
            fresh = [fresh[j] for j in random.permutation(len(fresh))]
            return sorted(fresh, key=lambda panel: -min(len(panel ^ other) for other in left))

        isolating, nearly = new(self.isolating(left)), new(self.nearly(left, random))
        chosen = [*isolating[:2], *nearly[:1], *(half for panel in isolating[2:3] for half in halves(panel, random))]
        for place, panel in enumerate(dict.fromkeys(chosen)):
            yield FigureSet(f"{name}-{number}-{place}", [Membership(members[j]) for j in sorted(panel)], use="chosen")

    def isolating(self, left):
        """Panels that tell the target beside those that left."""
        target, own = {self.target}, {self.own}
        for panel in left:
            yield panel ^ target
            yield panel ^ target ^ own
            for other in left:
                if not panel & other:
                    yield (panel | other) ^ target
                elif other < panel:
                    yield (panel - other) ^ target

    def nearly(self, left, random):
        """Panels that differ from those that left by the target and two others."""
        others = [j for j in range(self.homes) if j not in (self.target, self.own)]
        for panel in left:
            yield panel ^ {self.target} ^ frozenset(random.choice(others, 2, replace=False).tolist())

    def left(self, view, name, members, day):
        """The panels that left of a day, by the numbers of their homes, with their sums."""
        place, found = {home.point: j for j, home in enumerate(members)}, {}
        for (_, first, last), figures in view.figures.items():
            parts = figures[-1].parts or (figures[-1].set,)
            if first == day and (last - first).days == 1 and all(part.startswith(f"{name}-") for part in parts):
                inside = {place[m.meter.point] for part in parts for m in self.town.sets[part].members}
                found[frozenset(inside)] = figures[-1].sum
        return found

    def guesses(self, view):
        for name, members in self.designs_of:
            for number, day in enumerate(self.town.days):
                left = self.left(view, name, members, day)
                rows = np.array([[j in panel for j in range(self.homes)] for panel in left], dtype=float)
                sums = np.array(list(left.values()), dtype=float)
                estimate = self.estimate(rows, sums, members[self.own].energy[number]) if left else None
                yield members[self.target].energy[number], estimate

    def estimate(self, rows, sums, own):
        known = np.zeros(self.homes)
        known[self.own] = 1
        return determined(np.vstack([rows, known]), np.append(sums, own)).get(self.target)


class ChosenAndFitted(ChosenSets):
    """The same sets; where nothing follows, the likeliest value of homes that are normally distributed."""

    name, says = "chosen-fitted", "the same, the target fitted to all that left"

    def estimate(self, rows, sums, own):
        spread = SIGMA**2 + SPREAD**2
        mean = MEDIAN * np.exp(spread / 2)
        known = np.zeros(self.homes)
        known[self.own] = 1
        rows, sums = np.vstack([rows, known]), np.append(sums, own)
        return float(mean + (np.linalg.pinv(rows) @ (sums - rows.sum(axis=1) * mean))[self.target])


class ChosenBehindCrossings(Attack):
    """Two sets apart from each other, and three of eleven that cross them without the target; when they have left, the
    union of the two without the target. The small pieces that they are cut into have more unions than a test tries."""

    name, stage, designs = "chosen-behind", "chosen", 4
    says = "two sets, crossed by others; then their union less one home"
    homes = 58
    crossing = (
        (6, 14, 19, 29, 36, 37, 38, 39, 52, 53, 55), (6, 13, 16, 17, 19, 31, 40, 43, 44, 53, 57),
        (10, 11, 15, 18, 22, 24, 28, 45, 46, 47, 51),
    )

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            members, name = self.town.homes(self.homes), f"{self.name}-{i}"
            self.add(f"{name}-a", members[:18])
            self.add(f"{name}-b", members[18:32])
            for number, places in enumerate(self.crossing):
                self.add(f"{name}-x{number}", [members[j] for j in places])
            self.designs_of.append((name, members[0]))
            stage.choosers[name] = functools.partial(self.choose, name, members)

    def add(self, name, members):
        self.town.add(name, members, kind=name, use="behind")

    def choose(self, name, members, view, number):
        if number == 1:
            yield FigureSet(f"{name}-c", [Membership(m) for m in members[1:32]], kind=f"{name}-c", use="behind")

    def guesses(self, view):
        for name, home in self.designs_of:
            for number, day in enumerate(self.town.days):
                whole = [view.sum(f"{name}-{letter}", day) for letter in "ab"]
                yield home.energy[number], None if None in whole else less(sum(whole), view.sum(f"{name}-c", day))


class ChosenFarAway(ChosenBehindCrossings):
    """What a set has besides seventy-five smaller ones is one home and a part; a third set has the part and another,
    which comes last, when so many panels hang together that not all of them are looked at together."""

    name, says = "chosen-far", "one home and a part beside seventy-five sets; the parts in others, days later"
    parts, size, designs = 75, 12, 1

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            name, members = f"{self.name}-{i}", self.town.homes(self.parts * self.size)
            homes, common, own = self.town.homes(1), self.town.homes(20), self.town.homes(20)
            self.add(f"{name}-a", members)
            self.add(f"{name}-b", [*members, *common, *homes])
            self.add(f"{name}-c", [*common, *own])
            self.designs_of.append((name, homes[0]))
            stage.choosers[name] = functools.partial(self.choose, name, (members, own))

    def choose(self, name, homes, view, number):
        members, own = homes
        parts = [members[j:j + self.size] for j in range(0, len(members), self.size)]
        asked = {1: {f"{name}-x{j}": part for j, part in enumerate(parts)}, 2: {f"{name}-d": own}}.get(number, {})
        for set, inside in asked.items():
            yield FigureSet(set, [Membership(m) for m in inside], kind=set, use="behind")

    def guesses(self, view):
        for name, home in self.designs_of:
            for number, day in enumerate(self.town.days):
                a, b, c, d = (view.sum(f"{name}-{letter}", day) for letter in "abcd")
                yield home.energy[number], None if None in (a, b, c, d) else b - a - c + d


def halves(panel, random):
    """A panel in two parts, of which each has too few homes by itself where it has at most twenty."""
    mixed = random.permutation(sorted(panel)).tolist()
    return frozenset(mixed[:len(mixed) // 2]), frozenset(mixed[len(mixed) // 2:])


ATTACKS = [ChosenSets, ChosenAndFitted, ChosenBehindCrossings, ChosenFarAway]
