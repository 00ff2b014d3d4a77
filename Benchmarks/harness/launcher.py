"""Runs one command under measure: `launcher.py REPORT COMMAND…`.

A process of its own, started without the site packages: ru_maxrss counts what the process had before it became the
command, so whoever starts it has to be small.
"""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
with open(sys.argv[1], "w", encoding="ascii") as report:
    json.dump({"seconds": seconds, "peak": usage.ru_maxrss * 1024, "code": code}, report)
