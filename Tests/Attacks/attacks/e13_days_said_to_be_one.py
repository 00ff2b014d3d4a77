"""E13: a curve that goes on and on, said each day to be of one day. D.111-63 asks 100 points of one day, 500 of a
month and 5,000 of what lasts."""

import datetime

from attack import Attack
from attacks.e6_corrections import curved
from town import Membership


class OneDayEveryDay(Attack):
    name, says, stage, designs = "E13", "curves of 110 points said to be of one day, after their first day", "curves", 1

    def prepare(self, stage):
        self.town, self.sets = stage.town, []
        for i in stage.times(self.designs):
            self.town.add(
                f"E13-{i}", curved(self.town, self.town.homes(110)), use="curves", usage="public", step="PT30M")
            self.sets.append(f"E13-{i}")

    def left(self, view):
        for set in self.sets:
            yield [view.figure(set, day, channel="lasting") for day in self.town.days]

    def guesses(self, view):
        """1 where the curve left, of days on which the law wants more points."""
        for figures in self.left(view):
            for figure in figures[1:]:
                yield 1, 1 if figure and any(v is not None for v in figure.intervals) else None

    def chance(self):
        return 0.0


class AnotherSetEveryDay(OneDayEveryDay):
    """Each day's set has another name and all points but twelve, others each day."""

    name, says = "E13-renamed", "the same under another name each day, each time without twelve other points"

    def prepare(self, stage):
        self.town, members = stage.town, curved(stage.town, stage.town.homes(180))
        for number, day in enumerate(self.town.days):
            left = members[:12 * number] + members[12 * (number + 1):]
            chosen = [Membership(m, day, day + datetime.timedelta(1)) for m in left]
            self.town.add(f"E13-renamed-{number}", chosen, use="curves", usage="public", step="PT30M")

    def left(self, view):
        yield [view.figure(f"E13-renamed-{i}", day, channel="lasting") for i, day in enumerate(self.town.days)]


ATTACKS = [OneDayEveryDay, AnotherSetEveryDay]
