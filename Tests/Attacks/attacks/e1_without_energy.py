"""E1: members without energy. A group of enough flats, one of them lived in, is one home."""

from attack import Attack, less


class NewFlats(Attack):
    name, says = "E1a", "eleven new flats, one lived in, in one of two sets"
    flats, core, usage, designs = 11, 14, "restricted", 4

    def prepare(self, stage):
        self.town, self.designs_of = stage.town, []
        for i in stage.times(self.designs):
            core, (home,) = self.town.homes(self.core), self.town.homes(1)
            empty = self.empty(self.flats - 1)
            for suffix, members in ("", core), ("-and-flats", [*core, home, *empty]):
                self.town.add(f"{self.name}-{i}{suffix}", members, use="flats", usage=self.usage)
            self.designs_of.append((f"{self.name}-{i}", home))

    def empty(self, count):
        return [self.town.meter([0] * len(self.town.days)) for _ in range(count)]

    def guesses(self, view):
        for set, home in self.designs_of:
            for number, day in enumerate(self.town.days):
                yield home.energy[number], less(view.sum(f"{set}-and-flats", day), view.sum(set, day))


class FlatsOnStandby(NewFlats):
    name, says = "E1b", "the same, and something draws a few watts in each of the empty ones"

    def empty(self, count):
        return self.town.standing_empty(count)


class NewFlatsInPublic(NewFlats):
    name, says = "E1c", "101 new flats, one lived in, in public"
    flats, core, usage, designs = 101, 110, "public", 1


ATTACKS = [NewFlats, FlatsOnStandby, NewFlatsInPublic]
