"""Holds the running server to its contract: schemathesis calls every operation of openapi.yaml as nobody, as a
program, as a resident, as an operator and as a building's manager, and accepts no server error and no undocumented
answer.

Usage: contract.py FOLDER-OF-THE-BUILT-PROGRAMS, with the python that scripts/interop-environment.sh gives.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

from served import serving

CONTRACT = pathlib.Path(__file__).parents[2] / "Sources/API/openapi.yaml"
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance",
]
SECONDS = int(os.environ.get("MAILLE_CONTRACT_SECONDS", "14"))


# What interop-store makes.
OPEN = {"release": "3", "suppression": "1", "set": "quarter", "use": "4a", "day": "2026-11-01", "code": "not-found"}


def settings(identifiers):
    """Identifiers that exist, so that what is shown of them is checked too."""
    lines = [f'"path.{name}" = "{value}"' for name, value in {**OPEN, **identifiers}.items()]
    days = ['"query.from" = "2026-10-20"', '"query.to" = "2026-11-04"']
    return "\n".join(["[parameters]", *lines, *days]) + "\n"


def finished(port, path, headers, body, type):
    """Posts a job, waits until it is over, and gives its identifier."""
    root = f"http://127.0.0.1:{port}"
    fields = dict(header.split(": ", 1) for header in headers)
    request = urllib.request.Request(root + path, body, {**fields, "Content-Type": type}, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        place = answer.headers["Location"]
    for _ in range(300):
        with urllib.request.urlopen(urllib.request.Request(root + place, headers=fields), timeout=10) as answer:
            job = json.load(answer)["job"]
        if job["state"] not in ("queued", "running"):
            return job["job"]
        time.sleep(0.1)
    raise SystemExit(f"{path}: the job did not end")


def call(folder, port, who, headers, configuration):
    config = os.path.join(folder, f"{who}.toml")
    with open(config, "w") as file:
        file.write(configuration)
    program = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    command = [
        program, "--config-file", config, "run", str(CONTRACT), "--url", f"http://127.0.0.1:{port}",
        "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--max-time", str(SECONDS),
        "--max-examples", "20", "--seed", "1", "--no-shrink", "--continue-on-failure", "--warnings", "off",
        "--suppress-health-check", "all", "--no-color",
    ]
    for header in headers:
        command += ["-H", header]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS * 5 + 60)
    counts = [line.strip() for line in result.stdout.splitlines() if "generated" in line or "Operations" in line]
    print(f"contract, as {who}: {'; '.join(counts)} – {'holds' if result.returncode == 0 else 'BROKEN'}", flush=True)
    if result.returncode != 0:
        print(result.stdout[-20_000:], result.stderr[-2_000:])
    return result.returncode == 0


def main():
    programs = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="maille-contract-") as folder:
        store = os.path.join(folder, "store")
        made = subprocess.run(
            [os.path.join(programs, "interop-store"), store], check=True, capture_output=True, text=True)
        callers = json.loads(made.stdout)
        with serving(os.path.join(programs, "maille"), store, CALLS_PER_MINUTE=10_000_000) as (port, process, log):
            known = {"point": callers["point"], "consent": callers["consent"], "need": callers["need"]}
            program = [f"Authorization: Bearer {callers['token']}"]
            resident, operator = person(callers["resident"]), person(callers["operator"])
            order = json.dumps({"from": "2026-10-01", "to": "2026-11-05"}).encode()
            held = [call(folder, port, "nobody", [], settings({}))]
            export = finished(port, "/api/v1/exports", program, order, "application/json")
            held.append(call(folder, port, "program", program, settings({**known, "export": export, "job": export})))
            export = finished(port, "/api/v1/exports", resident, order, "application/json")
            # The one that waits for an answer: what was withdrawn would leave little to see.
            known["consent"] = callers["openConsent"]
            held.append(call(folder, port, "resident", resident, settings({**known, "export": export, "job": export})))
            upload = finished(port, "/api/v1/uploads", operator, b"no meter file", "application/octet-stream")
            held.append(call(folder, port, "operator", operator, settings({**known, "upload": upload, "job": upload})))
            manager = person(callers["manager"])
            held.append(call(folder, port, "manager", manager, settings({"building": "house"})))
            assert process.poll() is None, "the server ended"
    return 0 if all(held) else 1


def person(session):
    return [f"Cookie: maille={session['cookie']}", f"X-Form-Token: {session['formToken']}"]


if __name__ == "__main__":
    sys.exit(main())
