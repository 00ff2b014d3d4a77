"""chDB, the ClickHouse engine in process: one row per point and day, the values as an array."""

from pathlib import Path

import numpy as np
from chdb import session

from peers import year
from peers.task import LEAST_POINTS, MEASURED, QUALITIES, main, ranks, value_columns

# Of ZSTD alone, Delta and T64 before it, T64 takes the fewest bytes on the simulated day.
TABLE = """CREATE TABLE curves (
    point UInt64 CODEC(Delta, ZSTD(1)), day Date CODEC(Delta, ZSTD(1)), watts Array(UInt32) CODEC(T64, ZSTD(1)),
    quality UInt8 CODEC(ZSTD(1))
) ENGINE = MergeTree ORDER BY (point, day) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"""


def connect(folder: Path) -> session.Session:
    return session.Session(str(folder / "store"))


def prepare(folder: Path, sets: Path) -> None:
    database = connect(folder)
    database.query("CREATE TABLE members (name String, point UInt64) ENGINE = MergeTree ORDER BY (name, point)")
    database.query(
        f"INSERT INTO members SELECT set, point FROM file('{sets}', 'CSVWithNames') SETTINGS format_csv_delimiter = ';'"
    )
    database.close()


def load(database: session.Session, files: list[Path]) -> None:
    database.query(TABLE)
    names = value_columns(files[0])
    structure = ", ".join(["point UInt64", "date Date", *(f"{name} UInt32" for name in names)])
    for file in files:
        database.query(
            f"""INSERT INTO curves SELECT point, date, [{", ".join(names)}], {MEASURED} FROM file('{file}', 'CSV', '{structure}')
            SETTINGS format_csv_delimiter = ';', input_format_csv_skip_first_lines = 2"""
        )


def daily_run(folder: Path, files: list[Path]) -> None:
    database = connect(folder)
    load(database, files)
    target = folder / "figures.csv"
    target.unlink(missing_ok=True)
    released = f"length(l) >= {LEAST_POINTS}"
    columns = {"contributing": "length(l)", "sum": "arraySum(l)"}
    for first, name in zip(ranks("toInt64(length(l))"), ("q1", "median", "q3"), strict=True):
        five = f"arraySum(arraySlice(l, {first}, 5))".replace("//", "DIV")
        columns[name] = f"intDiv({five} + 4999, 5000) * 1000"
    columns |= {name: name for name in QUALITIES}
    counts = [f"countIf(wh > 0 AND quality = {number}) AS {name}" for number, name in enumerate(QUALITIES)]
    selected = ", ".join(f'if({released}, {what}, NULL) AS "{name}"' for name, what in columns.items())
    database.query(
        f"""SELECT name AS "set", {selected}
        FROM (SELECT name, arraySort(groupArrayIf(wh, wh > 0)) AS l, {', '.join(counts)}
            FROM (SELECT name, point, quality, intDiv(arraySum(watts) * 30 + 30, 60) AS wh
                FROM members INNER JOIN curves USING (point))
            GROUP BY name)
        ORDER BY name
        INTO OUTFILE '{target}' FORMAT CSVWithNames
        SETTINGS format_csv_delimiter = ';', format_csv_null_representation = ''"""
    )
    database.close()


def keep(folder: Path, files: list[Path]) -> int:
    """Loads the curves alone and gives the sum of all values."""
    database = connect(folder)
    load(database, files)
    total = int(str(database.query("SELECT sum(arraySum(watts)) FROM curves", "TSV")))
    database.close()
    return total


def first_answer(folder: Path, point: int) -> list[int]:
    database = connect(folder)
    answer = str(database.query(f"SELECT watts FROM curves WHERE point = {point}", "TSV"))
    database.close()
    return [int(value) for value in answer.strip().strip("[]").split(",")]


def keep_year(folder: Path, files: list[Path]) -> None:
    database = connect(folder)
    database.query(
        """CREATE TABLE year (
            point UInt64 CODEC(Delta, ZSTD(1)), time UInt32 CODEC(DoubleDelta, ZSTD(1)), watts Int32 CODEC(T64, ZSTD(1))
        ) ENGINE = MergeTree ORDER BY (point, time)"""
    )
    database.query(f"INSERT INTO year SELECT point, time, watts FROM file('{files[0]}', 'Parquet')")
    database.query("OPTIMIZE TABLE year FINAL")
    database.close()


def one_point(folder: Path, asked: list[int], cold: int) -> dict:
    database = connect(folder)

    def ask(point: int) -> np.ndarray:
        found = database.query(f"SELECT watts FROM year WHERE point = {point} ORDER BY time", "RowBinary")
        return np.frombuffer(found.bytes(), dtype="<i4")

    answer = year.one_point(folder, asked, cold, ask)
    database.close()
    return answer


def synchronous(folder: Path, files: list[Path], days: int, turns: int) -> dict:
    database = connect(folder)

    def ask(points: list[int], until: int) -> np.ndarray:
        some = f"AND point IN ({', '.join(map(str, points))})" if points else ""
        sql = f"SELECT sum(watts) FROM year WHERE time < {until} {some} GROUP BY time ORDER BY time"
        found = database.query(sql + " SETTINGS max_query_size = 100000000", "RowBinary")
        return np.frombuffer(found.bytes(), dtype="<i8")

    answer = year.synchronous(files, days, turns, ask)
    database.close()
    return answer


TASKS = {
    task.__name__: task
    for task in (prepare, daily_run, keep, first_answer, keep_year, one_point, synchronous)
}

if __name__ == "__main__":
    main(TASKS)
