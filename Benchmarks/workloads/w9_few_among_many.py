"""W9: few points among many: the twelve months of a building, and one household's three years sent to the same store."""

from harness import files
from harness.bench import Bench, left_out
from harness.peer import DUCKDB, POLARS
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Goal, Row, Table
from harness.year import Year, year

BUILDINGS, DWELLINGS = 20, 40
HELD = -1


def measure(bench: Bench) -> list[Table]:
    made = year(bench)
    return [_months(bench, made), _three_years(bench, made)]


def _months(bench: Bench, made: Year) -> Table:
    # The figures are recorded: a store that was asked before would not make them for the first time.
    store = bench.folder("w9") / "store"
    files.copy(made.store, store)
    files.warm([path for path in store.rglob("*") if path.is_file()])
    apart = made.points // BUILDINGS
    firsts = [number * apart for number in range(BUILDINGS)]
    answer, peak = made.ask("building", "--dwellings", DWELLINGS, "--first", *firsts, store=store)
    rows = [Row(MAILLE, answer["again"], peak, files.size(store))]
    prms = made.prm([number for first in firsts for number in range(first, first + DWELLINGS)])
    for peer in (DUCKDB, POLARS):
        try:
            theirs = made.call(peer, "building", asked=prms)
            if not _agree(answer["sums"], theirs.value["sums"]):
                raise WrongAnswer("another energy of a building's month")
            rows.append(Row(peer.name, theirs.value["seconds"], theirs.peak, files.size(made.folder / peer.name)))
        except (Failed, WrongAnswer) as failure:
            rows.append(left_out(peer.name, failure))
    held = made.points * made.values_a_point
    title = f"the twelve months of a building of {DWELLINGS} among {made.points:,} points, {held:,} values; warm"
    table = Table("W9-building", title, "s", rows)
    first = Row("first", answer["seconds"])
    table.goals = [
        Goal("p50, ms", 1_000 * rows[0].median, 20, is_least=False),
        Goal("p50 of the first question, which records the figures, ms", 1_000 * first.median, 20, is_least=False),
    ]
    table.remarks = ["Maille's figures pass the policy's gate and are recorded; its peers add up."]
    return table


def _agree(ours: list[list[int]], theirs: list[list[int]]) -> bool:
    """Whether all energies that leave are those of the peer; some must leave."""
    pairs = [pair for our, their in zip(ours, theirs, strict=True) for pair in zip(our, their, strict=True)]
    released = [(our, their) for our, their in pairs if our != HELD]
    return bool(released) and all(our == their for our, their in released)


def _three_years(bench: Bench, made: Year) -> Table:
    path = bench.folder("w9") / "household.xml"
    if not path.exists():
        made.write(path)
    store = bench.folder("w9") / "household-store"

    def maille(row: Row) -> None:
        files.copy(made.store, store)
        files.warm([path for path in store.rglob("*") if path.is_file()])
        run, _ = bench.maille.import_files(store, [path])
        row.add(run.seconds, run.peak, files.size(store) - files.size(made.store))

    rows = bench.turns({MAILLE: maille})
    table = Table("W9-household", f"one household's three years into a store of {made.points:,} points", "s", rows)
    table.goals = [
        Goal("seconds", rows[0].median, 1, is_least=False),
        Goal("peak, MB", rows[0].peak / 1e6, 150, is_least=False),
    ]
    return table
