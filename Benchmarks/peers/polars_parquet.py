"""Polars: a Parquet file with zstd, one row per point and day."""

import os
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from peers import year
from peers.task import LEAST_POINTS, MEASURED, QUALITIES, main, value_columns


def prepare(folder: Path, sets: Path) -> None:
    members = pl.read_csv(sets, separator=";", columns=["set", "point"], schema_overrides={"point": pl.Int64})
    members.write_parquet(folder / "members.parquet", compression="zstd")


def make_durable(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path, compression="zstd")
    for name in (path, path.parent):
        descriptor = os.open(name, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def load(folder: Path, files: list[Path]) -> pl.DataFrame:
    """Reads the CSV and makes the Parquet file durable. A cell that is no number fails the load."""
    schema = {"point": pl.Int64, "date": pl.Date} | {name: pl.Int32 for name in value_columns(files[0])}
    curves = pl.concat([pl.read_csv(file, separator=";", skip_rows=1, schema=schema) for file in files])
    curves = curves.with_columns(quality=pl.lit(MEASURED, pl.UInt8))
    make_durable(curves, folder / "curves.parquet")
    return curves


def write_figures(curves: pl.DataFrame, folder: Path) -> None:
    watts = pl.sum_horizontal(pl.selectors.starts_with("v")).cast(pl.Int64)
    write_figures_of(curves.select("point", "quality", wh=(watts * 30 + 30) // 60), folder)


def write_figures_of(days: pl.DataFrame, folder: Path) -> None:
    wh, quality = (pl.col(name).filter(pl.col("wh") > 0) for name in ("wh", "quality"))
    shares = {name: (quality == number).sum() for number, name in enumerate(QUALITIES)}
    outer, middle = (wh.len().cast(pl.Int64) + 2) // 4, (wh.len().cast(pl.Int64) - 1) // 2
    firsts = {"q1": outer - 2, "median": middle - 2, "q3": wh.len().cast(pl.Int64) - 3 - outer}
    quartiles = {
        name: (wh.sort().slice(first, 5).sum() + 4999) // 5000 * 1000 for name, first in firsts.items()
    }
    figures = (
        pl.read_parquet(folder / "members.parquet")
        .join(days, on="point")
        .group_by("set")
        .agg(contributing=wh.len(), sum=wh.sum(), **quartiles, **shares)
        .sort("set")
    )
    released = pl.col("contributing") >= LEAST_POINTS
    columns = [pl.when(released).then(pl.col(name)).alias(name) for name in ("contributing", "sum", *quartiles, *shares)]
    figures.select("set", *columns).write_csv(folder / "figures.csv", separator=";")


def daily_run(folder: Path, files: list[Path]) -> None:
    write_figures(load(folder, files), folder)


def daily_totals(folder: Path, files: list[Path]) -> dict:
    """Daily energies, one a row, and their figures."""
    start = time.perf_counter()
    schema = {"point": pl.Int64, "date": pl.Date, "wh": pl.Int64}
    totals = pl.read_csv(files[0], separator=";", skip_rows=1, has_header=False, schema=schema)
    totals = totals.with_columns(quality=pl.lit(MEASURED, pl.UInt8))
    make_durable(totals, folder / "totals.parquet")
    load = time.perf_counter() - start
    write_figures_of(totals, folder)
    return {"load": load, "contradictions": 0}


def keep(folder: Path, files: list[Path]) -> int:
    """Loads the curves alone and gives the sum of all values."""
    curves = load(folder, files)
    return int(curves.select(pl.sum_horizontal(pl.selectors.starts_with("v")).cast(pl.Int64).sum()).item())


def first_answer(folder: Path, point: int) -> list[int]:
    found = pl.scan_parquet(folder / "curves.parquet").filter(pl.col("point") == point).collect()
    return list(found.drop("point", "date", "quality").row(0))


def keep_year(folder: Path, files: list[Path]) -> None:
    """Ten points in a row group: those of others are passed over by their statistics. They come by ascending PRM."""
    schema = pa.schema([("point", pa.int64()), ("time", pa.int64()), ("watts", pa.int32())])
    with pq.ParquetWriter(folder / "year.parquet", schema, compression="zstd") as writer:
        for prms, watts in year.points(files[0], 10):
            columns = [np.repeat(prms, year.PER_POINT), np.tile(year.TIMES, len(prms)), watts.reshape(-1)]
            writer.write_table(pa.table([pa.array(column) for column in columns], schema=schema))


def one_point(folder: Path, asked: list[int], cold: int) -> dict:
    curves = pl.scan_parquet(folder / "year.parquet")
    return year.one_point(
        folder, asked, cold, lambda point: curves.filter(pl.col("point") == point).collect()["watts"].to_numpy())


def building(folder: Path, asked: list[int]) -> dict:
    """The monthly energies of buildings, each the points of so many PRM in a row."""
    curves = pl.scan_parquet(folder / "year.parquet")
    days = pl.DataFrame(year.days(), schema={"start": pl.Int64, "month": pl.Int32}, orient="row").lazy()

    def ask(points: list[int]) -> list[int]:
        some = curves.filter(pl.col("point").is_in(points)).sort("time")
        days_of_points = (
            some.join_asof(days, left_on="time", right_on="start")
            .group_by("point", "start", "month")
            .agg(wh=(pl.col("watts").cast(pl.Int64).sum() * 30 + 30) // 60)
        )
        return list(days_of_points.group_by("month").agg(pl.col("wh").sum()).sort("month").collect()["wh"])

    return year.buildings(asked, ask)


def synchronous(folder: Path, files: list[Path], days: int, turns: int) -> dict:
    curves = pl.scan_parquet(folder / "year.parquet")

    def ask(points: list[int], until: int) -> list[int]:
        some = curves.filter(pl.col("time") < until)
        if points:
            some = some.filter(pl.col("point").is_in(points))
        return some.group_by("time").agg(pl.col("watts").cast(pl.Int64).sum()).sort("time").collect()["watts"]

    return year.synchronous(files, days, turns, ask)


TASKS = {
    task.__name__: task
    for task in (
        prepare, daily_run, daily_totals, keep, first_answer, keep_year, one_point, building, synchronous,
    )
}

if __name__ == "__main__":
    main(TASKS)
