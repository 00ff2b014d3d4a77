"""Compares draws of Maille's samplers with as many of OpenDP's (PyPI: opendp).

    OPENDP_PYTHON=.venv/bin/python swift test --filter OpenDP

The test draws, writes the draws and calls this script. Two-sample Kolmogorov-Smirnov: on whole numbers its bound is
on the safe side. The last line of each distribution is a control of another scale that must be found different.
"""

import json
import math
import sys

import opendp.prelude as dp

dp.enable_features("contrib")
# One comparison of equal distributions in 10,000 is beyond this.
ALPHA = 1e-4


def opendp_draws(kind: str, scale: float, count: int) -> list[int]:
    space = dp.atom_domain(T=int), dp.absolute_distance(T=int)
    make = {"laplace": dp.m.make_laplace, "gaussian": dp.m.make_gaussian}[kind]
    mechanism = make(*space, scale=float(scale))
    return [mechanism(0) for _ in range(count)]


def distance(ours: list[int], theirs: list[int]) -> float:
    """The largest difference of the two empirical distribution functions."""
    ours, theirs = sorted(ours), sorted(theirs)
    largest = i = j = 0
    for value in sorted(set(ours) | set(theirs)):
        while i < len(ours) and ours[i] <= value:
            i += 1
        while j < len(theirs) and theirs[j] <= value:
            j += 1
        largest = max(largest, abs(i / len(ours) - j / len(theirs)))
    return largest


def main(path: str) -> int:
    failed = False
    with open(path, encoding="ascii") as file:
        samples = json.load(file)
    for name, draws in sorted(samples.items()):
        kind, scale = name.split()
        bound = math.sqrt(-math.log(ALPHA / 2) / len(draws))
        same = distance(draws, opendp_draws(kind, float(scale), len(draws)))
        other = distance(draws, opendp_draws(kind, 1.2 * float(scale), len(draws)))
        print(f"{name:>16}: distance {same:.4f} below {bound:.4f}, control {other:.4f} above")
        failed = failed or same > bound or other < bound
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
