"""One meter under two identifiers: as a renamed point, or as a sub-meter that measures all of it."""

from attack import Attack, less


class RenamedPoints(Attack):
    name, says, designs = "renamed", "fourteen homes under new identifiers, fifteen under the old ones", 2

    def prepare(self, stage):
        self.town, self.homes = stage.town, []
        for i in stage.times(self.designs):
            members = self.town.homes(15)
            again = [self.town.meter(m.energy, point=f"{self.name}-{m.point}x") for m in members[1:]]
            for old, new in zip(members[1:], again):
                self.join(old, new)
            self.town.add(f"{self.name}-{i}-old", members, use="names")
            self.town.add(f"{self.name}-{i}-new", again, use="names")
            self.homes.append((f"{self.name}-{i}", members[0]))

    def join(self, old, new):
        """What the point list says of both."""

    def guesses(self, view):
        for set, home in self.homes:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(view.sum(f"{set}-old", day), view.sum(f"{set}-new", day))


class RenamedWithHolders(RenamedPoints):
    name, says = "renamed-held", "the same, with the holder's key at both"

    def join(self, old, new):
        old.holder = new.holder = f"h{old.point}"


class SubMeters(RenamedPoints):
    name, says = "sub-meters", "fifteen meters beside the sub-meters of fourteen, which measure all"

    def join(self, old, new):
        new.parent = old.point


ATTACKS = [RenamedPoints, RenamedWithHolders, SubMeters]
