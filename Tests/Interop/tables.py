"""Writes tables with writers that are not ours, reads them with readers that are not ours, and compares the sums with what
the program keeps of them.

    tables.py MAILLE

Workbooks are written and read with openpyxl and odfpy, texts with Python's csv and json; clocks are those of zoneinfo.
Each form covers an ordinary day and both days of clock changes. Of each form a damaged file is read too: a workbook, a
JSON document or an archive that is cut must be refused whole; a text in which one figure is no number keeps all others,
and says how many it set aside. Ends with 1 where a sum differs, or a damaged file passes for a whole one.
"""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import Table, TableCell, TableRow
from odf.text import P

PARIS = ZoneInfo("Europe/Paris")
UTC = dt.timezone.utc
DAYS = [dt.date(2026, 1, 15), dt.date(2026, 3, 29), dt.date(2026, 10, 25)]
POINT = "01234567890123"
ENEDIS = ["Début", "Fin", "Valeur (en kW)"]


def midnight(day):
    return dt.datetime.combine(day, dt.time(), PARIS).astimezone(UTC)


def intervals(minutes=30):
    """The intervals of the days, as UTC starts with a whole number that tells them apart."""
    value = 200
    for day in DAYS:
        moment = midnight(day)
        while moment < midnight(day + dt.timedelta(days=1)):
            yield moment, value
            moment += dt.timedelta(minutes=minutes)
            value += 1


def wall(moment):
    return moment.astimezone(PARIS).replace(tzinfo=None)


def comma(number):
    return str(number).replace(".", ",")


def number(text):
    return float(text.replace(",", "."))


def table(rows, delimiter=";", encoding="utf-8"):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode(encoding)


def rows_of(data, delimiter=";", encoding="utf-8"):
    return list(csv.reader(io.StringIO(data.decode(encoding).lstrip("\ufeff")), delimiter=delimiter))


@dataclass
class Form:
    """A form: how it is written, and the sum in Wh or litres that another reader finds in it."""

    write: callable
    read: callable
    count: int
    point: str = POINT
    options: list = field(default_factory=lambda: ["--point", POINT])
    carrier: str = "electricity"
    direction: str = "extraction"
    # The register that is summed; of a curve, none.
    register: str = ""
    # How the last figure of a text is made none; of what is no text of lines, None: it is cut.
    damage: callable = None
    # Figures of a row: all are set aside with the one that is none.
    figures: int = 1
    mapping: dict = None


# Enedis since 2025, in every coat.


def enedis_rows():
    step = dt.timedelta(minutes=30)
    return [(wall(moment), wall(moment + step), value / 1000) for moment, value in intervals()]


def xlsx(is_1904):
    def write():
        book = openpyxl.Workbook()
        if is_1904:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        notes = book.active
        notes.title = "Lisez-moi"
        notes.append(["Bonjour"])
        sheet = book.create_sheet("Export")
        sheet.append(["Identifiant PRM", POINT])
        sheet.append(ENEDIS)
        for row in enedis_rows():
            sheet.append(row)
        hidden = book.create_sheet("Ancien")
        hidden.sheet_state = "hidden"
        hidden.append(ENEDIS)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return write


def read_xlsx(data):
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)["Export"]
    return sum(round(row[2] * 1000) / 2 for row in sheet.iter_rows(min_row=3, values_only=True))


def ods():
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Export")
    for row in [ENEDIS, *enedis_rows()]:
        line = TableRow()
        for cell in row:
            if isinstance(cell, dt.datetime):
                made = TableCell(valuetype="date", datevalue=cell.isoformat())
                made.addElement(P(text=cell.strftime("%d/%m/%y %H:%M")))
            elif isinstance(cell, float):
                made = TableCell(valuetype="float", value=cell)
                made.addElement(P(text=f"{cell:.1f}"))
            else:
                made = TableCell(valuetype="string")
                made.addElement(P(text=cell))
            line.addElement(made)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read_ods(data):
    values = [cell.getAttribute("value") for cell in load(io.BytesIO(data)).getElementsByType(TableCell)]
    return sum(round(float(value) * 1000) / 2 for value in values if value)


def last_cell(place=-1, delimiter=";", encoding="utf-8"):
    """Makes a cell of the last row no number."""

    def damage(data):
        rows = rows_of(data, delimiter, encoding)
        rows[-1][place] = "x1"
        return table(rows, delimiter, encoding)

    return damage


def enedis_text(encoding, separator, newest_first=False):
    def write():
        rows = enedis_rows()
        written = [
            [f"{start:%d/%m/%Y %H:%M:%S}", f"{end:%d/%m/%Y %H:%M:%S}", comma(value)]
            for start, end, value in (reversed(rows) if newest_first else rows)
        ]
        return table([ENEDIS, *written], separator, encoding)

    def read(data):
        return sum(round(number(row[2]) * 1000) / 2 for row in rows_of(data, separator, encoding)[1:])

    return Form(write, read, 144, damage=last_cell(2, separator, encoding))


# EDF, Fluvius, Home Assistant and tables by mappings: curves.


def edf():
    step = dt.timedelta(minutes=30)
    rows = [["Récapitulatif de mes puissances atteintes en W"], [], [
        "Date et heure de relève par le distributeur", "Puissance atteinte (W)", "Nature de la donnée"]]
    for day in reversed(DAYS):
        rows.append([f"{day:%d/%m/%Y}", "", ""])
        for moment, value in reversed([pair for pair in intervals() if wall(pair[0]).date() == day]):
            rows.append([f"{wall(moment + step):%H:%M:%S}", str(value), "Réelle"])
    return table(rows, encoding="latin-1")


def read_edf(data):
    return sum(int(row[1]) / 2 for row in rows_of(data, encoding="latin-1")[3:] if row[1])


def fluvius():
    header = ["Van (datum)", "Van (tijdstip)", "Tot (datum)", "Tot (tijdstip)", "EAN-code", "Register", "Volume",
              "Eenheid", "Validatiestatus"]
    rows, step = [header], dt.timedelta(minutes=15)
    for moment, value in intervals(15):
        start, end = wall(moment), wall(moment + step)
        register = "Afname Dag" if 7 <= start.hour < 22 else "Afname Nacht"
        for name, amount in [("Injectie Dag", 1), (register, value)]:
            rows.append([f"{start:%d-%m-%Y}", f"{start:%H:%M:%S}", f"{end:%d-%m-%Y}", f"{end:%H:%M:%S}",
                         '="541448800000000001"', name, comma(amount / 1000), "kWh", "Gevalideerd"])
    return table(rows)


def read_fluvius(data):
    return sum(round(number(row[6]) * 1000) for row in rows_of(data)[1:] if row[5].startswith("Afname"))


def dashboard():
    hours = list(intervals(60))
    stamps = [f"{moment:%Y-%m-%dT%H:%M:%S.000Z}" for moment, _ in hours]
    values = [value / 1000 for _, value in hours]
    return table([
        ["entity_id", "type", "unit", *stamps], ["sensor.peak", "grid_consumption", "kWh", *values],
        ["sensor.cost", "grid_consumption_cost", "EUR", *values],
        ["sensor.off_peak", "grid_consumption", "kWh", *[0.1 for _ in values]]], ",")


def read_dashboard(data):
    rows = [row for row in rows_of(data, ",")[1:] if row[1] == "grid_consumption"]
    return sum(round(float(cell) * 1000) for row in rows for cell in row[3:])


SICAE = {"columns": {"point": "PRM", "start": "Date", "startTime": "Heure", "value": "Puissance (W)"}, "unit": "W",
         "step": "PT30M", "thousands": " "}


def sicae():
    rows = [["Société d'électricité"], ["PRM", "Date", "Heure", "Puissance (W)"]]
    for moment, value in intervals():
        rows.append([POINT, f"{wall(moment):%d/%m/%Y}", f"{wall(moment):%Hh%M}", f"{1000 + value:,}".replace(",", " ")])
    return table(rows, "\t", "cp1252")


def read_sicae(data):
    return sum(int(row[3].replace(" ", "")) / 2 for row in rows_of(data, "\t", "cp1252")[2:])


# Days, gas days, months and indexes: readings.


def spans():
    """Days around both clock changes."""
    return [day + dt.timedelta(days=offset) for day in DAYS for offset in range(-1, 2)]


def enedis_days():
    return table([["Identifiant PRM", POINT], ["Date", "Energie consommée (kWh)"],
                  *[[f"{day:%d/%m/%Y}", comma(place + 0.25)] for place, day in enumerate(spans())]])


def grdf_days():
    header = ["Journée gazière", "Energie consommée (kWh)", "Coefficient de conversion", "Qualification"]
    return table([["Numéro PCE", "GI012345"], header,
                  *[[f"{day:%d/%m/%Y}", comma(place + 0.25), "11,2", "Mesuré"] for place, day in enumerate(spans())]])


def grdf_json():
    readings = [{"journeeGaziere": str(day), "dateDebutReleve": f"{day}T06:00:00+01:00", "energieConsomme": place + 0.25,
                 "indexDebut": 1, "indexFin": 2, "qualificationReleve": "Mesuré"} for place, day in enumerate(spans())]
    return json.dumps({"GI012345": {"idPce": "GI012345", "releves": readings}}).encode()


def read_second(data):
    return sum(round(number(row[1]) * 1000) for row in rows_of(data)[2:])


def read_grdf_json(data):
    return sum(round(reading["energieConsomme"] * 1000) for reading in json.loads(data)["GI012345"]["releves"])


def veolia():
    header = ["Date de relevé", "Index relevé (litres)", "Consommation du jour (litres)", "Index Mesuré/Estimé"]
    return table([header, *[[str(day), 1000 + 500 * place, 100 + place, "Mesuré"] for place, day in enumerate(spans())]])


def suez():
    measures = [{"date": f"{day} 00:00:00", "index": 10 + place, "volume": (100 + place) / 1000}
                for place, day in enumerate(spans())]
    return json.dumps({"content": {"measures": measures}, "code": "00"}).encode()


def read_suez(data):
    return sum(round(measure["volume"] * 1000) for measure in json.loads(data)["content"]["measures"])


MONTHS = {"columns": {"point": "Compteur", "start": "Mois", "value": "kWh"}, "unit": "kWh", "step": "P1M",
          "carrier": "heat"}


def months():
    return table([["Compteur", "Mois", "kWh"], *[["CH-1", f"{month:02}/2026", comma(month + 0.5)] for month in (3, 5, 10)]])


def statistics():
    rows = [["statistic_id", "unit", "start", "sum", "state"]]
    for moment, value in intervals(60):
        rows.append(["sensor.linky", "kWh", f"{wall(moment):%d.%m.%Y %H:%M}", value, value])
    return table(rows, "\t")


def sessions():
    rows = [["Created", "Finished", "Loadpoint", "Meter Start (kWh)", "Meter Stop (kWh)", "Charged Energy (kWh)"]]
    for place, day in enumerate(spans()):
        rows.append([f"{day} 18:03:11", f"{day} 22:40:05", "Garage", 100 + place, 100.5 + place, 0.5])
    return table(rows, ",")


def billed():
    quantities = [{"dateCreation": "2026-11-07 05:00:00", "dbtMesure": first, "finMesure": end, "quantite": energy,
                   "codeNature": "R", "codeStatut": "I"}
                  for first, end, energy in [("2026-03-06", "2026-04-06", 120000), ("2026-10-06", "2026-11-06", 90000)]]
    classes = [{"idClasseTemporelle": name, "quantite": quantities} for name in ("HP", "HC")]
    quantity = {"grandeurMetier": "CONS", "grandeurPhysique": "EA", "unite": "Wh", "calendrier": [
        {"codeGrille": "D", "classeTemporelle": classes}]}
    measure = {"idPrm": POINT, "contexte": [{"etapeMetier": "FACT", "grandeur": [quantity]}]}
    return json.dumps({"header": {"codeFlux": "R67"}, "mesures": [measure]}).encode()


def read_billed(data):
    classes = json.loads(data)["mesures"][0]["contexte"][0]["grandeur"][0]["calendrier"][0]["classeTemporelle"]
    return sum(quantity["quantite"] for each in classes for quantity in each["quantite"])


GAS = dict(point="GI012345", options=[], carrier="gas", register="gas-day-energy")
WATER = dict(point="EAU-1", options=["--point", "EAU-1"], carrier="water", register="daily-energy")
FORMS = {
    "1900.xlsx": Form(xlsx(False), read_xlsx, 144),
    "1904.xlsx": Form(xlsx(True), read_xlsx, 144),
    "sheet.ods": Form(ods, read_ods, 144),
    "utf8.csv": enedis_text("utf-8", ";"),
    "mark.csv": enedis_text("utf-8-sig", ";"),
    "utf16.csv": enedis_text("utf-16", "\t"),
    "latin1.csv": enedis_text("latin-1", ";"),
    "windows.csv": enedis_text("cp1252", "|"),
    "newest.csv": enedis_text("utf-8", ";", newest_first=True),
    "edf.csv": Form(edf, read_edf, 144, damage=last_cell(1, encoding="latin-1")),
    "fluvius.csv": Form(fluvius, read_fluvius, 288, "541448800000000001", [], damage=last_cell(6)),
    "dashboard.csv": Form(dashboard, read_dashboard, 72, damage=last_cell(-1, ",")),
    "sicae.txt": Form(sicae, read_sicae, 144, options=[], damage=last_cell(3, "\t", "cp1252"), mapping=SICAE),
    "enedis-days.csv": Form(enedis_days, read_second, 9, options=[], register="daily-energy", damage=last_cell()),
    "grdf.csv": Form(grdf_days, read_second, 9, damage=last_cell(1), **GAS),
    "grdf.json": Form(grdf_json, read_grdf_json, 9, **GAS),
    "veolia.csv": Form(
        veolia, lambda data: sum(int(row[2]) for row in rows_of(data)[1:]), 9, damage=last_cell(2), figures=2, **WATER),
    "suez.json": Form(suez, read_suez, 9, **WATER),
    "months.csv": Form(
        months, lambda data: sum(round(number(row[2]) * 1000) for row in rows_of(data)[1:]), 3, "CH-1", [], "heat",
        register="energy-of-days:31", damage=last_cell(), mapping=MONTHS),
    "statistics.tsv": Form(
        statistics, lambda data: sum(int(row[3]) * 1000 for row in rows_of(data, "\t")[1:]), 72, register="index:total",
        damage=last_cell(3, "\t")),
    "sessions.csv": Form(
        sessions, lambda data: sum(round(float(cell) * 1000) for row in rows_of(data, ",")[1:] for cell in row[3:5]),
        18, register="index:total", damage=last_cell(4, ","), figures=2),
    "r67.json": Form(billed, read_billed, 2, options=[], register="energy-of-days:31"),
}


class Program:
    """The program, with a data directory for each file."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def run(self, *words):
        return subprocess.run([self.path, *words], capture_output=True, text=True)

    def imported(self, name, data, form):
        """Imports a file; how the command ended, with its totals, and where its data are."""
        path = self.folder / name
        path.write_bytes(data)
        common = ["--data", str(self.folder / (name + ".data"))]
        words = [*form.options, *common, "--now", "2026-11-28T12:00:00+01:00", "--json"]
        if form.mapping:
            mapping = self.folder / (name + ".map")
            mapping.write_text(json.dumps(form.mapping))
            words += ["--map", str(mapping)]
        done = self.run("import", str(path), *words)
        return done, json.loads(done.stdout) if done.stdout else {}, common

    def kept(self, form, common):
        """The sum in Wh or litres that is kept, and of how many values."""
        channel = ["--carrier", form.carrier, "--direction", form.direction, *common]
        if form.register:
            dates = ["--from", str(spans()[0].replace(day=1)), "--to", str(spans()[-1] + dt.timedelta(days=20))]
            done = self.run("readings", form.point, *dates, *channel, "--json")
            found = json.loads(done.stdout) if done.returncode == 0 else []
            values = [row["value"] for row in found if row["register"] == form.register and row["quality"] != "missing"]
            return sum(values), len(values)
        energy, count = 0.0, 0
        for day in DAYS:
            dates = ["--from", str(day), "--to", str(day)]
            done = self.run("curve", form.point, *dates, *channel, "--format", "csv")
            if done.returncode != 0:
                continue
            for row in csv.DictReader(io.StringIO(done.stdout), delimiter=";"):
                if row["value"]:
                    hours = (dt.datetime.fromisoformat(row["end"]) - dt.datetime.fromisoformat(row["start"])).seconds / 3600
                    energy += float(row["value"]) * (hours if row["unit"] in ("W", "l/h") else 1)
                    count += 1
        return energy, count


def whole(program, name, form):
    data = form.write()
    golden = form.read(data)
    done, _, common = program.imported(name, data, form)
    energy, count = program.kept(form, common)
    right = done.returncode == 0 and energy == golden and count == form.count
    print(f"{'ok' if right else 'WRONG'} {name}: {golden} read elsewhere, {energy} in {count} values kept")
    if not right:
        print(f"    exit {done.returncode}: {done.stderr}{done.stdout}")
    return right


def damaged(program, name, form):
    data = form.write()
    golden = form.read(data)
    made = form.damage(data) if form.damage else data[: len(data) * 2 // 3]
    done, totals, common = program.imported("damaged-" + name, made, form)
    energy, count = program.kept(form, common)
    if form.damage:
        right = done.returncode == 1 and totals.get("valuesSetAside") == form.figures and energy < golden and count < form.count
    else:
        right = done.returncode == 3 and count == 0
    print(f"{'ok' if right else 'WRONG'} damaged-{name}: exit {done.returncode}, {energy} in {count} values kept")
    if not right:
        print(f"    {done.stderr}{done.stdout}")
    return right


def main():
    with tempfile.TemporaryDirectory() as name:
        program = Program(str(Path(sys.argv[1]).resolve()), Path(name))
        checks = [check(program, form, FORMS[form]) for form in FORMS for check in (whole, damaged)]
    wrong = checks.count(False)
    print(json.dumps({"forms": len(FORMS), "files": len(checks), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
