"""Runs commands and says what they took."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")


class Failed(Exception):
    """A command did not end well."""


class WrongAnswer(Exception):
    """A competitor's answer is not that of the others, or not that of the file."""


@dataclass(frozen=True)
class Run:
    """One finished command. `peak` is its largest resident memory, in bytes."""

    seconds: float
    peak: int
    output: str


def run(command: list, cwd: Path | None = None) -> Run:
    """Runs a command to its end."""
    with tempfile.NamedTemporaryFile("r") as report:
        launched = [sys.executable, "-S", "-E", LAUNCHER, report.name, *command]
        process = subprocess.run([str(word) for word in launched], cwd=cwd, capture_output=True, text=True)
        if process.returncode != 0:
            raise Failed(_last_line(process.stderr))
        measured = json.load(report)
    if measured["code"] != 0:
        raise Failed(f"exit code {measured['code']}: {_last_line(process.stderr)}")
    return Run(measured["seconds"], measured["peak"], process.stdout)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else "no word on standard error"
