"""DuckDB: one table with a row per point and day, in its own file."""

import time
from pathlib import Path

import duckdb

from peers import year
from peers.task import LEAST_POINTS, MEASURED, QUALITIES, day_energy, main, ranks, value_columns


# Of R64 in CSV: the point, the moment and the value; the other columns are read over.
R64_NAMES = [f"c{number}" for number in range(19)]
R64_NAMES[0], R64_NAMES[7], R64_NAMES[17] = "point", "moment", "value"
R64_COLUMNS = {0: "BIGINT", 7: "TIMESTAMP", 17: "BIGINT"}


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(folder / "store.duckdb")
    connection.execute("SET preserve_insertion_order = false")
    return connection


def prepare(folder: Path, sets: Path) -> None:
    """Loads the members of the sets."""
    with connect(folder) as connection:
        connection.execute(
            f"""CREATE TABLE members AS SELECT "set", point FROM
            read_csv('{sets}', delim = ';', header = true, types = {{'point': 'BIGINT'}})"""
        )


def read(files: list[Path]) -> str:
    """SQL that reads wide CSV files. A row that does not fit its types fails the load."""
    values = ", ".join(f"'{name}': 'INTEGER'" for name in value_columns(files[0]))
    names = ", ".join(f"'{file}'" for file in files)
    columns = f"{{'point': 'BIGINT', 'date': 'DATE', {values}}}"
    curves = f"read_csv([{names}], delim = ';', skip = 2, header = false, auto_detect = false, columns = {columns})"
    return f"(SELECT *, {MEASURED}::UTINYINT AS quality FROM {curves})"


def load(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    """Makes the curves durable: the checkpoint writes and fsyncs the file."""
    connection.execute(f"CREATE TABLE curves AS FROM {read(files)}")
    connection.execute("CHECKPOINT")


def curve_energies(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for the energy of each point by its curve."""
    names = [row[0] for row in connection.execute("DESCRIBE curves").fetchall()]
    watts = " + ".join(name for name in names if name.startswith("v"))
    return f"(SELECT point, {day_energy(f'({watts})')} AS wh, quality FROM curves)"


def write_figures(connection: duckdb.DuckDBPyConnection, target: Path, energies: str | None = None) -> None:
    """Of energies by point, or of the curves. A sorted list for each set: faster here than windows."""
    released = f"len(l) >= {LEAST_POINTS}"
    quartiles = ", ".join(
        f"CASE WHEN {released} THEN (list_sum(list_slice(l, {first}, {first} + 4))::BIGINT + 4999) // 5000 * 1000 END "
        f"AS {name}"
        for first, name in zip(ranks("len(l)"), ("q1", "median", "q3"), strict=True)
    )
    counts = ", ".join(
        f"count(*) FILTER (WHERE wh > 0 AND quality = {number}) AS {name}" for number, name in enumerate(QUALITIES)
    )
    shares = ", ".join(f"CASE WHEN {released} THEN {name} END AS {name}" for name in QUALITIES)
    connection.execute(
        f"""COPY (
            WITH days AS (FROM {energies or curve_energies(connection)}),
            sets AS (SELECT "set", list_sort(list(wh) FILTER (WHERE wh > 0)) AS l, {counts}
                FROM members JOIN days USING (point) GROUP BY "set")
            SELECT "set", CASE WHEN {released} THEN len(l) END AS contributing,
                CASE WHEN {released} THEN list_sum(l)::BIGINT END AS sum, {quartiles}, {shares}
            FROM sets ORDER BY "set"
        ) TO '{target}' (DELIMITER ';', HEADER)"""
    )


def daily_run(folder: Path, files: list[Path]) -> None:
    with connect(folder) as connection:
        load(connection, files)
        write_figures(connection, folder / "figures.csv")


def daily_totals(folder: Path, files: list[Path]) -> dict:
    """Daily energies, one a row, and their figures."""
    start = time.perf_counter()
    columns = "{'point': 'BIGINT', 'date': 'DATE', 'wh': 'BIGINT'}"
    rows = f"read_csv('{files[0]}', delim = ';', header = true, auto_detect = false, columns = {columns})"
    with connect(folder) as connection:
        connection.execute(f"CREATE TABLE totals AS SELECT *, {MEASURED}::UTINYINT AS quality FROM {rows}")
        connection.execute("CHECKPOINT")
        load = time.perf_counter() - start
        write_figures(connection, folder / "figures.csv", "totals")
    return {"load": load, "contradictions": 0}


def daily_indexes(folder: Path, files: list[Path]) -> dict:
    """Indexes at both midnights of a day from R64 CSV, held against the curves, and the figures of their differences."""
    start = time.perf_counter()
    types = [R64_COLUMNS.get(number, "VARCHAR") for number in range(len(R64_NAMES))]
    columns = ", ".join(f"'{name}': '{type}'" for name, type in zip(R64_NAMES, types, strict=True))
    rows = f"read_csv('{files[0]}', delim = ';', header = true, auto_detect = false, columns = {{{columns}}})"
    with connect(folder) as connection:
        connection.execute(f"CREATE TABLE indexes AS SELECT point, moment, value FROM {rows}")
        connection.execute("CHECKPOINT")
        load = time.perf_counter() - start
        connection.execute(
            f"""CREATE TEMP TABLE differences AS
            SELECT point, (max(value) - min(value))::BIGINT AS wh, {MEASURED}::UTINYINT AS quality
            FROM indexes GROUP BY point HAVING count(*) = 2"""
        )
        contradictions = connection.execute(
            f"""SELECT count(*) FROM differences JOIN {curve_energies(connection)} AS curve USING (point)
            WHERE abs(differences.wh - curve.wh) > 2"""
        ).fetchone()[0]
        write_figures(connection, folder / "figures.csv", "differences")
    return {"load": load, "contradictions": contradictions}


def keep(folder: Path, files: list[Path]) -> int:
    """Loads the curves alone and gives the sum of all values."""
    with connect(folder) as connection:
        load(connection, files)
        watts = " + ".join(value_columns(files[0]))
        return int(connection.execute(f"SELECT sum({watts}) FROM curves").fetchone()[0])


def correct(folder: Path, files: list[Path]) -> None:
    """Puts re-sent days in place of those that are kept, then gives the figures again."""
    with connect(folder) as connection:
        connection.execute(
            f"""MERGE INTO curves USING (FROM {read(files)}) AS sent
            ON curves.point = sent.point AND curves.date = sent.date
            WHEN MATCHED THEN UPDATE WHEN NOT MATCHED THEN INSERT"""
        )
        connection.execute("CHECKPOINT")
        write_figures(connection, folder / "figures.csv")


def first_answer(folder: Path, point: int) -> list[int]:
    with duckdb.connect(folder / "store.duckdb", read_only=True) as connection:
        return list(
            connection.execute("SELECT * EXCLUDE (point, date, quality) FROM curves WHERE point = ?", [point]).fetchone()
        )


def keep_year(folder: Path, files: list[Path]) -> None:
    """From the Parquet file, in its order: by point, then time."""
    with duckdb.connect(folder / "store.duckdb") as connection:
        connection.execute(f"CREATE TABLE year AS FROM read_parquet('{files[0]}')")
        connection.execute("CHECKPOINT")


def one_point(folder: Path, asked: list[int], cold: int) -> dict:
    with duckdb.connect(folder / "store.duckdb", read_only=True) as connection:
        sql = "SELECT watts FROM year WHERE point = ? ORDER BY time"
        return year.one_point(
            folder, asked, cold, lambda point: connection.execute(sql, [point]).fetchnumpy()["watts"])


def building(folder: Path, asked: list[int]) -> dict:
    """The monthly energies of buildings, each the points of so many PRM in a row."""
    with duckdb.connect(folder / "store.duckdb", read_only=True) as connection:
        connection.execute("CREATE TEMP TABLE days (start BIGINT, month INTEGER)")
        connection.executemany("INSERT INTO days VALUES (?, ?)", year.days())

        def ask(points: list[int]) -> list[int]:
            sql = f"""SELECT sum({day_energy("watts")})::BIGINT FROM (
                SELECT point, start, month, sum(watts) AS watts FROM year ASOF JOIN days ON time >= start
                WHERE point IN ({", ".join(map(str, points))}) GROUP BY ALL) GROUP BY month ORDER BY month"""
            return [row[0] for row in connection.execute(sql).fetchall()]

        return year.buildings(asked, ask)


def synchronous(folder: Path, files: list[Path], days: int, turns: int) -> dict:
    with duckdb.connect(folder / "store.duckdb", read_only=True) as connection:

        def ask(points: list[int], until: int) -> list[int]:
            some = f"AND point IN ({', '.join(map(str, points))})" if points else ""
            sql = f"SELECT sum(watts)::BIGINT AS w FROM year WHERE time < {until} {some} GROUP BY time ORDER BY time"
            return connection.execute(sql).fetchnumpy()["w"]

        return year.synchronous(files, days, turns, ask)


TASKS = {
    task.__name__: task
    for task in (
        prepare, daily_run, daily_totals, daily_indexes, keep, correct, first_answer, keep_year, one_point, building,
        synchronous,
    )
}

if __name__ == "__main__":
    main(TASKS)
