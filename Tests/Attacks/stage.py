"""Stages: one data directory each, on which several attacks share a town, its imports and its publications."""

from town import Town

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
    "month": Month, "month-end": MonthEnd, "crowd": Crowd, "curves": Curves, "year": Year, "restored": Restored,
    "rewritten": Rewritten, "noise": Noise,
}
