"""What the peers share: the command line, the layout of a wide CSV, and the figures file."""

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

# A day's quality is that of its worst value. The wide CSV and R50 say of none that it is other than measured; it is
# kept and counted all the same, as of a file that does.
QUALITIES = ("measured", "corrected", "estimated")
MEASURED = 0
HEADER = ";".join(("set", "contributing", "sum", "q1", "median", "q3", *QUALITIES))
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


def ranks(count: str) -> list[str]:
    """The rank, from 1, of the first of the five values that each quartile is the mean of; `count` in SQL or Python."""
    outer = f"(({count} + 2) // 4)"
    return [f"{outer} - 1", f"(({count} - 1) // 2) - 1", f"{count} - 1 - {outer} - 1"]


def quartile(ordered: list[int], number: int) -> int:
    """The mean of five values around the quartile, rounded up to the kWh, as docs/decisions/0009 defines it."""
    first = eval(ranks(str(len(ordered)))[number - 1]) - 1
    return -(-sum(ordered[first : first + 5]) // 5_000) * 1_000


def write_figures(path: Path, groups: Iterable[tuple[str, list[tuple[int, int]]]]) -> None:
    """Writes the figures of sets whose energies, each with its quality, are given in ascending order."""
    with open(path, "w", encoding="ascii") as file:
        file.write(HEADER + "\n")
        for name, days in groups:
            days = [day for day in days if day[0] > 0]
            if len(days) < LEAST_POINTS:
                file.write(name + ";" * HEADER.count(";") + "\n")
            else:
                energies = [energy for energy, _ in days]
                quartiles = [quartile(energies, number) for number in (1, 2, 3)]
                shares = [sum(quality == number for _, quality in days) for number in range(len(QUALITIES))]
                file.write(";".join(map(str, [name, len(days), sum(energies), *quartiles, *shares])) + "\n")
