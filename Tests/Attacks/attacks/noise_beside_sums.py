"""A commune's sum with noise beside the exact sum of all but one home."""

import numpy as np

from attack import Attack
from town import day_values


class NoiseLessSum(Attack):
    name, stage, designs = "noise", "noise", 4
    says = "a commune's sum with noise less the exact sum of all but one home"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(1_001)
            self.town.add(f"noise-{i}", members, kind="commune", use="communes", usage="public")
            self.town.add(f"noise-{i}-less", members[1:], use="communes")
            stage.asked += [(f"noise-{i}", day) for day in self.town.days]
            self.homes.append((f"noise-{i}", members[0]))

    def guesses(self, view):
        for set, home in self.homes:
            for number, day in enumerate(self.town.days):
                noisy, exact = view.noisy.get((set, day)), view.sum(f"{set}-less", day)
                yield home.energy[number], None if noisy is None or exact is None else noisy - exact

    def values(self, random, count):
        return day_values(random, count)


ATTACKS = [NoiseLessSum]
