"""A year of half-hours kept by Maille and by its peers, made once and kept for the next run."""

import json
import os
import random
import shutil
import subprocess
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
    def span(self) -> list:
        return ["--points", self.points, "--days", DAYS]

    @property
    def store(self) -> Path:
        return self.folder / "maille"

    def ask(self, task: str, *options, store: Path | None = None) -> tuple[dict, int]:
        """What Maille's driver answers, and its peak memory; of its own store or of a copy."""
        result = run([self.driver, task, *self.span, "--store", store or self.store, *options])
        return json.loads(result.output), result.peak

    def write(self, path: Path) -> None:
        """Three years of a household as a Green Button file."""
        run([self.driver, "green-button", "--out", path])

    def call(self, peer: Peer, task: str, **arguments) -> Answer:
        if peer.name in self.failed:
            raise self.failed[peer.name]
        return peer.call(task, folder=self.folder / peer.name, **arguments)

    def prm(self, numbers: list[int]) -> list[int]:
        """The PRM of each point."""
        path = self.folder / "points.txt"
        if not path.exists():
            result = run([self.driver, "prms", *self.span])
            path.write_text(result.output, encoding="ascii")
        prms = path.read_text(encoding="ascii").split()
        return [int(prms[number]) for number in numbers]

    @property
    def values_a_point(self) -> int:
        return DAYS * 48

    def some(self, count: int, seed: int) -> list[int]:
        return random.Random(seed).sample(range(self.points), count)


def year(bench: Bench) -> Year:
    """The stores, made where they are not there yet: minutes at the usual size."""
    points = POINTS_OF_COUNTRY if bench.is_country else min(POINTS, bench.points)
    folder = bench.folder("year", str(points))
    made = Year(bench.driver, points, folder, {})
    if not (folder / "maille.json").exists():
        shutil.rmtree(made.store, ignore_errors=True)
        result = run([bench.driver, "fill", *made.span, "--store", made.store])
        (folder / "maille.json").write_text(result.output, encoding="ascii")
    for peer in PEERS:
        if bench.is_country and peer is CHDB:
            made.failed[peer.name] = Failed("at this size it takes 15 GB, and as many again to merge")
        elif not (folder / f"{peer.name}.json").exists():
            try:
                _keep(made, peer)
            except Failed as failure:
                made.failed[peer.name] = failure
    return made


def _keep(made: Year, peer: Peer) -> None:
    """Fills a peer's store: Parquet from the driver through a pipe, the others from Parquet."""
    folder = made.folder / peer.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if peer is POLARS:
        pipe = folder / "values.pipe"
        os.mkfifo(pipe)
        writer = subprocess.Popen([made.driver, "values", *map(str, made.span), "--out", pipe])
        try:
            answer = peer.call("keep_year", folder=folder, files=[pipe])
        finally:
            writer.kill()
            writer.wait()
            pipe.unlink()
    else:
        answer = peer.call("keep_year", folder=folder, files=[made.folder / POLARS.name / "year.parquet"])
    (made.folder / f"{peer.name}.json").write_text(json.dumps({"seconds": answer.seconds}), encoding="ascii")
