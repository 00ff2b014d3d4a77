"""Peers as the driver sees them: processes that print what they took."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.process import run

BENCHMARKS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Peer:
    """A module of `peers`. Above `most_points` it is not run: it would take most of the time there is."""

    name: str
    most_points: int | None = None

    def call(self, task: str, **arguments) -> "Answer":
        """Runs one task. The seconds are the peer's own clock, which starts when its library is loaded."""
        options = [word for name, value in arguments.items() for word in _option(name, value)]
        result = run([sys.executable, "-m", f"peers.{self.name}", task, *options], cwd=BENCHMARKS)
        answer = json.loads(result.output.strip().splitlines()[-1])
        return Answer(answer["seconds"], result.peak, answer.get("value"))


@dataclass(frozen=True)
class Answer:
    seconds: float
    peak: int
    value: object


def _option(name: str, value) -> list:
    values = value if isinstance(value, list) else [value]
    return [f"--{name}", *values]


DUCKDB = Peer("duckdb_sql")
POLARS = Peer("polars_parquet")
CHDB = Peer("chdb_mergetree")
SQLITE = Peer("sqlite_rows", most_points=100_000)
LXML = Peer("lxml_duckdb")
