"""E19: eleven of twelve meters are the asker's, and no holder key says so."""

from attack import Attack, less


class UndeclaredAsker(Attack):
    name, says, designs = "E19", "eleven of twelve meters are the asker's, no holder key", 3

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            own, (home,) = self.town.homes(11), self.town.homes(1)
            self.town.add(f"E19-{i}", [*own, home], use="landlord", asker="landlord-7")
            self.designs_of.append((f"E19-{i}", own, home))

    def guesses(self, view):
        for set, own, home in self.designs_of:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(view.sum(set, day), sum(int(o.energy[number]) for o in own))


ATTACKS = [UndeclaredAsker]
