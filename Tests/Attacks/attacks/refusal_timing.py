"""The time that an answer about a held figure takes, by why it is held: too few holders, one that dominates, or the
guard."""

import itertools
import json
import time

import numpy as np

from attack import Attack


class TimeOfAnswers(Attack):
    """Figures of each reason are asked for in turn, one after the other in rounds of random order. Of two of a round,
    the attacker names which is held for which reason: the slower one for what was the slower reason in the other half
    of the rounds. Only orders within a round count, so that a machine that is busy for a while slows both; the share
    that is right is the area under the ROC curve of a classifier by time.

    Above chance where the lower bound of the 99.9 % interval is above 65 %."""

    name, says, stage = "time-figure", "why a figure is held, by the time of /suppressions/{number}", "served"
    rounds, deviations, margin = 60, 3.29, 0.15

    def prepare(self, stage):
        self.served = stage
        self.last = str(stage.town.days[-1])
        stage.visits[self.name] = self.measure

    def measure(self, publisher, server):
        """Seconds by round and reason; each round asks for other figures."""
        random = np.random.default_rng(5)
        reasons = self.served.REASONS
        sets = {reason: [set for set, of in self.served.held.items() if of == reason] for reason in reasons}
        ask = self.asking(publisher, server)
        for reason in reasons:
            ask(sets[reason][0])
        rows = []
        for number in range(self.rounds):
            row = [0.0] * len(reasons)
            for place in random.permutation(len(reasons)):
                row[place] = ask(sets[reasons[place]][number % self.served.EACH])
            rows.append(row)
        return np.array(rows)

    def asking(self, _, server):
        """What asks for one set's held figure, and gives the seconds."""
        found = {}
        for set in self.served.held:
            entries = json.loads(server.get(f"/api/v1/suppressions?set={set}").body)["items"]
            found[set] = next((e["explanation"] for e in entries if e["from"] == self.last), None)
        missing = [set for set in found if not found[set]]
        if missing:
            raise SystemExit(f"these sets left, and were to be held: {missing}")
        return lambda set: server.get(found[set]).seconds

    def guesses(self, view):
        seconds = view.answers[self.name]
        for first, second in itertools.combinations(range(len(self.served.REASONS)), 2):
            slower = seconds[:, first] > seconds[:, second]
            for half in (0, 1):
                usual = slower[1 - half::2].mean() > 0.5
                yield from ((1, float(is_slower == usual)) for is_slower in slower[half::2])

    def chance(self):
        return 0.5


class TimeOfLists(TimeOfAnswers):
    name, says = "time-list", "the same by the time of /suppressions?set="

    def asking(self, _, server):
        return lambda set: server.get(f"/api/v1/suppressions?set={set}").seconds


class TimeOfReleases(TimeOfAnswers):
    name, says = "time-empty", "the same by the time of the empty list /releases?set="

    def asking(self, _, server):
        return lambda set: server.get(f"/api/v1/releases?set={set}").seconds


class TimeOfPrograms(TimeOfAnswers):
    """Beside the server that has the directory open, as everybody on the machine asks."""

    name, says, rounds = "time-explain", "the same by the time of `maille explain`", 20

    def asking(self, publisher, _):
        def ask(set):
            start = time.perf_counter()
            publisher.explain(set, self.served.town.days[-1])
            return time.perf_counter() - start

        return ask


class TimeOfSets(TimeOfAnswers):
    """Each set is asked for many times and its median counts, beside those of all sets of the other reasons: what does
    not change from one time to the next shows here."""

    name, says, margin = "time-sets", "the reason of each set, by the median of many answers", 0.1
    times = 15

    def measure(self, publisher, server):
        random = np.random.default_rng(6)
        ask, sets = self.asking(publisher, server), list(self.served.held)
        rows = np.zeros((self.times, len(sets)))
        for row in rows:
            for place in random.permutation(len(sets)):
                row[place] = ask(sets[place])
        return np.median(rows, axis=0)

    def guesses(self, view):
        """Of each set beside those of another reason: the reason whose other sets are nearer to it, by ranks."""
        medians, reasons = view.answers[self.name], np.array(list(self.served.held.values()))
        for pair in itertools.combinations(self.served.REASONS, 2):
            chosen = np.isin(reasons, pair)
            ranks, first = medians[chosen].argsort().argsort(), reasons[chosen] == pair[0]
            for place, is_first in enumerate(first):
                others = np.arange(len(ranks)) != place
                means = ranks[others & first].mean(), ranks[others & ~first].mean()
                yield 1, float((abs(ranks[place] - means[0]) < abs(ranks[place] - means[1])) == is_first)


ATTACKS = [TimeOfAnswers, TimeOfLists, TimeOfReleases, TimeOfSets, TimeOfPrograms]
