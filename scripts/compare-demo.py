#!/usr/bin/env python3
"""Compares what two programs give of the demonstration district: publications byte for byte; API answers and pages,
anonymous and of two residents, a manager and the operator, once what is random or of the moment (tokens, identifiers,
times of today) is taken out; and days that the one published and the other publishes again, which are no new editions.

    scripts/compare-demo.py BEFORE AFTER      two `maille` programs

Ends with 1 where anything differs, and shows the first lines that do. For changes that must not be seen.
"""

import difflib
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../Tests/Interop"))
from served import free_port, wait_until_ready  # noqa: E402

PASSWORD = "confluence-en-lumière"
PEOPLE = {"nobody": None, "camille": "camille@example.org", "zoe": "zoe@example.org",
          "gaelle": "gaelle@example.org", "odile": "odile@example.org"}
PAGES = ["/", "/login", "/register", "/password/forgotten", "/account", "/account/password", "/account/deletion",
         "/consents", "/accesses", "/personal-data", "/device", "/buildings/building-1"]
API = ["/api/v1/catalogue", "/api/v1/openapi.yaml", "/api/v1/me", "/api/v1/data-needs", "/api/v1/consents",
       "/api/v1/sets", "/api/v1/sets/building-1", "/api/v1/jobs", "/api/v1/metering-points",
       "/api/v1/buildings", "/api/v1/nowhere"]
AGAIN = ["2026-10-24", "2026-10-31"]
DAYS = "from=2026-10-18&to=2026-10-31"
# What no two runs have in common, and what it is replaced by.
CHANGING = [
    (re.compile(r"[A-Za-z0-9_-]{22,}={0,2}"), "TOKEN"),
    # A digest of a received file is keyed anew in every directory, and sorts the list.
    (re.compile(r'\{\s*"digest"\s*:\s*"TOKEN",\s*"flows"\s*:\s*"[^"]*"\s*\}'), "INPUT"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", re.I), "UUID"),
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?"), "MOMENT"),
    (re.compile(r"\b\d\d?:\d\d\b"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
]
# The received files in a manifest, whose digests are keyed anew in every directory.
INPUTS = re.compile(rb'"inputs" : \[.*?\]', re.S)


def normal(text):
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return text


class Visitor:
    def __init__(self, port, email):
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if email:
            form = urllib.parse.urlencode({"email": email, "password": PASSWORD}).encode()
            self.opener.open(urllib.request.Request(f"{self.base}/login", form)).read()

    def get(self, path):
        try:
            with self.opener.open(f"{self.base}{path}", timeout=60) as answer:
                status, fields, body = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            status, fields, body = refusal.code, refusal.headers, refusal.read()
        kept = [f"{name}: {fields[name]}" for name in ("Content-Type", "Content-Security-Policy", "Vary", "ETag")
                if fields[name]]
        return f"{status}\n" + "\n".join(kept) + "\n\n" + body.decode("utf-8", "replace")


def answers(port):
    """Every answer by who asked and what."""
    found = {}
    # What a job publishes once it was asked for is compared when it is there.
    Visitor(port, PEOPLE["gaelle"]).get("/buildings/building-1")
    time.sleep(5)
    for who, email in PEOPLE.items():
        visitor = Visitor(port, email)
        paths = [f"{page}?lang={lang}" for page in PAGES for lang in ("fr", "en")] + API
        if who == "nobody":
            for kind in ("releases", "suppressions"):
                paths += [f"/api/v1/{kind}", f"/api/v1/{kind}?day=2026-10-31"] + [
                    f"/api/v1/{kind}/{number}" for number in range(1, 80)]
            paths += [f"/api/v1/publications/{use}/2026-10-{day}?format={form}"
                      for use in ("4a", "4b", "4c") for day in (18, 30, 31) for form in ("csv", "json")]
        for path in paths:
            found[f"{who} {path}"] = normal(visitor.get(path))
        points = json.loads(visitor.get("/api/v1/metering-points").split("\n\n", 1)[1] or "{}").get("items", [])
        for point in points if isinstance(points, list) else []:
            for what in ("curve", "daily-energy", "completeness", "corrections"):
                path = f"/api/v1/metering-points/{point.get('point', point.get('id'))}/{what}?{DAYS}"
                found[f"{who} {path}"] = normal(visitor.get(path))
    return found


def state(program, folder):
    """The publications and the answers of a program."""
    subprocess.run([program, "demo", "--data", folder, "--once"], check=True, capture_output=True)
    files = {}
    for place, _, names in os.walk(os.path.join(folder, "published")):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, folder)] = file.read()
    port = free_port()
    log = os.path.join(folder, "serve.log")
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen([program, "demo", "--data", folder, "--port", str(port)], stdout=output, stderr=output)
    try:
        wait_until_ready(port, process, log)
        return files, answers(port)
    finally:
        process.terminate()
        process.wait(30)


def republished(program, folder, files):
    """The documents that a program makes anew of days published by another in a directory."""
    store = next(place for place, _, names in os.walk(folder) if "maille.sqlite" in names)
    new = []
    for day in AGAIN:
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([program, "publish", "--data", store, "--day", day, "--out", out], check=True,
                           stdout=subprocess.DEVNULL)
            for place, _, names in os.walk(out):
                for name in names:
                    with open(os.path.join(place, name), "rb") as file:
                        content = file.read()
                    if not any(os.path.basename(path) == name and files[path] == content for path in files):
                        new.append(name)
    return sorted(new)


def main():
    before, after = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        (files, pages), (new_files, new_pages) = state(before, one), state(after, two)
        editions = republished(after, one, files)
    def said(documents, name):
        content = documents.get(name)
        is_manifest = content and os.path.basename(name).startswith("manifest")
        return INPUTS.sub(b"", content) if is_manifest else content

    differing = [name for name in sorted(set(files) | set(new_files)) if said(files, name) != said(new_files, name)]
    for name in differing:
        print(f"publication differs: {name}")
    others = [name for name in sorted(set(pages) | set(new_pages)) if pages.get(name) != new_pages.get(name)]
    for name in others:
        lines = difflib.unified_diff(
            pages.get(name, "").split("\n"), new_pages.get(name, "").split("\n"), lineterm="", n=0)
        print(f"answer differs: {name}", *list(lines)[2:8], sep="\n  ")
    for name in editions:
        print(f"new edition: {name}")
    print(f"{len(AGAIN)} days published again, {len(editions)} documents differ")
    print(f"{len(new_files)} publications, {len(differing)} differ; {len(new_pages)} answers, {len(others)} differ")
    sys.exit(1 if differing or others or editions else 0)


if __name__ == "__main__":
    main()
