"""Towns that do not exist: meters with daily energies, the sets that they lie in, and the files that say so.

Levels are log-normal (sigma 0.55, median 10.5 kWh a day), a day varies by 25 % of its own and with a season that all
share. A reading arrives in a phase: 0 is on time, NEVER is not at all.
"""

import datetime
from dataclasses import dataclass, field

import numpy as np

MEDIAN = 10_500
SIGMA = 0.55
SPREAD = 0.25
NEVER = 99


@dataclass(eq=False)
class Meter:
    """One channel. `energy` is the truth by day; what arrives of it, and when, is in `phase` and `revised`."""

    point: str
    energy: np.ndarray
    phase: np.ndarray
    carrier: str = "electricity"
    direction: str = "extraction"
    holder: str = ""
    parent: str = ""
    revised: dict = field(default_factory=dict)
    curve: np.ndarray | None = None
    gaps: dict = field(default_factory=dict)

    def revise(self, phase, day, value):
        """A value that replaces the day's first one from a phase on."""
        self.revised.setdefault(phase, {})[day] = value

    def known(self, day, phase):
        """What has arrived of a day by the end of a phase, or nothing."""
        later = [self.revised[p][day] for p in sorted(self.revised) if p <= phase and day in self.revised[p]]
        if later:
            return int(later[-1])
        return int(self.energy[day]) if self.phase[day] <= phase and day not in self.gaps else None


@dataclass
class Membership:
    meter: Meter
    since: datetime.date | None = None
    until: datetime.date | None = None
    consent: str = ""


@dataclass(eq=False)
class FigureSet:
    """What figures are asked for."""

    id: str
    members: list
    kind: str = "block"
    use: str = "town"
    usage: str = "restricted"
    step: str = "P1D"
    # The holder's key of who receives the figures, where they hold points themselves.
    asker: str = ""

    def on(self, day):
        """The memberships of a day."""
        return [m for m in self.members if (not m.since or m.since <= day) and (not m.until or day < m.until)]

    @property
    def channel(self):
        first = self.members[0].meter
        return first.carrier, first.direction


class Town:
    def __init__(self, seed, first, days):
        self.random = np.random.default_rng(seed)
        self.first = datetime.date.fromisoformat(first)
        self.days = [self.first + datetime.timedelta(i) for i in range(days)]
        self.season = np.exp(0.08 * np.cumsum(self.random.normal(0, 0.5, days)) / np.sqrt(days))
        self.meters = []
        self.sets = {}

    def homes(self, count, multiple=1.0, spread=SPREAD, carrier="electricity", direction="extraction"):
        """New meters; `multiple` says how many times the usual they use."""
        return [
            self.meter(self.level(multiple) * self.varied(spread), carrier, direction) for _ in range(count)
        ]

    def standing_empty(self, count):
        """Homes in which nobody lives and something draws some watts: active, as a count of points goes."""
        return [self.meter(self.random.integers(20, 60, len(self.days))) for _ in range(count)]

    def level(self, multiple=1.0):
        return MEDIAN * multiple * np.exp(self.random.normal(0, SIGMA))

    def varied(self, spread=SPREAD):
        """The factors of one home's days."""
        return self.season * np.exp(self.random.normal(0, spread, len(self.days)))

    def meter(self, energy, carrier="electricity", direction="extraction", point=None):
        """A meter with given daily energies in watt-hours."""
        number = len(self.meters)
        known = Meter(
            point or f"0917{number:010d}", np.rint(energy).astype(np.int64),
            np.zeros(len(self.days), dtype=np.int64), carrier, direction)
        self.meters.append(known)
        return known

    def add(self, id, meters, **what):
        """A set of meters that all belong to it always; give memberships for anything else."""
        members = [m if isinstance(m, Membership) else Membership(m) for m in meters]
        self.sets[id] = FigureSet(id, members, **what)
        return self.sets[id]

    # Files

    def points_file(self):
        lines = ["point;carrier;directions;holder;parent"]
        lines += [f"{m.point};{m.carrier};{m.direction};{m.holder};{m.parent}" for m in self.meters]
        return "\n".join(lines) + "\n"

    def sets_file(self, sets):
        lines = ["set;kind;use;usage;step;point;carrier;direction;from;until;consent"]
        for s in sets:
            for m in s.members:
                lines.append(
                    f"{s.id};{s.kind};{s.use};{s.usage};{s.step};{m.meter.point};{m.meter.carrier};"
                    f"{m.meter.direction};{m.since or self.first};{m.until or ''};{m.consent}")
        return "\n".join(lines) + "\n"

    def readings_files(self, phase):
        """The texts of the files that arrive in a phase: daily energies, and curves where meters have them. A day that
        is revised in the phase of its curve has both: the curve, and an energy from elsewhere."""
        daily, curves = {}, {}
        for meter in self.meters:
            revised = meter.revised.get(phase, {})
            for day, date in enumerate(self.days):
                channel = meter.carrier, meter.direction
                if day in revised:
                    daily.setdefault(channel, []).append((meter.point, date, revised[day]))
                if meter.phase[day] != phase:
                    continue
                if meter.curve is not None:
                    missing = meter.gaps.get(day, ())
                    cells = ["" if i in missing else str(2 * v) for i, v in enumerate(meter.curve[day])]
                    curves.setdefault(channel, []).append(f"{meter.point};{date};{';'.join(cells)}")
                elif day not in revised:
                    daily.setdefault(channel, []).append((meter.point, date, meter.energy[day]))
        for (carrier, direction), rows in daily.items():
            unit = "l" if carrier == "water" else "Wh"
            yield f"#maille carrier={carrier} direction={direction} unit={unit}\npoint;date;v1\n" + "".join(
                f"{point};{date};{value}\n" for point, date, value in rows)
        for (carrier, direction), rows in curves.items():
            # Sets with curves take mean powers, in watts.
            header = ";".join(f"v{i}" for i in range(1, 49))
            yield f"#maille carrier={carrier} direction={direction} unit=W\npoint;date;{header}\n" + "\n".join(
                rows) + "\n"


def day_values(random, count, multiple=1.0, spread=SPREAD):
    """Single homes' energies of one day, in watt-hours: what a guess without any figure knows."""
    return MEDIAN * multiple * np.exp(random.normal(0, SIGMA, count) + random.normal(0, spread, count))


def period_values(random, count, days, multiple=1.0):
    """Single homes' energies of many days."""
    return MEDIAN * multiple * days * np.exp(random.normal(0, SIGMA, count) + SPREAD**2 / 2)
