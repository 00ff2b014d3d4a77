"""One run of the benchmark: its size, its folders, and turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness import data
from harness.maille import Maille
from harness.peer import Peer
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Row

# Workloads that only need a day of some size take no more points than this, except with --country.
USUAL_POINTS = 100_000


@dataclass
class Bench:
    maille: Maille
    driver: Path
    """`store-bench`, which asks the store within one process."""
    points: int
    pairs: int
    seconds: float | None
    """Seconds after which a workload begins no further turn; nil where the pairs were asked for."""
    work: Path
    is_country: bool
    daily_runs: dict[int, Row] = field(default_factory=dict)
    """The rows of the daily run, by number of points: W6 does not repeat what W1 did."""
    largest: dict[str, Path] = field(default_factory=dict)
    """The folder of each competitor that holds the largest day of W1."""

    @property
    def usual_points(self) -> int:
        return min(self.points, USUAL_POINTS * (10 if self.is_country else 1))

    def day(self, points: int, format: str = "csv") -> data.Day:
        return data.simulated(self.maille, self.work, points, format)

    def folder(self, *names: str) -> Path:
        path = self.work.joinpath(*names)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def turns(self, competitors: dict[str, Callable[[Row], None]]) -> list[Row]:
        """Runs the competitors in turn, A B A B. One that fails is not run again, and its row says why."""
        rows = {name: Row(name) for name in competitors}
        start = time.monotonic()
        for turn in range(self.pairs):
            if turn > 0 and self.seconds and time.monotonic() - start > self.seconds:
                rows[MAILLE].note = f"{turn} of {self.pairs} turns: the time was over"
                break
            for name, compete in competitors.items():
                if rows[name].note:
                    continue
                try:
                    compete(rows[name])
                except (Failed, WrongAnswer) as failure:
                    if name == MAILLE:
                        raise
                    rows[name] = left_out(name, failure)
        return list(rows.values())


def left_out(name: str, failure: Exception) -> Row:
    """The row of a competitor that does not count."""
    if isinstance(failure, WrongAnswer):
        return Row(name, note=f"wrong answer: {failure}", is_wrong=True)
    return Row(name, note=f"not run: {failure}")


def able(peers: list[Peer], points: int) -> tuple[list[Peer], list[Row]]:
    """The peers that are run with so many points, and a row for each of the others."""
    refused = [peer for peer in peers if peer.most_points and points > peer.most_points]
    notes = [Row(peer.name, note=f"not run above {peer.most_points:,} points: too slow") for peer in refused]
    return [peer for peer in peers if peer not in refused], notes
