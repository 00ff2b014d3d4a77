"""Two kinds of energy of the same homes: what one set has in gas and another in heat differs by one home."""

import numpy as np

from attack import Attack
from town import MEDIAN, period_values


class BoilerAndItsHeat(Attack):
    """Gas of fifteen boilers beside the heat of fourteen of them; a boiler gives 88 to 92 % of its gas as heat."""

    name, says, designs = "gas+heat", "gas of fifteen boilers beside heat of fourteen of them", 8
    other, ratio, noise = "heat", 0.9, 0.01

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            gas = self.town.homes(15, carrier="gas")
            other = [
                self.town.meter(self.ratio * m.energy * self.varied(), self.other, point=f"{self.name[:1]}-{m.point}x")
                for m in gas[1:]]
            self.town.add(f"{self.name}-{i}-gas".replace("+", "-"), gas, use="gas")
            self.town.add(f"{self.name}-{i}-other".replace("+", "-"), other, use="gas")
            self.homes.append((f"{self.name}-{i}".replace("+", "-"), gas[0]))

    def varied(self):
        home, days = self.town.random.normal(0, self.noise), self.town.random.normal(0, self.noise, len(self.town.days))
        return np.exp(home + days)

    def guesses(self, view):
        for set, home in self.homes:
            gas = view.sums(f"{set}-gas", self.town.days)
            other = view.sums(f"{set}-other", self.town.days)
            guess = None if gas is None or other is None else sum(gas) - sum(other) / self.ratio
            yield home.energy.sum(), guess

    def values(self, random, count):
        return period_values(random, count, len(self.town.days))


class GasBesideElectricity(BoilerAndItsHeat):
    """Homes that use much electricity use much gas, give or take half: no sum tells one home."""

    name, says, designs = "gas+electricity", "gas of fifteen homes beside electricity of fourteen of them", 8
    other, ratio, noise = "electricity", 0.6, 0.35


ATTACKS = [BoilerAndItsHeat, GasBesideElectricity]
