"""Files of register readings, made once from a simulated day and kept for the next run."""

from pathlib import Path

from harness import data
from harness.data import Day
from harness.maille import DAY

MINUTES = 30
NEXT_DAY = "2026-10-25"
# One index in so many contradicts its point's curve, by more than rounding explains.
CONTRADICTED_EVERY, CONTRADICTION = 100, 500
# The columns of R64 in CSV; peers read the point, the moment and the value.
R64_HEADER = (
    "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;"
    "Contexte de relève;Type de relève;Motif de relève;Grille;Identifiant calendrier;Libellé Calendrier;"
    "Identifiant classe temporelle;Libellé classe temporelle;Cadran;Valeur;Indice de vraisemblance"
)


def energy(watts: list[int]) -> int:
    """The Wh of a day of half-hourly mean powers, rounded half up."""
    return (sum(watts) * MINUTES + 30) // 60


def totals(day: Day, work: Path) -> Path:
    """The daily energy of each point, one value a row: `point;date;v1`."""
    path = work / "data" / f"{day.points}-totals.csv"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with open(unfinished, "w", encoding="ascii") as target:
            target.write("point;date;v1\n")
            for point, date, watts in _rows(day):
                target.write(f"{point};{date};{energy(watts)}\n")
        unfinished.rename(path)
    return path


def indexes(day: Day, work: Path) -> tuple[Path, int]:
    """The index of each point at both midnights of the day, as R64 CSV, and how many contradict their curves."""
    path = work / "data" / f"{day.points}-indexes.csv"
    head, tail = f"{DAY} 00:00:00;{NEXT_DAY} 00:00:00;EA;CONS;BRUT;Wh", "COL;AQ;;Distributeur;DI000003;Base;BASE;Base;EAS_T"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with open(unfinished, "w", encoding="utf-8") as target:
            target.write(R64_HEADER + "\n")
            for number, (point, _, watts) in enumerate(_rows(day)):
                opening = int(point) * 7_919 % 60_000_000
                closing = opening + energy(watts) + (CONTRADICTION if number % CONTRADICTED_EVERY == 0 else 0)
                target.write(f"{point};{head};{DAY} 00:00:00;{tail};{opening};0\n")
                target.write(f"{point};{head};{NEXT_DAY} 00:00:00;{tail};{closing};0\n")
        unfinished.rename(path)
    return path, -(-day.points // CONTRADICTED_EVERY)


def _rows(day: Day):
    for file in day.files:
        yield from data.rows(file)
