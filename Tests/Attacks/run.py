"""Attacks what the command line publishes, beside a publisher that asks for thresholds only.

    python Tests/Attacks/run.py --maille PATH [--size small|large] [--seeds N] [--only NAME] [--keep FOLDER]

The attackers read published files, manifests and set lists. Fails where one is right more often than the best constant
guess: where the lower bound of its 95 % interval is above chance (of times, which a busy machine blurs, of the 99.9 %
interval, by more). Attacks that are known to work still (`OPEN`) are printed as open and fail with --strict alone.
Fails too where an attack is not above chance against the publisher that asks for thresholds only: it shows nothing
then, and a column that it reads may have gone. Those that estimate only (`WEAK`) may.
"""

import argparse
import importlib
import os
import pkgutil
import re
import sys
import tempfile
import time

import attacks
from publisher import Maille
from scoring import Score
from stage import STAGES
from thresholds import Thresholds

# How many times the designs of the small size.
MANY = {"small": 1, "large": 4}

# What still works, and where docs/threat-model.md says so.
RELATIONS = "unnamed relations"
LAW = "a sum by itself"
OPEN = {
    "renamed": RELATIONS, "renamed-held": RELATIONS, "sub-meters": RELATIONS, "gas+heat": RELATIONS,
    "E5-11": LAW, "E5-12": LAW, "E5-15": LAW, "E5-day": LAW, "producers": LAW,
}
# What is at chance against the other publisher too, since it estimates and does not solve. They stay for what Maille
# would answer beside them.
WEAK = {
    "E10a": "ten homes' usual days are subtracted: their own deviations add up to more than the eleventh uses",
    "E10a-mean": "the same over many days: homes that are away shift the mean",
    "gas+electricity": "how much gas goes with how much electricity differs from home to home",
}
FIRST_SEED = 17


def families(only):
    """Fresh attacks, in the order of their files."""
    for module in pkgutil.iter_modules(attacks.__path__):
        for attack in importlib.import_module(f"attacks.{module.name}").ATTACKS:
            # E1 is a family (E1a, E1c) and no part of E10.
            if not only or re.match(re.escape(only) + r"(?!\d)", attack.name):
                yield attack()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maille", required=True)
    parser.add_argument("--size", choices=MANY, default="small")
    parser.add_argument("--seeds", type=int, default=1, help="towns of each stage, whose results are put together")
    parser.add_argument("--only", help="an attack or a family: E3b, E3")
    parser.add_argument("--without", help="a stage that is not played: month is the longest")
    parser.add_argument("--strict", action="store_true", help="fail where an open attack works, too")
    parser.add_argument("--keep", help="a folder for the data directories, which are removed otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="maille-attacks-") as temporary:
        bench = Bench(options, options.keep or temporary)
        bench.run()
    if not bench.rows:
        parser.error(f"no attack is named {options.only}")
    return bench.report()


class Bench:
    """All chosen attacks, played stage by stage."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.rows = {}
        self.notes = []

    def run(self):
        for name, stage in STAGES.items():
            for seed in range(FIRST_SEED, FIRST_SEED + self.options.seeds):
                chosen = [attack for attack in families(self.options.only)
                          if attack.stage == name != self.options.without]
                if chosen:
                    self.play(name, stage(seed, MANY[self.options.size]), chosen)

    def play(self, name, stage, chosen):
        start = time.monotonic()
        for attack in chosen:
            attack.prepare(stage)
        asked, maille = dict(stage.town.sets), None
        for publisher in (Thresholds(), Maille(self.options.maille, self.place(name), stage.now)):
            stage.town.sets = dict(asked)
            stage.play(publisher)
            view = publisher.published()
            for attack in chosen:
                naive, served = self.rows.setdefault(attack.name, (attack, [], []))[1:]
                (naive if isinstance(publisher, Thresholds) else served).extend(attack.guesses(view))
            maille = publisher
        self.notes += maille.notes
        left = sum(u["left"] + u["alternative"] for day in maille.served for u in day)
        allowed = sum(u["allowed"] for day in maille.served for u in day)
        print(f"== {name}: {len(stage.town.meters)} meters, {left} of {allowed} lawful figures served, "
              f"{len(maille.seconds)} publications, {time.monotonic() - start:.0f} s", flush=True)

    def place(self, name):
        number = len([entry for entry in os.listdir(self.folder) if entry.startswith(name)])
        return os.path.join(self.folder, f"{name}-{number}")

    def report(self):
        print(f"\n{'attack':<16} {'n':>5} {'naive':>6} {'answered':>9} {'Maille':>7} {'95 %':>11} {'chance':>7}  "
              "verdict")
        failed = proofless = 0
        for name, (attack, naive, served) in self.rows.items():
            chance, naive, served = attack.chance(), Score.of(naive), Score.of(served)
            verdict = "refused" if not served.answered else "above chance" if served.beats(
                chance + attack.margin, attack.deviations) else "at chance"
            if verdict == "above chance" and name in OPEN and not self.options.strict:
                verdict = "open"
            failed += verdict == "above chance"
            if not naive.beats(chance) and name not in WEAK:
                verdict, proofless = "shows nothing", proofless + 1
            low, high = served.interval(attack.deviations)
            success = f"{served.share:>6.0%} {low:>5.0%}–{high:>4.0%}" if served.answered else f"{'–':>6} {'':>11}"
            print(f"{name:<16} {served.asked:>5} {naive.share:>6.0%} {served.answered:>9} {success:>19} "
                  f"{chance:>7.0%}  {verdict:<13} {attack.says}")
        for note in self.notes[:20]:
            print(f"note: {note}")
        print(f"{failed} of {len(self.rows)} attacks are right above chance, besides those that are open")
        if proofless:
            print(f"{proofless} attacks show nothing: not above chance against thresholds only")
        return 1 if failed or proofless else 0


if __name__ == "__main__":
    sys.exit(main())
