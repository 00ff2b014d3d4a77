#!/usr/bin/env python3
"""Kills imports and compactions, and looks at what is left.

Each step of a short history (two imports, a compaction, a correction, a compaction) is run again and again from the
same beginning and killed: at exact calls (`strace` kills the process as it makes the Nth write, synchronisation or
deletion) and at random moments. What is left must be the state before the step or the one after it, whole; must be
without a fault; and the step, run again, must give the state after it.

The control run damages what is left in ways that a lost or half-applied step would. It must be noticed each time:
otherwise this test could not see.

    kills.py MAILLE [--exact N] [--random N] [--seed S]

N is the number of kills over all steps. Full size: --exact 200 --random 200.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

CALLS = ["pwrite64", "fdatasync", "fsync", "unlink", "ftruncate"]
RECEIVED = ["2026-11-10T08:00:00Z", "2026-11-11T08:00:00Z", "2026-11-12T08:00:00Z"]
# Points with and without a correction, and the moments they are asked as of.
QUESTIONS = [(0, None), (17, None), (17, RECEIVED[1]), (85, None)]


def point(number):
    return f"99{number:012d}"


def wide_csv(points, days, watts):
    header = "point;date;" + ";".join(f"v{n}" for n in range(1, 49)) + "\n"
    return header + "".join(
        f"{point(n)};{day};" + ";".join(str(watts + n % 97 + v % 7) for v in range(48)) + "\n"
        for day in days
        for n in points
    )


class History:
    """The steps, and the state before and after each of them."""

    def __init__(self, maille, work):
        self.maille, self.work = maille, work
        files = [
            wide_csv(range(60), ["2026-08-31", "2026-09-01", "2026-09-02"], 400),
            wide_csv(range(20, 90), ["2026-09-03"], 700),
            wide_csv(range(10, 30), ["2026-09-01"], 900),
        ]
        imports = []
        for number, text in enumerate(files):
            path = os.path.join(work, f"{number}.csv")
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            imports.append(["import", "--now", RECEIVED[number], path])
        self.steps = [imports[0], imports[1], ["compact"], imports[2], ["compact"]]
        self.folders, self.states = [os.path.join(work, "0")], []
        os.makedirs(self.folders[0])
        for number, step in enumerate(self.steps):
            self.states.append(self.state(self.folders[number]))
            folder = os.path.join(work, str(number + 1))
            shutil.copytree(self.folders[number], folder)
            if self.run(folder, step).returncode not in (0, 1):
                sys.exit(f"kills: step {step} fails by itself")
            self.folders.append(folder)
        self.states.append(self.state(self.folders[-1]))

    def command(self, folder, step):
        return [self.maille, step[0], "--data", folder, *step[1:]]

    def run(self, folder, step):
        return subprocess.run(self.command(folder, step), capture_output=True, text=True)

    def state(self, folder):
        """What the program says of a folder: a sentence where something is wrong."""
        run = self.run(folder, ["verify", "--json"])
        if run.returncode != 0:
            return f"verify ends with {run.returncode}: {run.stdout.strip()} {run.stderr.strip()}"
        found = json.loads(run.stdout)
        state = {"imports": found["imports"]}
        for number, moment in QUESTIONS:
            known = ["--known-at", moment] if moment else []
            period = ["--from", "2026-08-31", "--to", "2026-09-03"]
            state[number, moment] = self.run(folder, ["curve", point(number), *period, *known]).stdout
        segments = {name for name in os.listdir(os.path.join(folder, "curves")) if name.endswith(".seg")}
        with contextlib.closing(sqlite3.connect(os.path.join(folder, "maille.sqlite"))) as database:
            known = {f"{row[0]:06d}.seg" for row in database.execute("SELECT id FROM segment")}
        if segments - known:
            return f"segments that nothing refers to: {sorted(segments - known)}"
        return state

    def judge(self, folder, number, was_finished):
        """What is wrong after step `number` was killed, or None."""
        before, after = self.states[number], self.states[number + 1]
        found = self.state(folder)
        if isinstance(found, str):
            return found
        if was_finished and found != after:
            return "the step was acknowledged, and its state is not there"
        if found not in (before, after):
            return f"neither the state before nor the one after: {found['imports']} imports"
        again = self.run(folder, self.steps[number])
        if again.returncode not in (0, 1):
            return f"run again it ends with {again.returncode}: {again.stderr.strip()}"
        if self.state(folder) != after:
            return "run again it does not give the state after it"
        return None

    def calls(self, number):
        """How often the busiest thread of a step makes each call."""
        folder, log = os.path.join(self.work, "count"), os.path.join(self.work, "trace")
        shutil.copytree(self.folders[number], folder)
        subprocess.run(
            ["strace", "-f", "-o", log, "-e", "trace=" + ",".join(CALLS), *self.command(folder, self.steps[number])],
            check=False, capture_output=True)
        shutil.rmtree(folder)
        made = collections.Counter()
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                if call := re.match(r"^(\d+) +(\w+)\(", line):
                    made[call.group(1), call.group(2)] += 1
        most = collections.Counter()
        for (_, name), count in made.items():
            most[name] = max(most[name], count)
        return most


def exact_kills(history, count, dice):
    """(step, how) for kills at calls, spread over all calls of all steps."""
    places = [
        (number, name, nth)
        for number in range(len(history.steps))
        for name, made in sorted(history.calls(number).items())
        for nth in range(1, made + 1)
    ]
    for number, name, nth in sorted(dice.sample(places, min(count, len(places)))):
        def kill(folder, number=number, name=name, nth=nth):
            return subprocess.run(
                ["strace", "-f", "-o", "/dev/null", "-e", f"inject={name}:signal=KILL:when={nth}",
                 *history.command(folder, history.steps[number])], capture_output=True).returncode
        yield number, f"{name} {nth}", kill


def random_kills(history, count, dice):
    for turn in range(count):
        number = turn % len(history.steps)
        after = dice.uniform(0, 0.15)

        def kill(folder, number=number, after=after):
            process = subprocess.Popen(
                history.command(folder, history.steps[number]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            return process.wait()
        yield number, f"{after * 1000:.0f} ms", kill


def control(history):
    """Damages that must be noticed: what a lost, a half-applied or a misplaced step would leave."""
    def lose_log(folder):
        for name in os.listdir(folder):
            if name.startswith("maille.sqlite"):
                os.remove(os.path.join(folder, name))

    def cut_segment(folder):
        curves = os.path.join(folder, "curves")
        path = max((os.path.join(curves, name) for name in os.listdir(curves)), key=os.path.getsize)
        os.truncate(path, os.path.getsize(path) - 7)

    def drop_blocks(folder):
        with contextlib.closing(sqlite3.connect(os.path.join(folder, "maille.sqlite"))) as database, database:
            database.execute("DELETE FROM block WHERE id = (SELECT max(id) FROM block)")

    unseen = []
    for damage in (lose_log, cut_segment, drop_blocks):
        folder = os.path.join(history.work, "control")
        shutil.copytree(history.folders[2], folder)
        damage(folder)
        if history.judge(folder, 1, was_finished=True) is None:
            unseen.append(damage.__name__)
        shutil.rmtree(folder)
    return unseen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("maille")
    parser.add_argument("--exact", type=int, default=20)
    parser.add_argument("--random", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as work:
        history = History(options.maille, work)
        faults, tried, killed = [], 0, 0
        for kills in (exact_kills(history, options.exact, dice), random_kills(history, options.random, dice)):
            for number, how, kill in kills:
                folder = os.path.join(work, "state")
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(history.folders[number], folder)
                code = kill(folder)
                tried += 1
                killed += code not in (0, 1)
                problem = history.judge(folder, number, was_finished=code in (0, 1))
                if problem:
                    faults.append(f"step {number + 1} ({history.steps[number][0]}) killed at {how}: {problem}")
        unseen = control(history)
    print(f"kills: {tried} runs, {killed} of them killed, seed {options.seed}: {len(faults)} faults; "
          f"control: {'misses ' + ', '.join(unseen) if unseen else 'notices each damage, as it must'}")
    for fault in faults[:10]:
        print("  " + fault)
    sys.exit(1 if faults or unseen or killed < tried // 2 else 0)


if __name__ == "__main__":
    main()
