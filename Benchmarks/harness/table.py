"""Rows of samples, printed as a table and as JSON."""

from dataclasses import dataclass, field
from statistics import median

MAILLE, LIMIT = "maille", "limit"


@dataclass
class Row:
    """What one competitor took in each turn. A row without samples says why in `note`."""

    name: str
    samples: list[float] = field(default_factory=list)
    peak: int = 0
    disk: int = 0
    note: str = ""
    is_wrong: bool = False
    parts: list[tuple[float, float]] = field(default_factory=list)
    """For the daily run: the seconds of the import and of the publication, by turn."""

    @property
    def median(self) -> float | None:
        return median(self.samples) if self.samples else None

    def add(self, value: float, peak: int = 0, disk: int = 0) -> None:
        self.samples.append(value)
        self.peak, self.disk = max(self.peak, peak), disk or self.disk


@dataclass(frozen=True)
class Goal:
    """A figure against its goal: at least that much, or at most."""

    text: str
    measured: float
    wanted: float
    is_least: bool = True

    def __str__(self) -> str:
        sign, met = ("≥", self.measured >= self.wanted) if self.is_least else ("≤", self.measured <= self.wanted)
        by = self.wanted / self.measured if self.is_least else self.measured / self.wanted
        verdict = "met" if met else f"missed by a factor of {by:.3g}"
        return f"{self.text}: {self.measured:.3g}, goal {sign} {self.wanted:g}: {verdict}"


@dataclass
class Table:
    """One workload at one size: rows in one unit, where less is better."""

    id: str
    title: str
    unit: str
    rows: list[Row]
    goals: list[Goal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)

    @property
    def peers(self) -> list[Row]:
        return [row for row in self.rows if row.name not in (MAILLE, LIMIT)]

    @property
    def fastest_peer(self) -> Row | None:
        return min((row for row in self.peers if row.samples), key=lambda row: row.median, default=None)

    def ratios(self, other: Row) -> list[float]:
        """How many times less than the other Maille takes, turn by turn."""
        return [theirs / ours for ours, theirs in zip(self.row(MAILLE).samples, other.samples, strict=False)]

    def ratio(self, other: Row | None) -> float | None:
        ratios = self.ratios(other) if other and self.has_maille else []
        return median(ratios) if ratios else None

    def against(self, peer: Row | None, wanted: float) -> list[Goal]:
        """The goal of being so many times faster than a peer; none where the peer was not run."""
        ratio = self.ratio(peer)
        return [Goal(f"{peer.name} ÷ Maille", ratio, wanted)] if ratio else []

    def text(self) -> str:
        """The table in Markdown."""
        heads = ["", f"median, {self.unit}", "min", "max", "row ÷ Maille", "min–max", "peak MB", "disk MB", ""]
        lines = [f"### {self.id}: {self.title}", "", _line(heads), _line(["---"] + ["--:"] * 7 + ["---"])]
        lines += [_line(self._cells(row)) for row in self.rows]
        lines.append("")
        lines += [f"- {goal}" for goal in self.goals] + [f"- {remark}" for remark in self.remarks]
        return "\n".join(lines) + "\n"

    def _cells(self, row: Row) -> list[str]:
        if not row.samples:
            return [row.name] + ["–"] * 7 + [row.note]
        ratios = self.ratios(row) if row.name != MAILLE and self.has_maille else []
        return [
            row.name,
            _figure(row.median),
            _figure(min(row.samples)),
            _figure(max(row.samples)),
            f"{median(ratios):.3g}" if ratios else "",
            f"{min(ratios):.3g}–{max(ratios):.3g}" if ratios else "",
            _megabytes(row.peak),
            _megabytes(row.disk),
            row.note,
        ]

    @property
    def has_maille(self) -> bool:
        return any(row.name == MAILLE for row in self.rows)

    def json(self) -> dict:
        """In the shape of the issue, with what was left out and why."""
        by_name = {row.name: row for row in self.rows}
        return {
            "id": self.id,
            "maille": by_name[MAILLE].median if MAILLE in by_name else None,
            "peers": {row.name: row.median for row in self.peers if row.samples},
            "limit": by_name[LIMIT].median if LIMIT in by_name else None,
            "ratio_to_fastest_peer": self.ratio(self.fastest_peer),
            "unit": self.unit,
            "left_out": {row.name: row.note for row in self.rows if not row.samples},
        } | self.extra


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _figure(value: float) -> str:
    return f"{value:.4g}"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f}" if count else ""
