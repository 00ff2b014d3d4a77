"""Real curves of public collections, written as wide exchange CSV in whole watts.

Days without all their values are left out, and so are the two days a year on which clocks change, so that every row
has as many values as the header.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

Readings = Iterable[tuple[str, str, float]]
"""Point, local date and time, watts; ascending in time."""


def uci(shared: Path, target: Path) -> None:
    """UCI, a household in Sceaux: sums over each hour of kW by minute, so kW times 1,000 over 60 are mean watts."""
    path = shared / "uci-sceaux" / "data" / "clean_household_power_consumption.csv"
    with open(path, encoding="utf-8", newline="") as file:
        readings = (
            ("99000000000001", row["datetime"], float(row["Global_active_power"]) * 1_000 / 60)
            for row in csv.DictReader(file)
        )
        _write(target, readings, per_day=24)


def enda(shared: Path, target: Path) -> None:
    """enda, a French supplier's portfolio: half-hourly kW of its profiled and of its smart meters."""
    archive = shared / "enda" / "guides" / "ExampleB_load" / "example_b.zip"
    with zipfile.ZipFile(archive) as zipped, zipped.open("historic_load_measured.csv") as raw:
        rows = list(csv.DictReader(io.TextIOWrapper(raw, "utf-8")))
    columns = {"99000000000001": "slp_kw", "99000000000002": "smart_metered_kw"}
    readings = (
        (point, row["time"], float(row[column]) * 1_000)
        for point, column in columns.items()
        for row in rows
        if row[column]
    )
    _write(target, readings, per_day=48)


HISTORY = Path("sge-tiers") / "CommandeTransmissionHistoriqueMesures"


def history_c5(shared: Path, target: Path) -> None:
    """Enedis HDM, a household's year."""
    _history(shared.parent / "enedis" / HISTORY / "C5-CDC" / "Enedis_SGE_HDM_A06NW0ZI.csv", target, minutes=30)


def history_c4(shared: Path, target: Path) -> None:
    """Enedis HDM, two years of a site above 36 kVA."""
    _history(shared.parent / "enedis" / HISTORY / "C4-CDC" / "Enedis_SGE_HDM_A06NW11N.csv", target, minutes=10)


def _history(path: Path, target: Path, minutes: int) -> None:
    """A stamp is the end of its interval."""
    readings = []
    with open(path, encoding="utf-8-sig") as file:
        for line in file:
            stamp, _, value = line.strip().partition(";")
            if stamp[:2] == "20" and value.strip(";"):
                start = datetime.fromisoformat(stamp) - timedelta(minutes=minutes)
                readings.append(("99000000000001", start.isoformat(), float(value.strip(";"))))
    _write(target, readings, per_day=24 * 60 // minutes)


def _write(target: Path, readings: Readings, per_day: int) -> None:
    days: dict[tuple[str, str], list[int]] = {}
    for point, moment, watts in readings:
        days.setdefault((point, moment[:10]), []).append(round(watts))
    with open(target, "w", encoding="ascii") as file:
        file.write("#maille carrier=electricity direction=extraction unit=W\n")
        file.write(";".join(["point", "date", *(f"v{number + 1}" for number in range(per_day))]) + "\n")
        for (point, day), values in days.items():
            if len(values) == per_day and not _is_clock_change(date.fromisoformat(day)):
                file.write(";".join([point, day, *map(str, values)]) + "\n")


def _is_clock_change(day: date) -> bool:
    """The last Sundays of March and October."""
    return day.month in (3, 10) and day.weekday() == 6 and (day + timedelta(days=7)).month != day.month


REAL: list[tuple[str, str, Callable[[Path, Path], None]]] = [
    ("uci", "one household, hourly (UCI)", uci),
    ("hdm-c5", "one household, half-hourly (Enedis HDM)", history_c5),
    ("hdm-c4", "one business, 10 minutes (Enedis HDM)", history_c4),
    ("enda", "two sums of a portfolio, half-hourly (enda)", enda),
]
