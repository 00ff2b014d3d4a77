"""A naive publisher: every figure that has enough members leaves, whatever left before."""

import datetime
import hashlib
import json

from publisher import Figure, Published
from telling import Telling
from town import NEVER

ENOUGH = {
    "daily-provision-2018": {"public": 101, "restricted": 11},
    "code-energie-d111-63": {"public": 100, "restricted": 100},
    "code-energie-d111-53": {"public": 10, "restricted": 10},
}
ENOUGH_INJECTING = 11


class Thresholds:
    """Has the commands of `publisher.Maille` and asks for nothing but the count."""

    def __init__(self):
        self.figures = []
        self.phase = 0
        self.public_inputs = []
        self.noisy, self.explained, self.answers = {}, {}, {}
        self.publications, self.telling = [], None

    def lists(self, town, sets=None):
        self.town, self.sets = town, list(town.sets.values() if sets is None else sets)

    def readings(self, town, phase):
        self.phase = phase

    def receive(self, name, text):
        self.public_inputs.append(hashlib.sha256(text.encode("ascii")).hexdigest())

    def back_up(self):
        pass

    def restore(self):
        pass

    def publish(self, day, *options, channel="daily"):
        policy = options[options.index("--policy") + 1] if "--policy" in options else "daily-provision-2018"
        wanted = options[options.index("--usage") + 1] if "--usage" in options else None
        self.publications.append((day, self.phase, self.sets))
        for asked in self.sets:
            first = first_day(asked.step, day)
            if wanted in (None, asked.usage) and first:
                self.release(asked, first, day, policy, "--estimate" in options, channel)

    def table(self, *options, channel="table"):
        year = int(options[options.index("--from") + 1])
        kind = options[options.index("--kind") + 1]
        for asked in self.sets:
            if asked.kind == kind:
                first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
                self.release(asked, first, last, "code-energie-d111-53", False, channel)

    def release(self, asked, first, last, policy, estimating, channel):
        consenting, totals, curve = True, {}, None
        days = range((first - self.town.first).days, (last - self.town.first).days + 1)
        for member in asked.on(last):
            values = [self.value(member.meter, day, estimating) for day in days]
            consenting = consenting and member.consent != ""
            if None not in values and sum(values) > 0:
                totals[member.meter.point] = sum(values)
        if policy == "code-energie-d111-63" and totals:
            middle = sorted(totals.values())[len(totals) // 2]
            totals = {point: value for point, value in totals.items() if value <= 50 * middle}
        enough = ENOUGH[policy][asked.usage]
        if asked.channel[1] == "injection":
            enough = min(enough, ENOUGH_INJECTING)
        if len(totals) < (1 if consenting else enough):
            return
        if asked.step == "PT30M":
            curve = self.curve([m.meter for m in asked.on(last)], days[0])
        self.figures.append(Figure(
            asked.id, asked.usage, *asked.channel, first, last + datetime.timedelta(1), sum(totals.values()),
            None if asked.step == "PT30M" else central_means(sorted(totals.values())),
            len(self.figures), channel,
            {"contributing": str(len(totals)), "expected": str(len(asked.on(last)))},
            totals if consenting else {}, curve or []))

    def curve(self, meters, day):
        """The sum of the curves that are whole, in watts."""
        whole = [m for m in meters if m.curve is not None and m.phase[day] <= self.phase and day not in m.gaps]
        return [int(2 * sum(values)) for values in zip(*(m.curve[day] for m in whole))]

    def value(self, meter, day, estimating):
        known = meter.known(day, self.phase)
        if known is None and estimating and meter.phase[day] != NEVER and day in meter.gaps:
            return estimated(meter, day)
        return known

    def statistic(self, set, day):
        """An exact sum: there is no noise in it."""
        asked = next(s for s in self.sets if s.id == set)
        values = [self.value(m.meter, (day - self.town.first).days, False) for m in asked.on(day)]
        self.noisy[set, day] = sum(v for v in values if v is not None)

    def visit(self, stage):
        """Lets the stage's visits ask a server that tells too much."""
        self.telling = Telling(stage, self.publications)
        for name, visit in stage.visits.items():
            self.answers[name] = visit(self, self.telling)

    def explain(self, set, day):
        if self.telling:
            self.telling.work(set)
        figure = Published(self.figures).figure(set, day)
        if figure:
            self.explained[set, day] = json.dumps({"contributingPoints": figure.contributing})

    def published(self):
        manifest = {"inputs": [{"sha256": digest} for digest in self.public_inputs]}
        documents = self.telling.documents if self.telling else {}
        return Published(self.figures, [manifest], self.noisy, self.explained, documents, self.answers)


def estimated(meter, day):
    """The day with its gaps filled by the mean of what is known beside them."""
    curve = [float(value) for value in meter.curve[day]]
    kept = [i for i in range(len(curve)) if i not in meter.gaps[day]]
    for gap in meter.gaps[day]:
        near = sorted(kept, key=lambda i: abs(i - gap))[:2]
        curve[gap] = sum(curve[i] for i in near) / len(near)
    return round(sum(curve))


def first_day(step, day):
    """The first day of the period of a figure that is asked for on a day, or nothing where it is not over."""
    tomorrow = day + datetime.timedelta(1)
    if step == "P1M":
        return day.replace(day=1) if tomorrow.day == 1 else None
    if step == "P1Y":
        return day.replace(month=1, day=1) if (tomorrow.month, tomorrow.day) == (1, 1) else None
    return day


def central_means(values):
    """Quartiles as means of five neighbours, rounded up to the kWh; from eleven values on."""
    count = len(values)
    if count < 11:
        return None
    lower = -(-(count - 1) // 4)
    middles = lower, (count - 1) // 2, count - 1 - lower
    return tuple(-(-sum(values[c - 2:c + 3]) // 5000) * 1000 for c in middles)
