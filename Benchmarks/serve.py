"""What the server gives: authorised reads of a day's curve (token, consent, audit entry) beside Hummingbird's bare
route and beside what is open to all, in turn, by wrk on the same machine; the reads again while a file is imported;
other people's reads during a flood of logins. Every answer is checked to be 200. usage: serve.py MAILLE PORTAL_BENCH [--pairs N] [--seconds S]"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Tests", "Interop"))
from served import free_port, serving  # noqa: E402

SCRIPT = """
local points, token = {}, nil
for line in io.lines("%s") do if token then points[#points + 1] = line else token = line end end
local n = 0
request = function()
  n = n + 1
  local path = "/api/v1/metering-points/" .. points[n %% #points + 1] .. "/curve?from=%s&to=%s"
  return wrk.format("GET", path, {["Authorization"] = "Bearer " .. token})
end
done = function(summary, latency, requests)
  io.write(string.format('{"requests":%%d,"seconds":%%f,"errors":%%d,"p50":%%f,"p99":%%f}\\n', summary.requests,
    summary.duration / 1e6, summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


OPEN = """
request = function() return wrk.format("GET", "/api/v1/catalogue", {["Accept-Encoding"] = "gzip"}) end
"""


def wrk(url, script, seconds, connections=32):
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, url], check=True, capture_output=True,
        text=True).stdout
    figures = json.loads(re.search(r"^\{.*\}$", out, re.M).group())
    figures["rate"] = figures["requests"] / figures["seconds"]
    return figures


def bare_server(program):
    port = free_port()
    process = subprocess.Popen([program, "bare", "--port", str(port)])
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/bare", timeout=1)
            return port, process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the bare server did not start")


def show(name, runs):
    rates = [run["rate"] for run in runs]
    errors = sum(run["errors"] for run in runs)
    print(f"| {name} | {statistics.median(rates):,.0f} | {min(rates):,.0f} | {max(rates):,.0f} | "
          f"{statistics.median(r['p50'] for r in runs):.1f} | {statistics.median(r['p99'] for r in runs):.1f} | "
          f"{errors} |")
    return statistics.median(rates)


def flood_of_logins(port, until, counts):
    body = b"email=nobody%40example.org&password=wrong+horse+battery"
    while time.monotonic() < until:
        start = time.monotonic()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/login", data=body)
        try:
            urllib.request.urlopen(request, timeout=10)
            counts["200"] = counts.get("200", 0) + 1
        except urllib.error.HTTPError as error:
            counts[str(error.code)] = counts.get(str(error.code), 0) + 1
        except OSError:
            counts["none"] = counts.get("none", 0) + 1
        time.sleep(max(0, 0.2 - (time.monotonic() - start)))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("maille")
    arguments.add_argument("portal_bench")
    arguments.add_argument("--pairs", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=8)
    options = arguments.parse_args()
    day = "2026-10-15"
    with tempfile.TemporaryDirectory(prefix="maille-serve-bench-") as folder:
        store, sent = os.path.join(folder, "store"), os.path.join(folder, "sent")
        run = lambda *words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run(options.maille, "simulate", "--meters", "2000", "--days", "31", "--from", "2026-10-01", "--format", "csv",
            "--out", sent)
        run(options.maille, "points", "import", os.path.join(sent, "points.csv"), "--data", store)
        run(options.maille, "import", sent, "--data", store)
        import_file = os.path.join(folder, "more")
        run(options.maille, "simulate", "--meters", "400000", "--days", "8", "--from", "2026-09-01", "--format",
            "csv", "--out", import_file)
        seed = subprocess.run(
            [options.portal_bench, "seed", "--data", store], check=True, capture_output=True, text=True).stdout
        points = os.path.join(folder, "points")
        token, session, *known = seed.splitlines()
        open(points, "w").write("\n".join([token, *known]) + "\n")
        script = os.path.join(folder, "read.lua")
        open(script, "w").write(SCRIPT % (points, day, day))
        plain = os.path.join(folder, "plain.lua")
        done = SCRIPT[SCRIPT.index("done ="):].replace("%%", "%")
        open(plain, "w").write(done)
        everybody = os.path.join(folder, "everybody.lua")
        open(everybody, "w").write(OPEN + done)

        print(f"{os.uname().sysname} {os.uname().machine}, {os.cpu_count()} cores; "
              f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC; 32 connections, {options.pairs} runs of "
              f"{options.seconds} s each, in turn; wrk has its thread on the same cores\n")
        print("| | requests/s, median | min | max | p50, ms | p99, ms | errors |\n|---|--:|--:|--:|--:|--:|--:|")
        unlimited = {"CALLS_PER_MINUTE": 100_000_000, "OPEN_CALLS_PER_MINUTE": 100_000_000}
        with serving(options.maille, store, **unlimited, MASTER_KEY=store + ".key") as (port, _, _):
            bare_port, bare = bare_server(options.portal_bench)
            try:
                url = f"http://127.0.0.1:{port}"
                wrk(url, script, 3)
                pairs = [(wrk(f"http://127.0.0.1:{bare_port}/bare", plain, options.seconds),
                          wrk(url, script, options.seconds), wrk(url, everybody, options.seconds))
                         for _ in range(options.pairs)]
                bare_rate = show("Hummingbird's bare route", [pair[0] for pair in pairs])
                rate = show("authorised read of a day's curve", [pair[1] for pair in pairs])
                open_rate = show("what is open to all, compressed", [pair[2] for pair in pairs])
                calm = statistics.median(pair[1]["p99"] for pair in pairs)

                busy = upload_and_read(url, script, import_file, session, options)
                if busy:
                    show("the same, while a file is imported", busy)
                until, counts = time.monotonic() + options.seconds, {}
                floods = [threading.Thread(target=flood_of_logins, args=(port, until, counts)) for _ in range(10)]
                for thread in floods:
                    thread.start()
                flooded = wrk(url, script, options.seconds)
                for thread in floods:
                    thread.join()
                show("the same, in a flood of 50 logins a second", [flooded])
            finally:
                bare.terminate()
                bare.wait()
        print()
        goal("requests a second", rate, rate >= 1_500, "≥ 1,500")
        goal("requests a second of what is open", open_rate, open_rate >= 10_000, "≥ 10,000")
        goal("p99, ms", calm, calm <= 60, "≤ 60")
        goal("share of the bare route", rate / bare_rate, rate >= 0.25 * bare_rate, "≥ 0.25")
        if busy:
            worse = statistics.median(run["p99"] for run in busy) / calm
            goal("p99 during an import ÷ p99", worse, worse <= 3, "≤ 3")
        goal("p99 in the flood ÷ p99", flooded["p99"] / calm, flooded["p99"] <= 2 * calm, "≤ 2")
        print(f"- logins answered in the flood, by status: {counts}")


def goal(name, value, is_met, wanted):
    print(f"- {name}: {value:,.3g}, goal {wanted}: {'met' if is_met else 'missed'}")


def upload_and_read(url, script, files, session, options):
    """Reads while an operator uploads files and the server imports them: runs that ended before the last import."""
    secret, form = session.split()
    fields = {"Cookie": f"maille={secret}", "X-Form-Token": form, "Content-Type": "application/octet-stream"}
    jobs = []

    def upload():
        paths = sorted(os.path.join(folder, name) for folder, _, names in os.walk(files) for name in names)
        for path in paths:
            name = os.path.basename(path)
            if not name.startswith("points"):
                with open(path, "rb") as body:
                    request = urllib.request.Request(
                        f"{url}/api/v1/uploads?name={name}", data=body.read(), headers=fields, method="POST")
                jobs.append(urllib.request.urlopen(request, timeout=300).headers["Location"])

    def is_importing():
        request = urllib.request.Request(url + jobs[-1], headers=fields)
        return json.load(urllib.request.urlopen(request, timeout=30))["job"]["state"] in ("queued", "running")

    sender = threading.Thread(target=upload)
    sender.start()
    runs = []
    while len(runs) < options.pairs:
        run = wrk(url, script, 2)
        if not sender.is_alive() and not (jobs and is_importing()):
            break
        runs.append(run)
    sender.join()
    return runs


if __name__ == "__main__":
    main()
