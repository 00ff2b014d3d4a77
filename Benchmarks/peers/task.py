"""What the peers share: the command line, the layout of a wide CSV, and the figures file."""

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

HEADER = "set;contributing;sum;q1;median;q3"
# Without consent, a public figure needs this many points with energy.
LEAST_POINTS = 101


def main(tasks: dict[str, Callable]) -> None:
    """Runs the task that the command line names and prints its seconds and its value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=tasks)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--files", type=Path, nargs="+")
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--point", type=int)
    parser.add_argument("--asked", type=int, nargs="+")
    for number in ("cold", "days", "turns"):
        parser.add_argument(f"--{number}", type=int)
    arguments = vars(parser.parse_args())
    task = tasks[arguments.pop("task")]
    given = {name: value for name, value in arguments.items() if value is not None}
    start = time.perf_counter()
    value = task(**given)
    print(json.dumps({"seconds": time.perf_counter() - start, "value": value}))


def value_columns(file: Path) -> list[str]:
    """The names of the value columns of a wide CSV: its second line, after the point and the date."""
    with open(file, encoding="ascii") as source:
        source.readline()
        return source.readline().strip().split(";")[2:]


def day_energy(sum_of_watts: str) -> str:
    """SQL for the Wh of a day of half-hourly mean powers, rounded half up."""
    return f"({sum_of_watts} * 30 + 30) // 60"


def quartile(ordered: list[int], number: int) -> int:
    """A quartile of type 7, rounded up to the kWh, in whole numbers only."""
    place, rest = divmod((len(ordered) - 1) * number, 4)
    above = ordered[min(place + 1, len(ordered) - 1)]
    quarters = ordered[place] * (4 - rest) + above * rest
    return -(-quarters // 4_000) * 1_000


def write_figures(path: Path, groups: Iterable[tuple[str, list[int]]]) -> None:
    """Writes the figures of sets whose energies are given in ascending order."""
    with open(path, "w", encoding="ascii") as file:
        file.write(HEADER + "\n")
        for name, energies in groups:
            if sum(energy > 0 for energy in energies) < LEAST_POINTS:
                file.write(f"{name};;;;;\n")
            else:
                quartiles = ";".join(str(quartile(energies, number)) for number in (1, 2, 3))
                file.write(f"{name};{len(energies)};{sum(energies)};{quartiles}\n")
