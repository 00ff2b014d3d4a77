"""W3: one point's year, for points drawn at random, with the page cache warm and dropped before each question."""

from pathlib import Path

from harness import files
from harness.bench import Bench, left_out
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Goal, Row, Table
from harness.year import PEERS, Year, year

WARM, COLD = 500, 60


def measure(bench: Bench) -> list[Table]:
    made = year(bench)
    warm = _table(made, "W3-warm", WARM, is_cold=False)
    cold = _table(made, "W3-cold", COLD, is_cold=True)
    warm.goals.insert(0, Goal("p50, ms", 1_000 * warm.row(MAILLE).median, 1, is_least=False))
    cold.goals.insert(0, Goal("p99, ms", 1_000 * _p99(cold.row(MAILLE)), 10, is_least=False))
    return [warm, cold, _first_answer(made)]


def _table(made: Year, id: str, count: int, is_cold: bool) -> Table:
    asked = made.some(count, seed=3)
    flag = ["--cold"] if is_cold else []
    _prepare(made.store, is_cold)
    answer, peak = made.ask("one-point", *flag, "--point", *asked)
    rows = [Row(MAILLE, answer["seconds"], peak, files.size(made.store))]
    prms = made.prm(asked)
    for peer in PEERS:
        try:
            # Peers take long: they are asked for as many points as give a median.
            some = prms[: max(20, count // 10)]
            _prepare(made.folder / peer.name, is_cold)
            theirs = made.call(peer, "one_point", asked=some, cold=int(is_cold))
            if theirs.value["sums"] != answer["sums"][: len(some)]:
                raise WrongAnswer("another sum of a point's year")
            rows.append(
                Row(peer.name, theirs.value["seconds"], theirs.peak, files.size(made.folder / peer.name)))
        except (Failed, WrongAnswer) as failure:
            rows.append(left_out(peer.name, failure))
    state = "page cache dropped before each" if is_cold else "page cache warm"
    held = made.points * made.values_a_point
    table = Table(id, f"one point's year out of {made.points:,} points, {held:,} values; {state}", "s", rows)
    table.goals = table.against(table.fastest_peer, 1)
    table.remarks = [f"p99, ms: {', '.join(f'{row.name} {1_000 * _p99(row):.3g}' for row in rows if row.samples)}"]
    table.extra = {"p99": {row.name: _p99(row) for row in rows if row.samples}}
    return table


def _prepare(store: Path, is_cold: bool) -> None:
    """Reads a store whole where its answers are to be warm: an earlier run may have dropped it."""
    if not is_cold:
        files.warm([path for path in store.rglob("*") if path.is_file()])


def _p99(row: Row) -> float:
    return sorted(row.samples)[min(len(row.samples) - 1, len(row.samples) * 99 // 100)]


def _first_answer(made: Year) -> Table:
    """W8 on this store: the driver's first question, the opening included."""
    seconds = [made.ask("one-point", "--point", number)[0]["openSeconds"] for number in made.some(5, seed=8)]
    held = made.points * made.values_a_point
    table = Table("W8-year", f"open a store of {held:,} values and give one point's year", "s", [Row(MAILLE, seconds)])
    table.goals = [Goal("seconds to the first answer", table.rows[0].median, 0.5, is_least=False)]
    return table
