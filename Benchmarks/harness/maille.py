"""Maille, driven by its command line as anyone would."""

import csv
import io
import json
from pathlib import Path

from harness.process import Run, run

# Moments are given, so that results do not depend on the date of the machine.
DAY = "2026-10-24"
RECEIVED = "2026-11-10T08:00:00Z"
BEFORE_CORRECTION = "2026-11-10T12:00:00Z"
CORRECTED = "2026-11-11T08:00:00Z"
PUBLISHED = "2026-11-12T08:00:00Z"


class Maille:
    """One built program."""

    def __init__(self, program: Path) -> None:
        self.program = program

    def simulate(self, points: int, format: str, out: Path) -> None:
        run(
            [self.program, "simulate", "--meters", points, "--days", 1, "--from", DAY, "--format", format, "--out", out]
        )

    def import_sets(self, store: Path, sets: Path) -> Run:
        return run([self.program, "sets", "import", "--data", store, "--now", RECEIVED, sets])

    def import_files(self, store: Path, paths: list[Path], now: str = RECEIVED) -> tuple[Run, dict]:
        result = run([self.program, "import", "--data", store, "--now", now, "--json", *paths])
        return result, json.loads(result.output)

    def publish(self, store: Path, out: Path) -> Run:
        return run([self.program, "publish", "--data", store, "--now", PUBLISHED, "--day", DAY, "--out", out])

    def curve(self, store: Path, point: str, first: str = DAY, last: str = DAY, known_at: str | None = None) -> Run:
        moment = ["--known-at", known_at] if known_at else []
        return run([self.program, "curve", "--data", store, point, "--from", first, "--to", last, *moment])

    def compact(self, store: Path) -> Run:
        return run([self.program, "compact", "--data", store, "--json"])

    def verify(self, store: Path) -> Run:
        """Fails where anything that is kept is damaged."""
        return run([self.program, "verify", "--data", store, "--json"])


def values(curve: Run) -> list[int]:
    """The values of what `maille curve` gave."""
    return [int(row["value"]) for row in csv.DictReader(io.StringIO(curve.output), delimiter=";") if row["value"]]
