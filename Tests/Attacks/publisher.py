"""Publishing by the command line, one process at a time, and reading what left."""

import csv
import datetime
import functools
import glob
import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field

from server import Server

COUNTS = "contributing", "expected", "measured", "corrected", "estimated"


@dataclass
class Figure:
    """One released figure, as its recipients read it. Counts are texts: numbers, bands or empty."""

    set: str
    usage: str
    carrier: str
    direction: str
    start: datetime.date
    end: datetime.date
    sum: int | None
    quartiles: tuple | None
    document: int
    channel: str
    counts: dict = field(default_factory=dict)
    points: dict = field(default_factory=dict)
    intervals: list = field(default_factory=list)
    # Of sets taken together, those.
    parts: tuple = ()

    @property
    def contributing(self):
        """How many took part, where a count says it exactly."""
        return number(self.counts.get("contributing"))


class Published:
    """All that left, by outbox ("channel") and edition of document; public manifests; sums with noise; explanations;
    public documents, by the names of their files; what a server answered, by the visits."""

    def __init__(self, figures, manifests=(), noisy=None, explained=None, documents=None, answers=None):
        self.figures, self.manifests = {}, manifests
        self.noisy, self.explained = noisy or {}, explained or {}
        self.documents, self.answers = documents or {}, answers or {}
        for figure in figures:
            key = figure.set, figure.start, figure.end
            self.figures.setdefault(key, []).append(figure)

    def editions(self, set, first, last=None, channel=None):
        """The figures of a period, oldest first; `last` is its last day."""
        key = set, first, (last or first) + datetime.timedelta(1)
        found = [f for f in self.figures.get(key, []) if channel in (None, f.channel)]
        return sorted(found, key=lambda f: f.document)

    def figure(self, set, first, last=None, channel=None):
        found = self.editions(set, first, last, channel)
        return found[-1] if found else None

    def sum(self, set, first, last=None, channel=None):
        figure = self.figure(set, first, last, channel)
        return figure.sum if figure else None

    def sums(self, set, days, channel=None):
        """The days' sums, or nothing where one of them did not leave."""
        found = [self.sum(set, day, channel=channel) for day in days]
        return None if None in found else found


class Maille:
    """A data directory, its outboxes, and the commands that fill them. No command may take longer than `patience`, in
    seconds."""

    def __init__(self, program, folder, now, patience=1800):
        self.program, self.folder, self.now, self.patience = program, folder, now, patience
        self.data = os.path.join(folder, "data")
        self.outputs = []
        self.seconds = []
        self.served = []
        self.notes = []
        self.noisy, self.explained, self.agreed, self.uses, self.answers = {}, {}, set(), set(), {}
        os.makedirs(folder)

    # Commands

    def run(self, *arguments, accepted=(0, 1)):
        """Runs a command, whatever it says; other exit codes are kept as refusals."""
        done = subprocess.run(
            [self.program, *arguments, "--data", self.data], capture_output=True, text=True, timeout=self.patience)
        if done.returncode not in accepted:
            self.notes.append(f"{' '.join(arguments)}: {done.returncode} {done.stderr.strip()[:300]}")
        return done

    def receive(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        done = self.run("import", path, "--now", self.now, "--json")
        if done.returncode != 0:
            raise SystemExit(f"the town's own file was not kept whole: {done.stdout}{done.stderr}")

    def lists(self, town, sets=None):
        number = len(glob.glob(os.path.join(self.folder, "points-*")))
        self.receive(f"points-{number}.csv", town.points_file())
        wanted = list(town.sets.values() if sets is None else sets)
        self.uses.update(s.use for s in wanted)
        if wanted:
            self.receive(f"sets-{number}.csv", town.sets_file(wanted))
            self.agree(wanted)

    def readings(self, town, phase):
        for number, text in enumerate(town.readings_files(phase)):
            self.receive(f"readings-{phase}-{number}.csv", text)

    def agree(self, sets):
        """Agreements for the restricted uses that have none, where the program knows agreements: one recipient has all
        uses but those of askers who hold points themselves."""
        askers = {s.use: s.asker for s in sets if s.usage == "restricted" and s.use not in self.agreed}
        if not has_command(self.program, "agreements"):
            return
        for asker in sorted(set(askers.values())):
            uses = sorted(use for use in askers if askers[use] == asker)
            self.run(
                "agreements", "add", "--recipient", asker or "city", "--basis", "contract of the attackers' bench",
                "--from", "2020-01-01", *(["--holder", asker] if asker else []),
                *[argument for use in uses for argument in ("--use", use)])
            self.agreed.update(uses)

    def publish(self, day, *options, channel="daily"):
        """Publishes a day to an outbox of the channel's name."""
        start = time.monotonic()
        done = self.run(
            "publish", "--day", str(day), "--now", self.now, "--out", os.path.join(self.folder, channel), "--json",
            *[argument for use in sorted(self.uses) for argument in ("--approve", f"{use}=an attack")], *options)
        self.seconds.append(time.monotonic() - start)
        self.keep(channel)
        answer = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        # A refusal, as of forgotten days, is an `error` in its place.
        if "usefulness" in answer:
            self.served.append(answer["usefulness"])

    def table(self, *options, channel="table"):
        out = os.path.join(self.folder, channel)
        self.run("table", *options, "--approve", "an attack", "--now", self.now, "--out", out)
        self.keep(channel)

    def statistic(self, set, day):
        """A sum with noise; kept in `noisy`."""
        done = self.run("statistic", "--set", set, "--day", str(day), "--now", self.now, "--json")
        if done.returncode == 0:
            self.noisy[set, day] = json.loads(done.stdout)["release"]["sum"]

    def explain(self, set, day):
        """How many took part as an explanation says it; kept in `explained`."""
        done = self.run("explain", "--set", set, "--day", str(day), "--json")
        self.explained[set, day] = done.stdout

    def visit(self, stage):
        """Runs the server for the stage's visits; keeps what they bring in `answers`."""
        with Server(self.program, self.data, os.path.join(self.folder, "server.log")) as server:
            for name, visit in stage.visits.items():
                self.answers[name] = visit(self, server)

    def keep(self, channel):
        folder = os.path.join(self.folder, channel)
        if folder not in self.outputs and os.path.isdir(folder):
            self.outputs.append(folder)

    # Backups

    def back_up(self):
        shutil.copytree(self.data, os.path.join(self.folder, "backup"))
        self.agreed_before = set(self.agreed)

    def restore(self):
        """Puts the backup back and, where the program can, holds it to the manifests that left since and closes their
        days, as its operator would."""
        shutil.rmtree(self.data)
        self.agreed = self.agreed_before
        shutil.move(os.path.join(self.folder, "backup"), self.data)
        manifests = sorted(glob.glob(os.path.join(self.folder, "*", "manifest_*.json")))
        if has_command(self.program, "close"):
            self.run("close", "--now", self.now, *[word for path in manifests for word in ("--manifest", path)])

    # Reading

    def published(self):
        return Published(
            (f for folder in self.outputs for f in read_outbox(folder)), list(self.manifests()), self.noisy,
            self.explained, dict(self.documents()), self.answers)

    def documents(self):
        """The public documents, in the order of their names."""
        for folder in self.outputs:
            for path in sorted(glob.glob(os.path.join(folder, "*public_*.*"))):
                with open(path, encoding="utf-8", newline="") as file:
                    yield os.path.basename(path), file.read()

    def manifests(self):
        """The manifests of public documents."""
        for folder in self.outputs:
            for path in sorted(glob.glob(os.path.join(folder, "manifest-public_*.json"))):
                with open(path, encoding="utf-8") as file:
                    yield json.load(file)


@functools.cache
def usage(program, *command):
    done = subprocess.run([program, *command, "--help"], capture_output=True, text=True, timeout=60)
    return done.stdout if done.returncode == 0 else ""


def has_command(program, name):
    return f"maille {name}" in usage(program, name)


def read_outbox(folder):
    """The figures of an outbox's CSV files, of every edition."""
    for path in sorted(glob.glob(os.path.join(folder, "use-*.csv"))):
        name = re.fullmatch(r"use-(.+)_(public|restricted)_(\d{4}-\d\d-\d\d)_e(\d+)\.csv", os.path.basename(path))
        with open(path, encoding="utf-8", newline="") as file:
            found = list(read_figures(
                csv.DictReader(file, delimiter=";"), name[2], int(name[4]), os.path.basename(folder)))
        add_counts(found, path.removesuffix(".csv") + ".json")
        yield from found


def add_counts(figures, path):
    """The counts of the JSON, which might say more than those of the CSV; the parts of sets taken together."""
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        released = [f for f in json.load(file)["figures"] if "release" in f]
    said = {(f["set"]["id"], f["start"][:10], f["end"][:10]): f for f in released}
    for figure in figures:
        entry = said.get((figure.set, str(figure.start), str(figure.end)), {"set": {}, "release": {}})
        figure.parts, release = tuple(entry["set"].get("parts", ())), entry["release"]
        for name in "contributing", "expected":
            exact = release.get(f"{name}Points")
            if isinstance(exact, int):
                figure.counts[name] = str(exact)
        figure.counts["quality"] = json.dumps(release.get("quality"), sort_keys=True)


def read_figures(rows, usage, document, channel):
    figure = None
    for row in rows:
        status = row["status"]
        if status in ("released", "suppressed", "partial"):
            if figure:
                yield figure
            figure = None
        if status == "released":
            quartiles = tuple(number(row.get(name)) for name in ("q1", "median", "q3"))
            sector = ":" + row["sector"] if row.get("sector") else ""
            figure = Figure(
                row["set"] + sector, usage, row["carrier"], row["direction"],
                datetime.date.fromisoformat(row["start"][:10]), datetime.date.fromisoformat(row["end"][:10]),
                number(row["sum"]), None if None in quartiles else quartiles,
                document, channel, {name: row.get(name) or "" for name in COUNTS})
        elif status == "point" and figure:
            figure.points[row["point"]] = number(row["sum"])
        elif status == "interval" and figure:
            figure.intervals.append(number(row["power_w"]))
    if figure:
        yield figure


def number(text):
    return int(text) if text and re.fullmatch(r"-?\d+", text) else None
