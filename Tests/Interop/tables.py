"""Writes tables with writers that are not ours, reads them with readers that are not ours, and compares the sums with what
the program keeps of them.

    tables.py MAILLE

Workbooks are written and read with openpyxl and odfpy, texts with Python's csv; clocks are those of zoneinfo. Each form
covers an ordinary day and both days of clock changes. Ends with 1 where a sum differs.
"""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
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


def half_hours():
    """The half-hours of the days, as UTC instants with a power in W that tells them apart."""
    value = 200
    for day in DAYS:
        moment = dt.datetime.combine(day, dt.time(), PARIS).astimezone(UTC)
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), PARIS).astimezone(UTC)
        while moment < end:
            yield moment, value
            moment += dt.timedelta(minutes=30)
            value += 1


def wall(moment):
    return moment.astimezone(PARIS).replace(tzinfo=None)


def enedis_rows():
    step = dt.timedelta(minutes=30)
    return [(wall(moment), wall(moment + step), value / 1000) for moment, value in half_hours()]


def xlsx(path, is_1904):
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
    book.save(path)


def read_xlsx(path):
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True)["Export"]
    return sum(round(row[2] * 1000) / 2 for row in sheet.iter_rows(min_row=3, values_only=True))


def ods(path, _):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Export")
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
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(path)


def read_ods(path):
    values = [cell.getAttribute("value") for cell in load(path).getElementsByType(TableCell)]
    return sum(round(float(value) * 1000) / 2 for value in values if value)


def text(encoding, separator, newest_first=False):
    def write(path, _):
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(ENEDIS)
        rows = enedis_rows()
        for start, end, value in reversed(rows) if newest_first else rows:
            writer.writerow([f"{start:%d/%m/%Y %H:%M:%S}", f"{end:%d/%m/%Y %H:%M:%S}", str(value).replace(".", ",")])
        Path(path).write_bytes(stream.getvalue().encode(encoding))

    def read(path):
        lines = csv.reader(io.StringIO(Path(path).read_bytes().decode(encoding).lstrip("\ufeff")), delimiter=separator)
        return sum(round(float(row[2].replace(",", ".")) * 1000) / 2 for row in list(lines)[1:])

    return write, read


FORMS = {
    "1900.xlsx": (xlsx, read_xlsx, False),
    "1904.xlsx": (xlsx, read_xlsx, True),
    "sheet.ods": (ods, read_ods, None),
    "utf8.csv": (*text("utf-8", ";"), None),
    "mark.csv": (*text("utf-8-sig", ";"), None),
    "utf16.csv": (*text("utf-16", "\t"), None),
    "latin1.csv": (*text("latin-1", ";"), None),
    "windows.csv": (*text("cp1252", "|"), None),
    "newest.csv": (*text("utf-8", ";", newest_first=True), None),
}


def kept(program, folder, path):
    """The energy in Wh that the program kept of the file, and how many values."""
    data = folder / (path.name + ".data")
    common = ["--data", str(data)]
    command = [program, "import", str(path), "--point", POINT, *common, "--now", "2026-11-28T12:00:00+01:00"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{path.name}: exit {done.returncode}: {done.stderr}{done.stdout}")
    energy, count = 0.0, 0
    for day in DAYS:
        dates = ["--from", str(day), "--to", str(day)]
        words = subprocess.run(
            [program, "curve", POINT, *dates, *common, "--format", "csv"], capture_output=True, text=True, check=True)
        rows = list(csv.DictReader(io.StringIO(words.stdout), delimiter=";"))
        energy += sum(float(row["value"]) / 2 for row in rows)
        count += len(rows)
    return energy, count


def main():
    program = str(Path(sys.argv[1]).resolve())
    wanted = sum(value for _, value in half_hours()) / 2
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for form, (write, read, option) in FORMS.items():
            path = folder / form
            write(str(path), option)
            golden = read(str(path))
            energy, count = kept(program, folder, path)
            right = golden == wanted and energy == golden and count == 48 + 46 + 50
            faults += not right
            print(f"{'ok' if right else 'WRONG'} {form}: {golden} Wh read elsewhere, {energy} Wh in {count} values kept")
    print(json.dumps({"forms": len(FORMS), "wrong": faults}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
