"""Stages: one data directory each, on which several attacks share a town, its imports and its publications."""

from town import NEVER, Town

OWN_FILE = -1


class Stage:
    """A town and the order of what happens in it. `many` multiplies the number of designs of each attack."""

    first, days, now = "2026-02-01", 28, "2026-04-20T12:00:00Z"
    def __init__(self, seed, many=1):
        self.many = many
        self.town = Town(seed, self.first, self.days)
        self.later_sets = []

    def times(self, count):
        return range(count * self.many)

    def play(self, publisher):
        raise NotImplementedError

    def has(self, usage):
        return any(s.usage == usage for s in self.town.sets.values())

    def start(self, publisher):
        publisher.lists(self.town)
        publisher.readings(self.town, 0)


class Month(Stage):
    """February, day by day; the month's figures with its last day, public ones first; then late files.

    Phase 1 arrives before the month's figures, phase 2 between public and restricted ones, phase 3 after all, whereupon
    the day CORRECTED is published again.
    """

    CORRECTED = 9

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.own_files = []
        self.to_explain = []

    def play(self, publisher):
        self.start(publisher)
        for number, text in enumerate(self.own_files):
            publisher.receive(f"own-{number}.csv", text)
        *before, last = self.town.days
        for day in before:
            publisher.publish(day)
        publisher.readings(self.town, 1)
        if self.has("public"):
            publisher.publish(last, "--usage", "public")
        publisher.readings(self.town, 2)
        publisher.publish(last)
        publisher.readings(self.town, 3)
        publisher.publish(self.town.days[self.CORRECTED])
        for set, day in self.to_explain:
            publisher.explain(set, day)


class MonthEnd(Month):
    """The month's figures alone, public ones first. They are new panels: beside others they would hold those up."""

    def play(self, publisher):
        self.start(publisher)
        last = self.town.days[-1]
        publisher.publish(last, "--usage", "public")
        publisher.readings(self.town, 2)
        publisher.publish(last)


class Crowd(Stage):
    """A week, for large designs whose public sets cross: they would hold other public sets up."""

    days = 7

    def play(self, publisher):
        self.start(publisher)
        for day in self.town.days:
            publisher.publish(day)


class Curves(Stage):
    """Six days of load curves, under other switches and policies side by side.

    Restricted figures leave without estimates on days 0 and 1, with them on days 2 to 4, first without and then with
    them on day 5. Daily energies of days 0 and 1 arrive in phase 1, whereupon both are published again.
    """

    first, days, now = "2026-06-08", 6, "2026-08-01T12:00:00Z"
    LASTING = "--policy", "code-energie-d111-63", "--publication-days", "1"

    def play(self, publisher):
        self.start(publisher)
        for number, day in enumerate(self.town.days):
            if self.has("public"):
                publisher.publish(day, "--usage", "public")
            if number in (0, 1, 5) and self.has("restricted"):
                publisher.publish(day, "--usage", "restricted")
            if number >= 2 and self.has("restricted"):
                publisher.publish(day, "--usage", "restricted", "--estimate", channel="estimating")
            publisher.publish(day, *self.LASTING, channel="lasting")
        publisher.readings(self.town, 1)
        for day in self.town.days[:2] if self.has("restricted") else ():
            publisher.publish(day, "--usage", "restricted")


class Profiles(Stage):
    """Curves of four days; then other readings, and a list of later sets, of which the same days are published."""

    first, days, now = "2026-06-08", 4, "2026-08-01T12:00:00Z"

    def play(self, publisher):
        self.start(publisher)
        for day in self.town.days:
            publisher.publish(day, *Curves.LASTING, channel="lasting")
        publisher.readings(self.town, 1)
        for added in self.later_sets:
            self.town.sets[added.id] = added
        publisher.lists(self.town)
        for day in self.town.days:
            publisher.publish(day, "--estimate")


class Year(Stage):
    """A year: months as they end, the year with the last one; a late file; a table; then sets that came afterwards."""

    first, days, now = "2026-01-01", 365, "2027-03-01T12:00:00Z"

    def play(self, publisher):
        self.start(publisher)
        ends = [day for day, after in zip(self.town.days, self.town.days[1:]) if after.day == 1]
        for day in [*ends, self.town.days[-1]]:
            publisher.publish(day)
        publisher.readings(self.town, 1)
        publisher.table("--kind", "commune", "--from", str(self.town.first.year))
        for added in self.later_sets:
            self.town.sets[added.id] = added
        publisher.lists(self.town)
        publisher.publish(self.town.days[-1])


class Restored(Stage):
    """A backup put back after a publication: the second list's sets are asked for as if nothing had left."""

    days = 3

    def play(self, publisher):
        publisher.lists(self.town, [])
        publisher.readings(self.town, 0)
        publisher.back_up()
        publisher.lists(self.town)
        for day in self.town.days:
            publisher.publish(day)
        publisher.restore()
        publisher.lists(self.town, self.later_sets)
        for day in self.town.days:
            publisher.publish(day, channel="again")


class Rewritten(Stage):
    """Set lists written anew between days: those of `sets_of_days[i]` come before day i, and the first day is published
    again with each."""

    days = 6

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.sets_of_days = {number: [] for number in range(1, self.days)}

    def play(self, publisher):
        self.start(publisher)
        publisher.publish(self.town.days[0])
        for number, sets in self.sets_of_days.items():
            for added in sets:
                self.town.sets[added.id] = added
            publisher.lists(self.town)
            publisher.publish(self.town.days[number])
            publisher.publish(self.town.days[0], channel=f"again-{number}")


class Chosen(Stage):
    """Attackers who choose sets: each of `choosers` sees what has left and gives the sets that it asks for next, which
    come before the next day. The first day is published again with them."""

    first, days, now = "2026-03-02", 4, "2026-04-20T12:00:00Z"

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.choosers, self.designs = {}, []

    def play(self, publisher):
        self.start(publisher)
        publisher.publish(self.town.days[0])
        for number, day in enumerate(self.town.days[1:], 1):
            view = publisher.published()
            for choose in self.choosers.values():
                self.town.sets.update({added.id: added for added in choose(view, number)})
            publisher.lists(self.town)
            publisher.publish(day)
            publisher.publish(self.town.days[0], channel=f"again-{number}")


class Served(Stage):
    """What a server says to everybody of producers' public figures. Of each reason there are sets that are held for
    it, under names that say nothing and each of a kind of its own, so that nothing leaves in their place; they are
    asked for on the last days, when the figures have left that the guard holds some for.

    Then each of `visits` is given the publisher and its server.
    """

    first, days, now = "2026-05-04", 4, "2026-07-01T12:00:00Z"
    REASONS, EACH, LATER = ("few", "dominates", "guard"), 12, 2

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.own_files, self.visits, self.released, self.held = [], {}, [], {}
        names = [a + b + c for a in "bcdfg" for b in "aeiou" for c in "klmnp"]
        names = iter(self.town.random.permutation(names).tolist())
        order = self.town.random.permutation(len(self.REASONS) * self.EACH)
        for reason in (self.REASONS[place % len(self.REASONS)] for place in order):
            self.hold(reason, next(names))
        for letter in "abcd":
            self.add(f"kin-{letter}", self.producers(9), kind="kin")
        for name, count in ("covert-left", 14), ("covert-held", 8):
            self.town.add(name, self.producers(count), use="covert")

    def producers(self, count, multiple=1.0):
        return self.town.homes(count, multiple, direction="injection")

    def add(self, name, members, kind):
        return self.town.add(name, members, kind=kind, use="served", usage="public")

    def hold(self, reason, name):
        """A set that is held for a reason, in the later list."""
        members = self.producers(13)
        if reason == "few":
            for silent in members[9:]:
                silent.phase[:] = NEVER
        elif reason == "dominates":
            members += self.producers(1, multiple=400)
        else:
            self.released.append(f"base-{name}")
            self.add(f"base-{name}", members, kind=f"base-{name}")
            members = members + self.producers(1)
        added = self.add(f"set-{name}", members, kind=f"kind-{name}")
        self.held[added.id] = reason
        self.later_sets.append(self.town.sets.pop(added.id))

    def play(self, publisher):
        self.start(publisher)
        for number, text in enumerate(self.own_files):
            publisher.receive(f"own-{number}.csv", text)
        publisher.publish(self.town.days[0])
        for number, day in enumerate(self.town.days[1:], 1):
            if number == self.LATER:
                self.town.sets.update({added.id: added for added in self.later_sets})
                publisher.lists(self.town)
            publisher.publish(day, "--usage", "public")
        publisher.visit(self)


class Late(Stage):
    """One day of public figures, and after each further day that is published a late file: sometimes with a reading of
    a home of the first day's sets, sometimes with one that is in none. With each, the first day is published again."""

    first, days, now = "2026-05-04", 9, "2026-07-01T12:00:00Z"

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.visits, self.held = {}, {}

    def play(self, publisher):
        self.start(publisher)
        publisher.publish(self.town.days[0], "--usage", "public")
        for number, day in enumerate(self.town.days[1:], 1):
            publisher.readings(self.town, number)
            publisher.publish(self.town.days[0], "--usage", "public")
            publisher.publish(day, "--usage", "public")
        publisher.visit(self)


class Noise(Stage):
    """Sums with noise of communes beside exact sums of their restricted sets."""

    days = 2

    def __init__(self, seed, many=1):
        super().__init__(seed, many)
        self.asked = []

    def play(self, publisher):
        self.start(publisher)
        for day in self.town.days:
            publisher.publish(day, "--usage", "restricted")
        for commune, day in self.asked:
            publisher.statistic(commune, day)


STAGES = {
    "month": Month, "month-end": MonthEnd, "crowd": Crowd, "curves": Curves, "profiles": Profiles, "year": Year,
    "restored": Restored, "rewritten": Rewritten, "chosen": Chosen, "served": Served,
    "late": Late, "noise": Noise,
}
