"""What a person who reads notices of floods: of registrations, bad tokens, sign-ins, uploads, one app's refreshes and
token requests with a wrong secret. Calm and flood in turn; each flood is compared with the calm before and after it.

    "$(scripts/interop-environment.sh)" Tests/Interop/floods.py MAILLE [--seconds 2.5] [--strict] [--only WORD]

The person reads one after the other, with one request in flight: a page by session, a day's curve by an app's token.
It must get 200 each time, with a p99 of at most three times the calm one, or 250 ms (--strict: three times alone). A
flood that breaks this is repeated once, since others may be at work on the machine. After each flood somebody new
registers and gets the letter, somebody signs in, and an app refreshes its token. Who signed in before in the same
browser signs in during each flood too, each time. X-Forwarded-For gives each caller a
source: the flood's are many, each a network of its own, unless it says otherwise.
"""

import argparse
import base64
import collections
import glob
import hashlib
import hmac
import http.client
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import requests

from browser import Browser
from flood import Flood, Slow
from served import serving

POINT = "99000000000001"
DAY = "2026-10-02"
CALLBACK = "https://program.example/callback"
PASSWORD = "four words without relation"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
# How many requests a flood has in flight: more than the server has threads.
CONNECTIONS = 48
# Of the app that floods: each is refreshed 60 times a minute.
APPROVALS = 8
SAMPLES = 200
FLOOR = 0.250
FORM = "application/x-www-form-urlencoded"


class Town:
    """A data directory with points and curves, people, and two programs of one recipient."""

    def __init__(self, maille, folder):
        self.maille, self.data, sent = maille, os.path.join(folder, "store"), os.path.join(folder, "sent")
        self.run("simulate", "--meters", "50", "--days", "3", "--from", "2026-10-01", "--format", "csv", "--out", sent,
                 of=())
        self.run("points", "import", os.path.join(sent, "points.csv"))
        self.run("import", sent)
        self.letter = json.loads(self.run("letters", POINT, "--from", "2026-01-01", "--json"))[0]["code"]
        for name, role in (("anna", "resident"), ("boris", "resident"), ("carl", "resident"), ("olga", "operator")):
            self.run("accounts", "add", "--name", name, "--email", f"{name}@example.org", "--role", role,
                     input=PASSWORD + "\n")
        recipient = self.run("recipients", "add", "--name", "Voltéo", "--contact", "dpo@volteo.example").strip()
        self.run("needs", "add", "--recipient", recipient, "--purpose-fr", "Conseil", "--purpose-en", "Advice",
                 "--text-fr", "Voltéo lit vos données.", "--text-en", "Voltéo reads your data.", "--daily",
                 "--half-hourly")
        self.quiet, self.loud = (
            dict(line.split(" ") for line in self.run(
                "programs", "add", "--recipient", recipient, "--name", name, "--redirect", CALLBACK).splitlines())
            for name in ("Quiet", "Loud"))
        more = os.path.join(folder, "more")
        self.run("simulate", "--meters", "50", "--days", "120", "--from", "2026-05-01", "--format", "csv", "--out",
                 more, of=())
        self.files = [open(path, "rb").read() for path in sorted(glob.glob(os.path.join(more, "daily", "*.csv")))]

    def run(self, *arguments, of=None, input=None):
        of = ("--data", self.data) if of is None else of
        return subprocess.run(
            [self.maille, *arguments, *of], check=True, input=input, capture_output=True, text=True).stdout


def check(holds, what):
    if not holds:
        raise SystemExit(f"floods: failed: {what}")


def person(origin, name, source):
    """Signed in; one of staff sets up an authenticator app."""
    browser = Browser(origin)
    browser.session.headers["X-Forwarded-For"] = source
    page = browser.send(browser.get("/login"), "/login", {"email": f"{name}@example.org", "password": PASSWORD})
    if "otpauth://" in page.text:
        key = base64.b32decode(re.search(r"[?&](?:amp;)?secret=([A-Z2-7]+)", page.text)[1])
        digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
        place = digest[-1] & 15
        code = (struct.unpack(">I", digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000
        page = browser.send(page, "/login/code/new", {"code": f"{code:06}"})
    check(browser.session.cookies.get("maille") and browser.get("/account").url.endswith("/account"),
          f"{name} signs in")
    return browser


class App:
    """A program with the approval of a person: an access token, and the refresh token for the next one."""

    def __init__(self, origin, program, browser):
        self.address, self.program = origin + "/oauth/token", program
        back = browser.approve(origin + "/oauth/authorize?" + urllib.parse.urlencode({
            "response_type": "code", "client_id": program["client_id"], "redirect_uri": CALLBACK, "scope": "curves",
            "state": "s", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}), ("daily", "half-hourly"))
        code = urllib.parse.parse_qs(urllib.parse.urlparse(back).query)["code"][0]
        self.ask(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER)

    def ask(self, **fields):
        answer = requests.post(
            self.address, fields, auth=(self.program["client_id"], self.program["client_secret"]),
            headers={"X-Forwarded-For": "192.0.2.20"}, timeout=60)
        check(answer.status_code == 200, f"a token for an app: {answer.status_code} {answer.text}")
        self.access, self.refresh = answer.json()["access_token"], answer.json()["refresh_token"]

    def renew(self):
        self.ask(grant_type="refresh_token", refresh_token=self.refresh)


class Reader:
    """Reads as a person does, and notes how long each read takes and what else than 200 came."""

    def __init__(self, port, cookie, app):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie, self.app = cookie, app

    def read(self, number):
        if number % 2 == 0:
            path, fields = "/account", {"Cookie": f"maille={self.cookie}"}
        else:
            path = f"/api/v1/metering-points/{POINT}/curve?from={DAY}&to={DAY}"
            fields = {"Authorization": f"Bearer {self.app.access}"}
        start = time.perf_counter()
        try:
            self.connection.request("GET", path, headers={"X-Forwarded-For": "192.0.2.10", **fields})
            answer = self.connection.getresponse()
            body = answer.read()
            status = answer.status
            if status == 200 and (b"anna@example.org" if number % 2 == 0 else b"intervals") not in body:
                status = f"200 without what was asked for: {body[:200]}"
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            status = type(error).__name__
        return time.perf_counter() - start, status

    def phase(self, seconds, samples):
        """At least so many seconds and samples. The person and the app may each call 1,200 times a minute, and that
        often at once when they begin: a longer phase goes no faster than they may for ever."""
        pace = 1 / max(40, samples / seconds)
        taken, faults = [], []
        begin = time.perf_counter()
        while len(taken) < samples or time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            took, status = self.read(len(taken))
            taken.append(took)
            if status != 200:
                faults.append(status)
            time.sleep(max(0, pace - (time.perf_counter() - start)))
        return taken, faults


class SignIns:
    """Somebody else who signs in every other second while a flood lasts, in a browser that is known from before: few
    passwords are checked at a time and a crowd is turned away, but never who is known."""

    def __init__(self, port, device):
        self.port, self.device, self.count, self.right = port, device, 0, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        while not self.over.wait(1):
            self.count += 1
            self.right += sign_in(self.port, "boris", self.device) == 303
            if self.over.wait(1):
                break

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def post(port, path, source, cookie="", **fields):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, urllib.parse.urlencode(fields), {
            "X-Forwarded-For": source, "Content-Type": FORM, "Accept": "text/html", "Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()


def sign_in(port, name, device=""):
    return post(port, "/login", "192.0.2.11", f"device={device}", email=f"{name}@example.org", password=PASSWORD)


# ---- the floods: bytes of a request, by its number ----

def source(number):
    """A network of its own for each: 64 bits are one customer's."""
    return f"2001:db8:{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}::1"


def request(method, path, source, body=b"", **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"X-Forwarded-For: {source}", "Accept: application/json",
             *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def form(path, source, fields, **more):
    return request("POST", path, source, urllib.parse.urlencode(fields).encode(), Content_Type=FORM, **more)


def basic(program, secret=None):
    pair = f"{program['client_id']}:{secret or program['client_secret']}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def registration(number, source):
    # Every address comes three times, as often as it may: the second try takes the first one's place.
    return form("/register", source, {
        "name": "Nobody", "email": f"n{number // 3}-{os.getpid()}@example.org", "password": PASSWORD})


def token_request(program, number, source, secret=None):
    return form("/oauth/token", source, {"grant_type": "refresh_token", "refresh_token": f"none-{number:036}"},
                Authorization=basic(program, secret))


class Refreshes:
    """One app that refreshes each of its approvals as fast as it gets an answer. Every second request has a refresh
    token that is none; the app is one caller, and is counted by its own network."""

    def __init__(self, program, apps):
        self.program, self.tokens = program, [app.refresh for app in apps]
        self.free = collections.deque(range(len(apps)))

    def make(self, number):
        if number % 2 and self.free:
            slot = self.free.popleft()
            return form("/oauth/token", "198.51.100.7", {
                "grant_type": "refresh_token", "refresh_token": self.tokens[slot]},
                Authorization=basic(self.program)), slot
        return token_request(self.program, number, source(number)), None

    def heard(self, slot, status, body):
        if slot is None:
            return
        if status == 200:
            self.tokens[slot] = json.loads(body)["refresh_token"]
        self.free.append(slot)


def floods(town, apps, operator):
    cookie = operator.session.cookies.get("maille")
    page = operator.get("/activation").text
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    own = {"Cookie": f"maille={cookie}", "X_Form_Token": token, "Content_Type": "application/octet-stream"}
    octets = {"Content_Type": "application/octet-stream"}
    junk = os.urandom(64 << 10)
    wrong = "w" * 43
    return [
        Flood("registrations", 60, lambda n: registration(n, source(n))),
        Flood("registrations from one address", 200, lambda n: registration(n, "203.0.113.1")),
        Flood("bad tokens", 200, lambda n: request(
            "GET", f"/api/v1/metering-points/{POINT}", source(n), Authorization=f"Bearer none-{n:038}")),
        # Every other one names somebody who is there.
        Flood("bad sign-ins", 60, lambda n: form("/login", source(n), {
            "email": "carl@example.org" if n % 2 else f"n{n}@example.org", "password": "wrong horse battery"})),
        Flood("a stranger's uploads", 100, lambda n: request("POST", "/api/v1/uploads", source(n), junk, **octets),
              slow=Slow(32, request("POST", "/api/v1/uploads", source(0), **octets).replace(
                  b"Content-Length: 0", b"Content-Length: 4000000"))),
        Flood("an operator's uploads", 20, lambda n: request(
            "POST", f"/api/v1/uploads?name=day{n}.csv", "198.51.100.8", town.files[n % len(town.files)], **own),
              slow=Slow(64, request("POST", "/api/v1/uploads", "198.51.100.8", **own).replace(
                  b"Content-Length: 0", b"Content-Length: 4000000"))),
        Flood("one app's refreshes", 200, states=Refreshes(town.loud, apps)),
        Flood("a wrong secret", 200, lambda n: token_request(
            town.loud, n, source(n) if n % 2 else "203.0.113.2", wrong)),
    ]


# ---- judging ----

def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def milliseconds(values, share):
    return f"{percentile(values, share) * 1000:.1f}"


def row(name, taken, *rest):
    cells = [name, str(len(taken)), milliseconds(taken, 0.5), milliseconds(taken, 0.99), *rest]
    print("| " + " | ".join(cells + [""] * (8 - len(cells))) + " |", flush=True)


class Trial:
    def __init__(self, town, port, reader, device, strict, seconds):
        self.town, self.port, self.reader, self.strict, self.seconds = town, port, reader, strict, seconds
        self.device = device
        self.newcomers, self.broken = 0, []

    def calm(self):
        taken, faults = self.reader.phase(self.seconds / 2, SAMPLES // 2)
        if faults:
            self.broken.append(f"calm: {faults[:3]}")
        return taken

    def flood(self, flood, before):
        """What the flood broke, and the calm after it."""
        self.reader.app.renew()
        with flood.running(self.port, CONNECTIONS) as running, SignIns(self.port, self.device) as others:
            time.sleep(0.5)
            taken, faults = self.reader.phase(self.seconds, SAMPLES)
        problems = self.honest()
        after = self.calm()
        calm = percentile(before + after, 0.99)
        limit = 3 * calm if self.strict else max(3 * calm, FLOOR)
        p99 = percentile(taken, 0.99)
        if faults:
            problems.append(f"the person got {faults[:3]}, {len(faults)} of {len(taken)} times")
        if others.right < others.count:
            problems.append(f"a known browser signed in {others.right} of {others.count} times")
        if not running.counts:
            problems.append("it did not run")
        if any(isinstance(status, int) and status >= 500 and status != 503 for status in running.counts):
            problems.append(f"answers of a server that fails: {running.said()}")
        if p99 > limit:
            problems.append(f"p99 {p99 * 1000:.0f} ms, at most {limit * 1000:.0f}")
        row(flood.name, taken, f"{p99 / calm:.1f}", f"{running.rate:.0f} of {flood.rate}", running.said(),
            f"{others.right} of {others.count}")
        row("calm", after)
        return [f"{flood.name}: {problem}" for problem in problems], after

    def honest(self):
        """What people who have nothing to do with the flood cannot do after it."""
        problems = []
        self.newcomers += 1
        address = f"newcomer{self.newcomers}-{os.getpid()}@example.net"
        status = self.patiently(lambda: post(
            self.port, "/register", f"192.0.2.{50 + self.newcomers}", name="New", email=address, password=PASSWORD))
        if status != 200:
            problems.append(f"somebody new registers: {status}")
        elif not self.letter(address):
            problems.append("somebody new registers: no letter within half a minute")
        status = self.patiently(lambda: sign_in(self.port, "boris"))
        if status != 303:
            problems.append(f"somebody signs in: {status}")
        self.reader.app.renew()
        return problems

    def patiently(self, call):
        """Once more after the five seconds that a server with too many passwords in hand asks for."""
        status = call()
        if status == 503:
            time.sleep(5)
            status = call()
        return status

    def letter(self, address):
        seen = set()
        for _ in range(300):
            for path in set(glob.glob(self.town.data + ".mail/*.eml")) - seen:
                with open(path) as file:
                    if address in file.read():
                        return True
                seen.add(path)
            time.sleep(0.1)
        return False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("maille")
    arguments.add_argument("--seconds", type=float, default=2.5)
    arguments.add_argument("--strict", action="store_true")
    arguments.add_argument("--only", default="", help="a word of the names of the floods")
    options = arguments.parse_args()
    maille = os.path.abspath(options.maille)
    with tempfile.TemporaryDirectory(prefix="maille-floods-") as folder:
        town = Town(maille, folder)
        with serving(maille, town.data, PROXY_TRUSTED="127.0.0.1") as (port, process, _):
            origin = f"http://127.0.0.1:{port}"
            anna = person(origin, "anna", "192.0.2.10")
            anna.send(anna.get("/activation"), "/activation", {"code": town.letter})
            apps = [App(origin, town.loud, anna) for _ in range(APPROVALS)]
            reader = Reader(port, anna.session.cookies.get("maille"), App(origin, town.quiet, anna))
            device = person(origin, "boris", "192.0.2.11").session.cookies.get("device")
            trial = Trial(town, port, reader, device, options.strict, options.seconds)
            operator = person(origin, "olga", "198.51.100.8")
            reader.phase(1, 50)
            print("| | reads | p50, ms | p99, ms | ÷ calm | a second | answers | others' sign-ins |\n"
                  "|---|--:|--:|--:|--:|--:|---|--:|")
            calm = trial.calm()
            row("calm", calm)
            for flood in floods(town, apps, operator):
                if options.only not in flood.name:
                    continue
                problems, calm = trial.flood(flood, calm)
                if problems:
                    print("\n".join(problems) + "\nonce more:", file=sys.stderr, flush=True)
                    problems, calm = trial.flood(flood, calm)
                trial.broken += problems
            print(f"\nwho was guessed at signs in: {sign_in(port, 'carl')}")
            if process.poll() is not None:
                trial.broken.append("the server ended")
    for problem in trial.broken:
        print(f"floods: {problem}")
    return 1 if trial.broken else 0


if __name__ == "__main__":
    sys.exit(main())
