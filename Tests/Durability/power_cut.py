#!/usr/bin/env python3
"""Cuts the power in the middle of the work, hundreds of times, and looks at what is left.

Three runs are traced once each (strace): three imports and two compactions by `maille`; two publications, written to a
folder; reads that are granted and consents that are withdrawn, on several threads, by `access-journal`. From each trace come the states that a disk could
be in at any moment: what was synchronised is there; what was written since may be lost, kept, or torn at sectors of 512
bytes. Each state is opened by the real program, which must find no fault, all that was acknowledged, and no part of an
import that was not.

The control run pretends that nothing was ever synchronised. It must fail: otherwise this test could not see.

    power_cut.py MAILLE ACCESS_JOURNAL [--states N] [--seed S]

After `strace` replay in SQLite's crash tests; directory entries are taken as durable.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

SECTOR = 512
CALL = re.compile(
    r"^\d+ +(openat|pwrite64|write|ftruncate|fdatasync|fsync|unlink|rename)\((.*)\) += (-?\d+|0x[0-9a-f]+)(<.*>)?"
)
DESCRIPTOR = re.compile(r"^(\d+)<([^>]*)>")
HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def hexadecimal(text):
    return bytes.fromhex(text.replace("\\x", ""))


def wide_csv(points, first, watts):
    header = "point;date;" + ";".join(f"v{n}" for n in range(1, 49)) + "\n"
    rows = (f"99{first + n:012d};2026-10-24;" + ";".join(str(watts + n % 97 + v) for v in range(48)) for n in range(points))
    return header + "\n".join(rows) + "\n"


class Imports:
    """Three imports and two compactions, one process each: `verify` says how many imports and point-days are there."""

    name = "imports"
    sizes = [40, 60, 25]
    # How many imports are acknowledged with each acknowledgement.
    acknowledged = [0, 1, 2, 2, 3, 3]

    def __init__(self, maille):
        self.maille = maille

    def script(self, data, work):
        imports = []
        for number, size in enumerate(self.sizes):
            path = os.path.join(work, f"{number}.csv")
            with open(path, "w") as file:
                file.write(wide_csv(size, number * 1000, 100 * (number + 1)))
            imports.append(f"{self.maille} import --data {data} {path}")
        compact = f"{self.maille} compact --data {data}"
        return " && ".join([imports[0], imports[1], compact, imports[2], compact])

    def check(self, recorded):
        """Every acknowledgement is traced, and came when all that was written was synchronised."""
        count = sum(event[0] == "acknowledge" for event in recorded)
        if count != len(self.acknowledged) - 1:
            sys.exit(f"power cut: {count} acknowledgements traced, {len(self.acknowledged) - 1} wanted")
        return unsynchronised(recorded)

    def examine(self, state, acknowledgements):
        run = subprocess.run([self.maille, "verify", "--data", state, "--json"], capture_output=True, text=True)
        if run.returncode != 0:
            return f"verify ends with {run.returncode}: {run.stdout.strip()} {run.stderr.strip()}"
        found, acknowledged = json.loads(run.stdout), self.acknowledged[len(acknowledgements)]
        if found["imports"] < acknowledged:
            return f"{acknowledged} imports were acknowledged, {found['imports']} are there"
        expected = sum(self.sizes[: found["imports"]])
        if found["pointDays"] != expected:
            return f"{found['pointDays']} point-days after {found['imports']} imports, {expected} wanted"
        return None


class Publications:
    """A publication, a correction and its new edition, written to a folder. What was acknowledged is there whole; and
    published again, each edition that left is there with the bytes it left with."""

    name = "publications"
    day, now = "2026-10-24", "2026-11-10T08:00:00Z"

    def __init__(self, maille):
        self.maille = maille
        self.files = {}

    def command(self, data, name, *arguments):
        return [self.maille, name, "--data", os.path.join(data, "store"), "--now", self.now, *arguments]

    def publish(self, data):
        return self.command(data, "publish", "--day", self.day, "--out", os.path.join(data, "out"), "--approve", "4b=cut")

    def script(self, data, work):
        sets = "set;kind;use;usage;step;point;carrier;direction;from;until;consent\n" + "".join(
            f"{name};street;4b;{usage};P1D;99{n:012d};electricity;extraction;2026-10-01;;{consent}\n"
            for name, usage, consent in (("alley", "public", "day"), ("house", "restricted", "")) for n in range(14))
        texts = {"sets.csv": sets, "first.csv": wide_csv(14, 0, 300), "second.csv": wide_csv(14, 0, 500)}
        for name, text in texts.items():
            with open(os.path.join(work, name), "w", encoding="ascii") as file:
                file.write(text)
        steps = [self.command(data, "import", os.path.join(work, name)) for name in texts]
        # The subcommand stands before its options.
        agreement = self.command(
            data, "agreements", "--recipient", "City", "--use", "4b", "--basis", "contract", "--from", self.day)
        steps.insert(2, agreement[:2] + ["add"] + agreement[2:])
        steps.insert(3, self.publish(data))
        steps.append(self.publish(data))
        return " && ".join(" ".join(step) for step in steps)

    def check(self, recorded):
        written = [event for event in recorded if event[0] == "acknowledge" and "written to" in event[1]]
        if len(written) != 2:
            sys.exit(f"power cut: {len(written)} publications acknowledged, 2 wanted")
        disk = Disk(True)
        for event in recorded:
            disk.apply(event)
        self.files = {
            os.path.basename(path): disk.content(path, done) for path, done in disk.pending.items()
            if os.path.dirname(path).endswith("/out")}
        if not any("_e2." in name for name in self.files):
            sys.exit("power cut: the correction made no second edition")
        return unsynchronised(recorded)

    def examine(self, state, acknowledgements):
        out = os.path.join(state, "out")
        editions = sum("written to" in text for text in acknowledgements)
        wanted = {name: text for name, text in self.files.items() if any(f"_e{n + 1}." in name for n in range(editions))}
        if problem := self.differ(out, wanted):
            return f"{editions} publications were acknowledged: {problem}"
        run = subprocess.run(self.publish(state), capture_output=True, text=True)
        if run.returncode == 3 and not editions and "sets" in run.stderr:
            return None  # before the first import there is nothing to publish
        # 1: the restricted use waits, where the cut came before its agreement.
        if run.returncode not in (0, 1):
            return f"publish ends with {run.returncode}: {run.stderr.strip()}"
        problem = self.differ(out, wanted)
        return problem and f"published again: {problem}"

    @staticmethod
    def differ(out, wanted):
        for name, text in wanted.items():
            path = os.path.join(out, name)
            if not os.path.exists(path):
                return f"{name} is not there"
            with open(path, "rb") as file:
                if file.read() != text:
                    return f"{name} has other bytes"
        return None


class Grants:
    """Reads and withdrawals on several threads, whose transactions are committed together: `access-journal read` says
    how long the log is, and which consents are withdrawn."""

    name = "grants"

    def __init__(self, journal):
        self.journal = journal

    def script(self, data, work):
        return f"{self.journal} write {data}"

    def check(self, recorded):
        lines = [event[1].split() for event in recorded if event[0] == "acknowledge"]
        if [sum(line[0] == word for line in lines) for word in ("entry", "withdrawn")] != [36, 3]:
            sys.exit(f"power cut: unexpected acknowledgements: {lines}")
        # Others write while one is acknowledged: whether its own was synchronised, the states show.
        return []

    def examine(self, state, acknowledgements):
        run = subprocess.run([self.journal, "read", state], capture_output=True, text=True)
        if run.returncode != 0:
            return f"read ends with {run.returncode}: {run.stdout.strip()} {run.stderr.strip()}"
        found, lines = json.loads(run.stdout), [line.split() for line in acknowledgements]
        if found["faults"]:
            return f"the log is broken: {found['faults'][0]}"
        entries = max([int(line[1]) for line in lines if line[0] == "entry"], default=0)
        if found["entries"] < entries:
            return f"entry {entries} was acknowledged, the log ends at {found['entries']}"
        lost = [line[1] for line in lines if line[0] == "withdrawn" and line[1] not in found["withdrawn"]]
        return f"a withdrawn consent is back: {lost[0]}" if lost else None


def trace(run, work):
    """Does the work once; gives the events and the folder."""
    data, log = os.path.join(work, "data"), os.path.join(work, "trace")
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "10000000", "-o", log,
         "-e", "trace=openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink,rename", "sh", "-c", run.script(data, work)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return list(events(log, data)), data


def events(log, data):
    """The calls that change files under the data directory, and the acknowledgements on standard output."""
    unfinished = {}
    for line in open(log, errors="replace"):
        thread = line.split(" ", 1)[0]
        if line.rstrip().endswith("<unfinished ...>"):
            unfinished[thread] = line.rstrip()[: -len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"^\d+ +<\.\.\. \w+ resumed>(.*)$", line)
        if resumed and thread in unfinished:
            line = unfinished.pop(thread) + resumed.group(1)
        call = CALL.match(line)
        if not call or call.group(3).startswith("-"):
            continue
        name, arguments = call.group(1), call.group(2)
        if name == "openat":
            path = re.search(r'"((?:\\x[0-9a-f]{2})*)"', arguments)
            opened = hexadecimal(path.group(1)).decode() if path else ""
            if opened.startswith(data) and "O_CREAT" in arguments:
                yield ("create", opened)
            continue
        if name in ("unlink", "rename"):
            paths = [hexadecimal(text).decode() for text in HEX.findall(arguments)]
            if paths and paths[0].startswith(data):
                yield (name, *paths)
            continue
        descriptor = DESCRIPTOR.match(arguments)
        if not descriptor:
            continue
        path = descriptor.group(2)
        if "\\x" in path:
            path = hexadecimal(path).decode(errors="replace")
        if name == "write" and descriptor.group(1) == "1":
            yield ("acknowledge", hexadecimal(HEX.search(arguments).group(1)).decode(errors="replace"))
        if not path.startswith(data):
            continue
        if name == "pwrite64":
            content = HEX.search(arguments)
            offset = int(arguments.rsplit(",", 1)[1])
            yield ("write", path, offset, hexadecimal(content.group(1)))
        elif name == "ftruncate":
            yield ("truncate", path, int(arguments.rsplit(",", 1)[1]))
        elif name in ("fdatasync", "fsync"):
            yield ("synchronise", path)


class Disk:
    """Files as they are, as they surely are, and what was done to them in between."""

    def __init__(self, is_synchronising):
        self.is_synchronising = is_synchronising
        self.sure, self.pending = {}, {}

    def apply(self, event):
        kind, path = event[0], event[1]
        if kind == "create":
            self.sure.setdefault(path, b"")
            self.pending.setdefault(path, [])
        elif kind in ("write", "truncate"):
            self.sure.setdefault(path, b"")
            self.pending.setdefault(path, []).append(event)
        elif kind == "synchronise" and self.is_synchronising and path in self.sure:
            self.sure[path] = self.content(path, self.pending[path])
            self.pending[path] = []
        elif kind == "unlink":
            self.sure.pop(path, None)
            self.pending.pop(path, None)
        elif kind == "rename" and path in self.sure:
            self.sure[event[2]] = self.sure.pop(path)
            self.pending[event[2]] = self.pending.pop(path)

    def content(self, path, done):
        content = bytearray(self.sure[path])
        for event in done:
            if event[0] == "truncate":
                content = content[: event[2]].ljust(event[2], b"\0")
                continue
            offset, written = event[2], event[3]
            if len(content) < offset + len(written):
                content.extend(b"\0" * (offset + len(written) - len(content)))
            content[offset : offset + len(written)] = written
        return bytes(content)

    def torn(self, path, dice):
        """Any of the pending writes, each cut into sectors of which any may have reached the disk."""
        done = []
        for event in self.pending[path]:
            if event[0] == "truncate":
                if dice.random() < 0.5:
                    done.append(event)
                continue
            for start in range(0, len(event[3]), SECTOR):
                if dice.random() < 0.5:
                    done.append(("write", path, event[2] + start, event[3][start : start + SECTOR]))
        return self.content(path, done)

    def write(self, data, target, variant, dice):
        for path in self.sure:
            if path.endswith("-shm"):
                continue  # memory shared by processes: gone with the power
            content = {
                "lost": lambda: self.sure[path],
                "kept": lambda: self.content(path, self.pending[path]),
                "torn": lambda: self.torn(path, dice),
            }[variant]()
            file = target + path[len(data) :]
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as out:
                out.write(content)


def unsynchronised(recorded):
    """Acknowledgements that came while something was written and not synchronised."""
    disk, early = Disk(True), []
    for place, event in enumerate(recorded):
        disk.apply(event)
        open_files = [path for path, done in disk.pending.items() if done and not path.endswith("-shm")]
        if event[0] == "acknowledge" and open_files:
            early.append(f"call {place + 1}: {', '.join(map(os.path.basename, open_files))} not synchronised")
    return early


def replay(run, work, recorded, data, states, seed, is_synchronising):
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(1, len(recorded) + 1), min(states // 3, len(recorded))))
    disk, acknowledgements, done, failures, tried = Disk(is_synchronising), [], 0, [], 0
    for cut in cuts:
        for event in recorded[done:cut]:
            if event[0] == "acknowledge":
                acknowledgements.append(event[1])
            disk.apply(event)
        done = cut
        for variant in ("lost", "kept", "torn"):
            state = os.path.join(work, "state")
            shutil.rmtree(state, ignore_errors=True)
            os.makedirs(state)
            disk.write(data, state, variant, dice)
            tried += 1
            problem = run.examine(state, acknowledgements)
            if problem:
                failures.append(f"cut after call {cut}, {variant}: {problem}")
                if not is_synchronising:
                    return tried, failures
    return tried, failures


def cut_power(run, states, seed):
    """Whether a run survives every state, and its control none."""
    with tempfile.TemporaryDirectory() as work:
        recorded, data = trace(run, work)
        early = run.check(recorded)
        tried, failures = replay(run, work, recorded, data, states, seed, True)
        _, control = replay(run, work, recorded, data, states, seed, False)
    count = sum(event[0] == "synchronise" for event in recorded)
    failures = early + failures
    print(f"power cut, {run.name}: {tried} states of {len(recorded)} calls ({count} synchronisations), seed {seed}: "
          f"{len(failures)} faults; control without synchronisation: {'fails as it must' if control else 'PASSES'}")
    for failure in failures[:10]:
        print("  " + failure)
    return not failures and bool(control)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("maille")
    parser.add_argument("journal")
    parser.add_argument("--states", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    runs = (Imports(options.maille), Publications(options.maille), Grants(options.journal))
    results = [cut_power(run, options.states, options.seed) for run in runs]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
