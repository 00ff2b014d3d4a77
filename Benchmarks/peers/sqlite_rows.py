"""SQLite as most would use it: one row per reading."""

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from peers.task import MEASURED, day_energy, main, write_figures

STEP_SECONDS = 1_800
READING = f"INSERT INTO readings VALUES (?, ?, ?, {MEASURED})"
UPSERT = READING + " ON CONFLICT DO UPDATE SET watts = excluded.watts, quality = excluded.quality"


def connect(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "store.sqlite")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -1000000")
    return connection


def prepare(folder: Path, sets: Path) -> None:
    connection = connect(folder)
    with connection:
        connection.execute("CREATE TABLE members (name TEXT, point INTEGER, PRIMARY KEY (point, name)) WITHOUT ROWID")
        connection.execute(
            "CREATE TABLE readings (point INTEGER, start INTEGER, watts INTEGER, quality INTEGER, PRIMARY KEY (point, start))"
            " WITHOUT ROWID"
        )
        with open(sets, encoding="utf-8") as file:
            rows = (line.split(";") for line in itertools.islice(file, 1, None))
            connection.executemany("INSERT INTO members VALUES (?, ?)", ((row[0], int(row[5])) for row in rows))
    connection.close()


def readings(files: list[Path]) -> Iterator[tuple[int, int, int]]:
    """Each value with the seconds from the start of the day."""
    for file in files:
        with open(file, encoding="ascii") as source:
            for line in itertools.islice(source, 2, None):
                point, _, *watts = line.split(";")
                number = int(point)
                for index, value in enumerate(watts):
                    yield number, index * STEP_SECONDS, int(value)


def figures(connection: sqlite3.Connection, folder: Path) -> None:
    rows = connection.execute(
        f"""SELECT name, wh, quality FROM members JOIN (
            SELECT point, {day_energy("sum(watts)").replace("//", "/")} AS wh, max(quality) AS quality FROM readings GROUP BY point
        ) USING (point) ORDER BY name, wh"""
    )
    sets = itertools.groupby(rows, key=lambda row: row[0])
    write_figures(folder / "figures.csv", ((name, [row[1:] for row in group]) for name, group in sets))


def store(folder: Path, files: list[Path], statement: str) -> sqlite3.Connection:
    connection = connect(folder)
    with connection:
        connection.executemany(statement, readings(files))
    return connection


def daily_run(folder: Path, files: list[Path]) -> None:
    connection = store(folder, files, READING)
    figures(connection, folder)
    connection.close()


def correct(folder: Path, files: list[Path]) -> None:
    """Puts re-sent values in place of those that are kept, then gives the figures again."""
    connection = store(folder, files, UPSERT)
    figures(connection, folder)
    connection.close()


def first_answer(folder: Path, point: int) -> list[int]:
    connection = connect(folder)
    rows = connection.execute("SELECT watts FROM readings WHERE point = ? ORDER BY start", [point]).fetchall()
    connection.close()
    return [row[0] for row in rows]


TASKS = {task.__name__: task for task in (prepare, daily_run, correct, first_answer)}

if __name__ == "__main__":
    main(TASKS)
