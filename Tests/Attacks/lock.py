"""How much of what thresholds allow a town still gets, day after day: many sets that cross, one process a day.

    python Tests/Attacks/lock.py --maille PATH [--points 700,3000] [--seeds 2] [--days 4] [--daily] [--least 95]

Each town has a public total and public clusters, and five restricted uses whose sets cross: streets, buildings,
concentrators, feeders and schools' districts. `gaps`: missing days, empty homes and movers. `small`: buildings too
small to leave, in whose place alternatives are looked for. Fails where a town gets less than `--least` per cent of its
lawful figures, or a publication takes longer than `--patience`.
"""

import argparse
import csv
import glob
import itertools
import os
import subprocess
import sys
import tempfile

import numpy as np

from publisher import Maille
from town import NEVER, Membership, Town

FIRST, DAYS, NOW = "2026-04-01", 30, "2026-06-20T12:00:00Z"
BUILDINGS, SMALL_BUILDINGS = (13, 40), (4, 40)
# Sets made of whole buildings, and those whose boundaries are their own.
OF_BUILDINGS = {"clusters": (115, 180), "streets": (40, 90)}
ACROSS = {"concentrators": (40, 90), "feeders": (90, 200), "schools": (150, 400)}


def town_of(points, seed, gaps, small):
    """A town on a line. Buildings stand beside each other; clusters and streets are of whole buildings, concentrators,
    feeders and schools' districts have boundaries of their own."""
    town = Town(seed, FIRST, DAYS)
    homes = town.homes(points - points // 100) + town.homes(points // 100, multiple=12)
    homes = [homes[i] for i in town.random.permutation(points)]
    if gaps:
        spoil(town, homes)
    town.add("total", homes, use="city", usage="public")
    town.add("total-month", homes, use="months", usage="public", step="P1M")
    buildings = list(stretches(town.random, np.arange(points), *(SMALL_BUILDINGS if small else BUILDINGS)))
    walls = np.cumsum([0, *map(len, buildings)])
    sets = {"buildings": buildings}
    for use, sizes in OF_BUILDINGS.items():
        sets[use] = snapped(list(stretches(town.random, np.arange(points), *sizes)), walls, points)
    for use, sizes in ACROSS.items():
        # Neighbours are not in line: some are on the other side of a boundary.
        order = np.argsort(np.arange(points) + town.random.normal(0, 3, points))
        sets[use] = list(stretches(town.random, order, *sizes))
    for use, pieces in sets.items():
        public = use == "clusters"
        for number, piece in enumerate(pieces):
            members = [moving(town, homes[i], gaps) for i in piece]
            town.add(
                f"{use}-{number}", members, kind=use, use="city" if public else use,
                usage="public" if public else "restricted")
            if use == "streets":
                town.add(f"{use}-{number}-month", members, kind=use, use="months", step="P1M")
    return town


def snapped(pieces, walls, points):
    """The same pieces with each boundary moved to the nearest wall between buildings."""
    ends = [walls[np.abs(walls - piece[-1] - 1).argmin()] for piece in pieces[:-1]]
    bounds = sorted({0, *map(int, ends), points})
    return [np.arange(a, b) for a, b in zip(bounds, bounds[1:])]


def stretches(random, order, least, most):
    """The order cut into pieces of sizes between two bounds; what is left over joins the last."""
    start = 0
    while start < len(order):
        end = start + int(random.integers(least, most + 1))
        if len(order) - end < least:
            end = len(order)
        yield order[start:end]
        start = end


def spoil(town, homes):
    """One day in 800 is missing, one home in 100 stands empty, one in 300 for some days."""
    for home in homes:
        home.phase[town.random.random(DAYS) < 1 / 800] = NEVER
        if town.random.random() < 1 / 100:
            home.energy[:] = 0
        elif town.random.random() < 1 / 300:
            start = town.random.integers(DAYS)
            home.energy[start:start + 5] = 0


def moving(town, home, gaps):
    """A membership; with gaps, one in 200 ends within the month."""
    ends = gaps and town.random.random() < 1 / 200
    return Membership(home, until=town.days[int(town.random.integers(5, DAYS))] if ends else None)


class Run:
    """One town, published for its last days."""

    def __init__(self, program, folder, town, days, says, patience):
        self.town, self.days, self.says = town, town.days[-days:], says
        self.maille = Maille(program, folder, NOW, patience)
        self.states, self.flips = {}, []

    def play(self, daily):
        self.maille.lists(self.town)
        self.maille.readings(self.town, 0)
        for day in self.days:
            try:
                self.maille.publish(day)
            except subprocess.TimeoutExpired:
                self.maille.seconds.append(self.maille.patience)
                break
            self.note(day)
            if len(self.maille.served) != len(self.states):
                raise SystemExit(f"the day was not published: {self.maille.notes}")
            if daily:
                own, served = list(self.shares())[-1]
                flips = f", {self.flips[-1]:.1%} of sets flip" if self.flips else ""
                print(f"   {day}: {served:.1%} ({own:.1%} by themselves), "
                      f"{self.maille.seconds[-1]:.1f} s{flips}", flush=True)

    def note(self, day):
        """Which daily sets are served; a flip is a set that was held the day before and is served now, or reversed."""
        now = {}
        for path in glob.glob(os.path.join(self.maille.folder, "daily", f"use-*_{day}_e1.csv")):
            with open(path, encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter=";"):
                    if row["set"] in self.town.sets and self.town.sets[row["set"]].step == "P1D":
                        now[row["set"]] = row["status"] == "released"
        before = self.states.get(day.toordinal() - 1)
        self.states[day.toordinal()] = now
        if before:
            self.flips.append(sum(now[s] != before[s] for s in now if s in before) / max(len(now), 1))

    def shares(self, months=False):
        """By day: the share of lawful figures served by themselves, and with alternatives."""
        for day in self.maille.served:
            uses = [u for u in day if (u["use"] == "months") == months]
            allowed = sum(u["allowed"] for u in uses)
            if allowed:
                left = sum(u["left"] for u in uses)
                yield left / allowed, (left + sum(u["alternative"] for u in uses)) / allowed

    def report(self):
        """Prints the town's line and gives its share; days that did not end have none."""
        missing = [(0, 0)] * (len(self.days) - len(self.states))
        own, served = np.array([*self.shares(), *missing]).T
        month = list(self.shares(months=True))
        print(f"{self.says:<28} {served.mean():>7.1%} {own.mean():>8.1%} {served.min():>7.1%} "
              f"{np.mean(self.flips) if self.flips else 0:>6.1%} "
              f"{np.median(self.maille.seconds):>7.1f} {max(self.maille.seconds):>7.1f} "
              f"{f'{month[-1][1]:.0%}' if month else '–':>7}", flush=True)
        return served.mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maille", required=True)
    parser.add_argument("--points", default="700,3000")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--variants", default="plain,gaps+small", help="of plain, gaps, small, gaps+small")
    parser.add_argument("--daily", action="store_true", help="print each day")
    parser.add_argument("--patience", type=float, default=120, help="seconds that a publication may take")
    parser.add_argument("--least", type=float, default=95)
    options = parser.parse_args()
    print(f"{'town':<28} {'served':>7} {'by self':>8} {'worst':>7} {'flips':>6} {'s/day':>7} {'most s':>7} "
          f"{'months':>7}")
    locked = 0
    for points, variant, seed in itertools.product(
            map(int, options.points.split(",")), options.variants.split(","), range(1, options.seeds + 1)):
        with tempfile.TemporaryDirectory(prefix="maille-lock-") as folder:
            town = town_of(points, seed * 1_000 + points, "gaps" in variant, "small" in variant)
            run = Run(
                options.maille, os.path.join(folder, "town"), town, options.days, f"{points} {variant} seed {seed}",
                options.patience)
            run.play(options.daily)
            locked += 100 * run.report() < options.least
    print(f"{locked} towns get less than {options.least:g} % of their lawful figures")
    return 1 if locked else 0


if __name__ == "__main__":
    sys.exit(main())
