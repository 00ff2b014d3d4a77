"""R50 archives read with lxml, Python's fastest XML reader, and loaded into DuckDB."""

import zipfile
from pathlib import Path

import duckdb
import numpy
import pyarrow
from lxml import etree

from peers import duckdb_sql
from peers.duckdb_sql import prepare
from peers.task import MEASURED, main

VALUES = 48


def read(archive: Path) -> pyarrow.Table:
    """One row per point and day, by position: the identifier, the date and the values come in a fixed order."""
    points, dates, watts = [], [], []
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            with zipped.open(entry) as document:
                for _, element in etree.iterparse(document, tag="PRM"):
                    for day in element.iter("Donnees_Releve"):
                        points.append(int(element[0].text))
                        dates.append(day[0].text)
                        watts += [int(value.text) for value in day.iter("V")]
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    columns = numpy.array(watts, dtype=numpy.int32).reshape(len(points), VALUES)
    names = [f"v{number + 1}" for number in range(VALUES)]
    arrays = [pyarrow.array(numpy.ascontiguousarray(columns[:, index])) for index in range(VALUES)]
    return pyarrow.table([pyarrow.array(points), pyarrow.array(dates), *arrays], names=["point", "date", *names])


def daily_run(folder: Path, files: list[Path]) -> None:
    with duckdb_sql.connect(folder) as connection:
        columns = ", ".join(["point BIGINT", "date DATE", *(f"v{number + 1} INTEGER" for number in range(VALUES)), "quality UTINYINT"])
        connection.execute(f"CREATE TABLE curves ({columns})")
        connection.execute("BEGIN")
        for file in files:
            insert(connection, read(file))
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
        duckdb_sql.write_figures(connection, folder / "figures.csv")


def insert(connection: duckdb.DuckDBPyConnection, table: pyarrow.Table) -> None:
    connection.register("arrived", table)
    connection.execute(f"INSERT INTO curves SELECT * REPLACE (date::DATE AS date), {MEASURED} FROM arrived")
    connection.unregister("arrived")


TASKS = {task.__name__: task for task in (prepare, daily_run)}

if __name__ == "__main__":
    main(TASKS)
