"""W8: open the largest store that W1 left and answer the first question: one point's day."""

from harness import data, files
from harness.bench import Bench
from harness.maille import values
from harness.peer import CHDB, DUCKDB, POLARS, SQLITE, Peer
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Goal, Row, Table

VALUES_A_DAY = 48


def measure(bench: Bench) -> list[Table]:
    if MAILLE not in bench.largest:
        raise Failed("W8 asks the stores of W1: run both")
    points = _some_points(bench)
    asked = iter(points * 2)
    wanted: tuple[str, list[int]] = points[0]

    def maille(row: Row) -> None:
        nonlocal wanted
        wanted = next(asked)
        store = bench.largest[MAILLE]
        curve = bench.maille.curve(store, wanted[0])
        if values(curve) != wanted[1]:
            raise WrongAnswer(f"point {wanted[0]}: other values than its file")
        row.add(curve.seconds, curve.peak, files.size(store))

    def competitor(peer: Peer):
        def compete(row: Row) -> None:
            folder = bench.largest[peer.name]
            answer = peer.call("first_answer", folder=folder, point=wanted[0])
            if answer.value != wanted[1]:
                raise WrongAnswer(f"point {wanted[0]}: other values than its file")
            row.add(answer.seconds, answer.peak, files.size(folder))

        return compete

    peers = [peer for peer in (DUCKDB, POLARS, CHDB, SQLITE) if peer.name in bench.largest]
    rows = bench.turns({MAILLE: maille} | {peer.name: competitor(peer) for peer in peers})
    rows += [
        Row(peer.name, note="not run: W1 left no store of it")
        for peer in (DUCKDB, POLARS, CHDB, SQLITE)
        if peer.name not in bench.largest
    ]
    held = bench.points * VALUES_A_DAY
    table = Table("W8", f"open a store of {held:,} values and give one point's day, page cache warm", "s", rows)
    text = "seconds to the first answer (the goal is for 4 billion values)"
    table.goals = [Goal(text, rows[0].median, 0.5, is_least=False)]
    return [table]


def _some_points(bench: Bench) -> list[tuple[str, list[int]]]:
    """As many points as there are turns, spread over the file, with their values."""
    apart = max(1, bench.points // bench.pairs)
    rows = data.rows(bench.day(bench.points).files[0])
    return [(point, watts) for number, (point, _, watts) in enumerate(rows) if number % apart == apart // 2]
