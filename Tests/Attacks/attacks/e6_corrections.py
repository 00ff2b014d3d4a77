"""E6: a new edition. Small changes of many let one home's whole day out."""

from attack import Attack, less
from stage import Month


class LateAmongSmallChanges(Attack):
    name, small, designs = "E6a", 10, 12
    says = "one day comes late and ten others change by 1 to 3 Wh: the editions' difference"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            home, *others = self.town.homes(16)
            home.phase[Month.CORRECTED] = 3
            for other in others[:self.small]:
                other.revise(3, Month.CORRECTED, other.energy[Month.CORRECTED] + self.change())
            self.town.add(f"{self.name}-{i}", [home, *others], use="corrections")
            self.homes.append((f"{self.name}-{i}", home))

    def change(self):
        return self.town.random.integers(1, 4)

    def guesses(self, view):
        day = self.town.days[Month.CORRECTED]
        for set, home in self.homes:
            sums = list(dict.fromkeys(figure.sum for figure in view.editions(set, day)))
            yield home.energy[Month.CORRECTED], sums[-1] - sums[0] if len(sums) > 1 else None


class LateAmongOpposedChanges(LateAmongSmallChanges):
    """Together the changes are large enough for a rule of dominance, and they cancel out."""

    name, small, designs = "E6c", 12, 12
    says = "the same among twelve changes of 100 to 250 Wh up or down"

    def change(self):
        return int(self.town.random.integers(100, 250)) * int(self.town.random.choice([-1, 1]))


class NineSmallChanges(LateAmongSmallChanges):
    name, says, small, designs = "E6a-nine", "the same with nine small changes", 9, 6


class CurvesThenDays(Attack):
    name, says = "E6b", "curves first, then daily energies within 1 Wh; one home had a gap"
    stage, designs = "curves", 10

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = curved(self.town, self.town.homes(24))
            for day in 0, 1:
                members[0].gaps[day] = range(20, 23)
                for member in members:
                    member.revise(1, day, max(member.energy[day] + self.town.random.integers(-1, 2), 0))
            self.town.add(f"E6b-{i}", members, use="corrections")
            self.homes.append((f"E6b-{i}", members[0]))

    def guesses(self, view):
        for set, home in self.homes:
            for day in 0, 1:
                sums = list(dict.fromkeys(f.sum for f in view.editions(set, self.town.days[day], channel="daily")))
                yield home.energy[day], sums[-1] - sums[0] if len(sums) > 1 else None


def curved(town, meters):
    """Gives meters half-hourly curves that add up to their days."""
    for meter in meters:
        meter.curve = []
        for energy in meter.energy:
            weights = town.random.gamma(3.0, 1.0, 48)
            curve = (weights / weights.sum() * energy).astype(int)
            curve[-1] += energy - curve.sum()
            meter.curve.append(curve)
    return meters


ATTACKS = [LateAmongSmallChanges, LateAmongOpposedChanges, NineSmallChanges, CurvesThenDays]
