"""Holds the running server to its contract: schemathesis calls every operation of openapi.yaml as nobody, as a
program, as a resident and as an operator, and accepts no server error and no undocumented answer.

Usage: contract.py FOLDER-OF-THE-BUILT-PROGRAMS, with the python that scripts/interop-environment.sh gives.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from served import serving

CONTRACT = pathlib.Path(__file__).parents[2] / "Sources/Portal/API/openapi.yaml"
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance",
]
SECONDS = int(os.environ.get("MAILLE_CONTRACT_SECONDS", "18"))


def settings(callers, names):
    """Identifiers that exist, so that what is shown of them is checked too."""
    lines = [f'"path.{name}" = "{callers[key]}"' for name, key in names.items()]
    days = ['"query.from" = "2026-10-20"', '"query.to" = "2026-11-04"']
    return "\n".join(["[parameters]", *lines, *days]) + "\n"


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
            held = [
                call(folder, port, "nobody", [], ""),
                call(
                    folder, port, "program", [f"Authorization: Bearer {callers['token']}"],
                    settings(callers, {"point": "point", "consent": "consent", "need": "need"})),
                call(
                    folder, port, "resident", person(callers["resident"]),
                    settings(callers, {"point": "point", "consent": "openConsent", "need": "need"})),
                call(
                    folder, port, "operator", person(callers["operator"]),
                    settings(callers, {"point": "point", "consent": "consent", "need": "need"})),
            ]
            assert process.poll() is None, "the server ended"
    return 0 if all(held) else 1


def person(session):
    return [f"Cookie: maille={session['cookie']}", f"X-Form-Token: {session['formToken']}"]


if __name__ == "__main__":
    sys.exit(main())
