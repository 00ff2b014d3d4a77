"""W4: the sum per half-hour, of all points over 30 days and of some points over the year."""

from harness import files
from harness.bench import Bench, left_out
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Row, Table
from harness.year import DAYS, PEERS, Year, year

TURNS, TURNS_OF_COUNTRY = 5, 3


def measure(bench: Bench) -> list[Table]:
    made = year(bench)
    turns = TURNS_OF_COUNTRY if bench.is_country else TURNS
    tables = [_table(made, "W4-all", f"all {made.points:,} points over 30 days", [], 30, turns)]
    for size in (made.points // 2, 200, 11):
        days = DAYS if size <= 200 else 30
        title = f"{size:,} points over {days} days"
        tables.append(_table(made, f"W4-{size}", title, made.some(size, seed=4), days, turns))
    return tables


def _table(made: Year, id: str, title: str, asked: list[int], days: int, turns: int) -> Table:
    listed = made.folder / "asked.txt"
    listed.write_text("\n".join(map(str, asked)), encoding="ascii")
    answer, peak = made.ask("synchronous", "--first", days, "--turns", turns, "--listed", listed)
    rows = [Row(MAILLE, answer["seconds"], peak, files.size(made.store))]
    prms = made.folder / "prms.txt"
    prms.write_text("\n".join(map(str, made.prm(asked))), encoding="ascii")
    for peer in PEERS:
        try:
            theirs = made.call(peer, "synchronous", files=[prms], days=days, turns=turns)
            if theirs.value["sums"] != answer["sums"]:
                raise WrongAnswer("other sums")
            rows.append(
                Row(peer.name, theirs.value["seconds"], theirs.peak, files.size(made.folder / peer.name)))
        except (Failed, WrongAnswer) as failure:
            rows.append(left_out(peer.name, failure))
    table = Table(id, f"sum per half-hour of {title}, page cache warm", "s", rows)
    table.goals = table.against(table.fastest_peer, 5)
    table.remarks = [f"{len(answer['sums']):,} sums of {answer['measured']:,} values, equal in all."]
    return table
