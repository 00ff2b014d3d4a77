#!/usr/bin/env python3
"""Cuts the power in the middle of imports and compactions, hundreds of times, and looks at what is left.

A run of three imports and two compactions is traced once (strace). From the trace come the states that a disk could be in at any
moment: what was synchronised is there; what was written since may be lost, kept, or torn at sectors of 512 bytes.
Each state is opened by the real program, which must find no fault, every import it had acknowledged, and no part
of one it had not.

The control run pretends that nothing was ever synchronised. It must fail: otherwise this test could not see.

    power_cut.py MAILLE [--states N] [--seed S]

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


def trace(maille, work):
    """Runs the imports and compactions; gives the events, the folder, the point-days after each import, and for
    each acknowledgement how many imports are acknowledged with it."""
    data = os.path.join(work, "data")
    sizes, files = [40, 60, 25], []
    for number, size in enumerate(sizes):
        path = os.path.join(work, f"{number}.csv")
        with open(path, "w") as file:
            file.write(wide_csv(size, number * 1000, 100 * (number + 1)))
        files.append(path)
    commands = [f"{maille} import --data {data} {path}" for path in files]
    compact = f"{maille} compact --data {data}"
    script = " && ".join([commands[0], commands[1], compact, commands[2], compact])
    log = os.path.join(work, "trace")
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "10000000", "-o", log,
         "-e", "trace=openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink,rename", "sh", "-c", script],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    totals = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return list(events(log, data)), data, totals, [0, 1, 2, 2, 3, 3]


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
            yield ("acknowledge",)
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
        kind, path = event[0], event[1] if len(event) > 1 else None
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


def examine(maille, state, acknowledged, totals):
    """What is wrong with a state, or None."""
    run = subprocess.run([maille, "verify", "--data", state, "--json"], capture_output=True, text=True)
    if run.returncode != 0:
        return f"verify ends with {run.returncode}: {run.stdout.strip()} {run.stderr.strip()}"
    found = json.loads(run.stdout)
    if found["imports"] < acknowledged:
        return f"{acknowledged} imports were acknowledged, {found['imports']} are there"
    expected = totals[found["imports"] - 1] if found["imports"] else 0
    if found["pointDays"] != expected:
        return f"{found['pointDays']} point-days after {found['imports']} imports, {expected} wanted"
    return None


def unsynchronised(recorded):
    """Acknowledgements that came while something was written and not synchronised."""
    disk, early = Disk(True), []
    for place, event in enumerate(recorded):
        disk.apply(event)
        open_files = [path for path, done in disk.pending.items() if done and not path.endswith("-shm")]
        if event[0] == "acknowledge" and open_files:
            early.append(f"call {place + 1}: {', '.join(map(os.path.basename, open_files))} not synchronised")
    return early


def replay(maille, work, recorded, data, totals, imports, states, seed, is_synchronising):
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(1, len(recorded) + 1), min(states // 3, len(recorded))))
    disk, acknowledged, done, failures, tried = Disk(is_synchronising), 0, 0, [], 0
    for cut in cuts:
        for event in recorded[done:cut]:
            acknowledged += event[0] == "acknowledge"
            disk.apply(event)
        done = cut
        for variant in ("lost", "kept", "torn"):
            state = os.path.join(work, "state")
            shutil.rmtree(state, ignore_errors=True)
            os.makedirs(state)
            disk.write(data, state, variant, dice)
            tried += 1
            problem = examine(maille, state, imports[acknowledged], totals)
            if problem:
                failures.append(f"cut after call {cut}, {variant}: {problem}")
                if not is_synchronising:
                    return tried, failures
    return tried, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("maille")
    parser.add_argument("--states", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        recorded, data, totals, imports = trace(options.maille, work)
        count = sum(event[0] == "synchronise" for event in recorded)
        acknowledgements = sum(event[0] == "acknowledge" for event in recorded)
        if acknowledgements != len(imports) - 1:
            sys.exit(f"power cut: {acknowledgements} acknowledgements traced, {len(imports) - 1} wanted")
        rest = (options.maille, work, recorded, data, totals, imports, options.states, options.seed)
        tried, failures = replay(*rest, True)
        failures = unsynchronised(recorded) + failures
        _, control = replay(*rest, False)
    print(f"power cut: {tried} states of {len(recorded)} calls ({count} synchronisations), seed {options.seed}: "
          f"{len(failures)} faults; control without synchronisation: {'fails as it must' if control else 'PASSES'}")
    for failure in failures[:10]:
        print("  " + failure)
    sys.exit(1 if failures or not control else 0)


if __name__ == "__main__":
    main()
