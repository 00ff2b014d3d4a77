#!/usr/bin/env python3
"""Lets every write fail once, while the process lives on, and looks at what is left.

`FailingWrites/failing_writes.c` is compiled and preloaded into `failing-writes`, which does one step after the other
(imports, a compaction, a publication, a grant, a withdrawal, an erasure, an upload) once for each call that changes a
file: that call finds the disk full, meets an I/O error, writes half, or finds the disk full from there on. Then the
work goes on: another household's file is imported, the step is tried again, the directory is closed and opened. All
that was acknowledged must be there, nothing else, and each message must say what to do.

The control damages what is left. It must be noticed each time: otherwise this test could not see.

    failing_writes.py FAILING_WRITES [--sample N] [--seed S] [--only SCENARIO] [--at CALL] [--trace]

Without --sample every place is tried.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile


def compiled(folder):
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "FailingWrites", "failing_writes.c")
    library = os.path.join(folder, "failing_writes.so")
    compiler = shutil.which("cc") or shutil.which("clang") or sys.exit("failing writes: install a C compiler")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl", "-lpthread"],
        check=True)
    return library


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sample")
    parser.add_argument("--seed")
    parser.add_argument("--only")
    parser.add_argument("--at")
    parser.add_argument("--trace", action="store_true")
    options = parser.parse_args()
    arguments = ["--trace"] if options.trace else []
    for name in ("sample", "seed", "only", "at"):
        value = getattr(options, name)
        if value is not None:
            arguments += [f"--{name}", value]
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(folder)
        run = subprocess.run([options.program, *arguments], env={**os.environ, "LD_PRELOAD": library})
    if run.returncode < 0:
        print(f"failing writes: the program was ended by signal {-run.returncode}: run it with --trace")
    sys.exit(1 if run.returncode else 0)


if __name__ == "__main__":
    main()
