"""E13: a curve that goes on and on, said each day to be of one day. D.111-63 asks 100 points of one day, 500 of a
month and 5,000 of what lasts."""

from attack import Attack
from attacks.e6_corrections import curved


class OneDayEveryDay(Attack):
    name, says, stage, designs = "E13", "curves of 110 points said to be of one day, after their first day", "curves", 1

    def prepare(self, stage):
        self.town, self.sets = stage.town, []
        for i in stage.times(self.designs):
            self.town.add(
                f"E13-{i}", curved(self.town, self.town.homes(110)), use="curves", usage="public", step="PT30M")
            self.sets.append(f"E13-{i}")

    def guesses(self, view):
        """1 where the curve left, of days on which the law wants more points."""
        for set in self.sets:
            left = [view.figure(set, day, channel="lasting") for day in self.town.days]
            for figure in left[1:]:
                yield 1, 1 if figure and any(v is not None for v in figure.intervals) else None

    def chance(self):
        return 0.0


ATTACKS = [OneDayEveryDay]
