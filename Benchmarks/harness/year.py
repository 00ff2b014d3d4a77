"""A year of half-hours kept by Maille and by its peers, made once and kept for the next run."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from harness.bench import Bench
from harness.peer import CHDB, DUCKDB, POLARS, Answer, Peer
from harness.process import Failed, run

PEERS = [POLARS, DUCKDB, CHDB]
DAYS = 365
# The country's is one of its departments: 231,377 points, four billion values.
POINTS, POINTS_OF_COUNTRY = 20_000, 231_377


@dataclass
class Year:
    """One store for each competitor, all with the same values; peers sorted by point and time."""

    driver: Path
    points: int
    folder: Path
    failed: dict[str, Exception]

    @property
    def store(self) -> Path:
        return self.folder / "maille"

    def ask(self, task: str, *options) -> tuple[dict, int]:
        """What Maille's driver answers, and its peak memory."""
        result = run([self.driver, task, "--points", self.points, "--days", DAYS, "--store", self.store, *options])
        return json.loads(result.output), result.peak

    def call(self, peer: Peer, task: str, **arguments) -> Answer:
        if peer.name in self.failed:
            raise self.failed[peer.name]
        return peer.call(task, folder=self.folder / peer.name, **arguments)

    def prm(self, numbers: list[int]) -> list[int]:
        """The PRM of each point, by its place in the file of values."""
        size = 8 + 4 * self.values_a_point
        with open(self.folder / "values.bin", "rb") as file:
            return [_prm(file, number * size) for number in numbers]

    @property
    def values_a_point(self) -> int:
        return DAYS * 48

    def some(self, count: int, seed: int) -> list[int]:
        return random.Random(seed).sample(range(self.points), count)


def _prm(file, offset: int) -> int:
    file.seek(offset)
    return int.from_bytes(file.read(8), "little")


def year(bench: Bench) -> Year:
    """The stores, made where they are not there yet: minutes at the usual size."""
    points = POINTS_OF_COUNTRY if bench.is_country else min(POINTS, bench.points)
    folder = bench.folder("year", str(points))
    made = Year(bench.driver, points, folder, {})
    span = ["--points", points, "--days", DAYS]
    if not (folder / "maille.json").exists():
        result = run([bench.driver, "fill", *span, "--store", made.store])
        (folder / "maille.json").write_text(result.output, encoding="ascii")
    values = folder / "values.bin"
    if not values.exists():
        run([bench.driver, "values", *span, "--out", folder / "values.part"])
        (folder / "values.part").rename(values)
    for peer in PEERS:
        done = folder / f"{peer.name}.json"
        if done.exists():
            continue
        source = values if peer is POLARS else folder / POLARS.name / "year.parquet"
        (folder / peer.name).mkdir(exist_ok=True)
        try:
            answer = peer.call("keep_year", folder=folder / peer.name, files=[source])
            done.write_text(json.dumps({"seconds": answer.seconds}), encoding="ascii")
        except Failed as failure:
            made.failed[peer.name] = failure
    return made
