"""A server that tells too much: how many points there are and who they are, which file a figure rests on, why one is
held, and by the time that it takes, at which of its rules it stopped. The attacks on answers are tried on it."""

import json
import time
import urllib.parse

from server import Answer

RULES = ("few", "dominates", "guard")
SECONDS_A_RULE = 0.001
PARTS = {"releases": "release", "suppressions": "suppression"}


class Telling:
    """`publications`: days in the order in which they were published, each with the phase and the sets of then."""

    def __init__(self, stage, publications):
        self.town, self.held = stage.town, stage.held
        self.rows, said = [], {}
        for day, phase, sets in publications:
            for asked in sets:
                values = [m.meter.known((day - self.town.first).days, phase) for m in asked.on(day)]
                values = [int(value) for value in values if value is not None]
                if asked.usage == "public" and said.get((asked.id, day)) != values:
                    # A reading that came late makes a row, and only the numbers of later ones show it.
                    self.rows.append(self.row(asked, day, values) if (asked.id, day) not in said else None)
                    said[asked.id, day] = values
        self.documents = {
            "use-served_public.json": json.dumps({"figures": [row["file"] for row in self.rows if row]})}

    def row(self, asked, day, values):
        reason = self.held.get(asked.id) or (None if len(values) >= 11 else "few")
        known = {"start": str(day), "set": {"id": asked.id}, "edition": 1}
        files = [m.meter.point for m in asked.members if m.meter.phase[(day - self.town.first).days] < 0]
        entry = {"set": asked.id, "from": str(day), "edition": 1, "inputs": [{"digest": file} for file in files]}
        if reason:
            known["suppression"] = {"reason": "held"}
            entry["suppression"] = {"reason": f"{reason}: {len(values)} points"}
        else:
            known["release"] = {"sum": sum(values)}
            entry["release"] = {"sum": sum(values), "contributingPoints": len(values), "largest": max(values)}
        return {"file": known, "entry": entry}

    def get(self, path, **fields):
        start = time.perf_counter()
        status, body = self.answer(urllib.parse.urlsplit(path))
        return Answer(path, status, {"content-length": str(len(body))}, body, time.perf_counter() - start)

    def answer(self, asked):
        folder, last = ["", *asked.path.split("/")][-2:]
        if folder == "sets" and last in self.town.sets:
            return 200, json.dumps({"set": last, "members": [m.meter.point for m in self.town.sets[last].members]})
        if last in PARTS:
            wanted = dict(urllib.parse.parse_qsl(asked.query)).get("set")
            if wanted:
                self.work(wanted)
            return 200, json.dumps({"items": [
                dict(row["entry"], number=number, explanation=f"/api/v1/{last}/{number}")
                for number, row in enumerate(self.rows, 1)
                if row and PARTS[last] in row["entry"] and wanted in (None, row["entry"]["set"])]})
        if folder == "served":
            return 200, json.dumps([row["entry"] for row in self.rows if row and row["entry"]["from"] == last])
        row = self.rows[int(last) - 1] if last.isdigit() and 0 < int(last) <= len(self.rows) else None
        if row and PARTS.get(folder) in row["entry"]:
            self.work(row["entry"]["set"])
            return 200, json.dumps({"entry": dict(row["entry"], number=int(last))})
        return 404, "{}"

    def work(self, set):
        """One rule after the other, until one says no."""
        if set in self.held:
            time.sleep(SECONDS_A_RULE * (1 + RULES.index(self.held[set])))
