"""E17: a backup put back forgets what left since."""

from attack import Attack, less


class RestoredBackup(Attack):
    name, stage, designs = "E17", "restored", 10
    says = "a backup put back: the set without the home leaves beside the one with it"

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(15)
            self.town.add(f"E17-{i}", members, use="backups")
            smaller = self.town.add(f"E17-{i}-less", members[1:], use="backups")
            del self.town.sets[smaller.id]
            stage.later_sets.append(smaller)
            self.homes.append((f"E17-{i}", members[0]))

    def guesses(self, view):
        for set, home in self.homes:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(
                    view.sum(set, day, channel="daily"), view.sum(f"{set}-less", day, channel="again"))


ATTACKS = [RestoredBackup]
