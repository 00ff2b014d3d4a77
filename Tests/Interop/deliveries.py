"""What `maille serve` delivers to real peers: an OpenSSH server, an HTTPS server that checks digests, and stand-ins for
CKAN and Data Fair that answer as these document it. All on loopback; what is started here is stopped by its own pid.

Usage: deliveries.py MAILLE"""

import base64
import contextlib
import datetime
import email.parser
import email.policy
import getpass
import hashlib
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from served import free_port, serving

RECIPIENT = "Ville de Test"
SECRETS = {"put": "put-token-5f0c21", "ckan": "ckan-token-77aa01", "fair": "fair-key-90bd13"}


def check(holds, what):
    if not holds:
        raise SystemExit(f"deliveries: {what} is not as it should be")
    print(f"ok: {what}")


class Peer(http.server.BaseHTTPRequestHandler):
    """The HTTPS server, CKAN and Data Fair, below one port."""

    protocol_version = "HTTP/1.1"
    files = {}          # name → [bytes], as put
    resources = {}      # id → {name, format, bytes}
    datasets = {}       # id → [bytes]
    calls = []
    failing = {"put", "create", "fair"}
    basic = []
    taken = threading.Event()

    def log_message(self, *_):
        pass

    def answer(self, status, value=None):
        body = json.dumps(value or {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fails_once(self, what):
        try:
            self.failing.remove(what)
            return True
        except KeyError:
            return False

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def form(self):
        """Fields and the file of a multipart form, as Python's own parser of messages reads it."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body())
        return {part.get_param("name", header="content-disposition"): (part.get_filename(), part.get_payload(decode=True))
                for part in message.iter_parts()}

    def do_PUT(self):
        name, body = os.path.basename(self.path), self.body()
        if self.path.startswith("/basic/"):
            self.basic.append(self.headers["Authorization"])
            return self.answer(204)
        if self.path.startswith("/late/"):
            # Kept; the first one is acknowledged too late.
            self.files.setdefault(self.path, []).append(body)
            if not self.taken.is_set():
                self.taken.set()
                time.sleep(10)
            return self.answer(201)
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if self.headers["Authorization"] != f"Bearer {SECRETS['put']}":
            return self.answer(401)
        if self.headers["Content-Digest"] != f"sha-256=:{digest}:":
            return self.answer(400)
        if self.fails_once("put"):
            return self.answer(503)
        self.files.setdefault(name, []).append(body)
        self.answer(201)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.calls.append(url.path)
        if self.headers["Authorization"] != SECRETS["ckan"]:
            return self.answer(403, {"success": False})
        if url.path != "/catalogue/api/3/action/package_show" or url.query != "id=energy":
            return self.answer(404, {"success": False})
        listed = [{"id": id, "name": it["name"]} for id, it in self.resources.items()]
        self.answer(200, {"success": True, "result": {"name": "energy", "resources": listed}})

    def do_POST(self):
        self.calls.append(self.path)
        if self.path.startswith("/catalogue/api/3/action/"):
            return self.ckan(self.path.rsplit("/", 1)[1])
        match = re.fullmatch(r"/data-fair/api/v1/datasets/([a-z0-9_-]+)", self.path)
        form = self.form()
        if not match or self.headers["x-apiKey"] != SECRETS["fair"]:
            return self.answer(401)
        if self.fails_once("fair"):
            return self.answer(409)
        name, content = form["file"]
        if not name.endswith(".csv"):
            return self.answer(400)
        known = match[1] in self.datasets
        self.datasets.setdefault(match[1], []).append(content)
        self.answer(200 if known else 201, {"id": match[1]})

    def ckan(self, action):
        form = self.form()
        if self.headers["Authorization"] != SECRETS["ckan"]:
            return self.answer(403, {"success": False})
        text = {name: value[1].decode() for name, value in form.items() if name != "upload"}
        if action == "resource_create":
            id = f"r{len(self.resources)}"
            if text.get("package_id") != "energy":
                return self.answer(404, {"success": False})
        elif text.get("id") in self.resources:
            id = text["id"]
        else:
            return self.answer(404, {"success": False})
        self.resources[id] = {"name": text["name"], "format": text["format"], "bytes": form["upload"][1]}
        if action == "resource_create" and self.fails_once("create"):
            # Kept, but the acknowledgement is lost.
            self.close_connection = True
            return None
        self.answer(200, {"success": True, "result": {"id": id}})


@contextlib.contextmanager
def peer(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/tls.key",
         "-out", f"{folder}/tls.crt"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/tls.crt", f"{folder}/tls.key")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


@contextlib.contextmanager
def sshd(folder):
    """Yields its port and host key; ends its own process."""
    port = free_port()
    for name in ["host", "other", "client"]:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}"], check=True)
    os.rename(f"{folder}/client.pub", f"{folder}/authorized")
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    with open(f"{folder}/sshd_config", "w") as file:
        file.write(
            f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nPasswordAuthentication no\n"
            "PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n")
    with open(f"{folder}/sshd.log", "w") as log:
        process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", f"{folder}/sshd_config"], stderr=log)
    try:
        time.sleep(0.5)
        if process.poll() is not None:
            raise SystemExit(open(f"{folder}/sshd.log").read())
        yield port
    finally:
        process.terminate()
        process.wait(20)


class Operator:
    def __init__(self, maille, data):
        self.maille, self.data = maille, data

    def __call__(self, *arguments, secret=None, codes=(0,)):
        ended = subprocess.run(
            [self.maille, *arguments, "--data", self.data], input=f"{secret}\n" if secret else "", text=True,
            capture_output=True)
        if ended.returncode not in codes:
            raise SystemExit(f"maille {' '.join(arguments)} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout

    def rows(self):
        return {row["destination"]: row for row in json.loads(self("deliveries", "list", "--json", codes=(0, 1)))}

    def wait(self, holds, what):
        for _ in range(150):
            rows = self.rows()
            if holds(rows):
                return rows
            time.sleep(0.2)
        raise SystemExit(f"deliveries: {what} did not happen:\n{self('deliveries', 'list', codes=(0, 1))}")


def figures(operator, folder, day):
    """A measured day of a quarter and of a house, and a correction of all of its values."""
    made = f"{folder}/made"
    subprocess.run(
        [operator.maille, "simulate", "--meters", "300", "--days", "1", "--from", day, "--out", made,
         "--seed", "7", "--format", "csv"], check=True, capture_output=True)
    points = [line.split(";")[0] for line in open(f"{made}/points.csv").read().splitlines()[1:]]
    with open(f"{made}/sets.csv", "w") as file:
        file.write("set;kind;use;usage;point;from;until\n")
        for number, point in enumerate(points):
            file.write(f"quarter;neighbourhood;4a;public;{point};2020-01-01;\n")
            if number < 150:
                file.write(f"house;building;2a;restricted;{point};2020-01-01;\n")
    os.mkdir(f"{made}/later")
    for name in os.listdir(f"{made}/daily"):
        head, *lines = open(f"{made}/daily/{name}").read().splitlines()
        rows = [line.split(";") for line in lines]
        with open(f"{made}/later/{name}", "w") as file:
            file.write(head + "\n")
            for row in rows:
                file.write(";".join(row[:2] + [str(3 * int(it) // 4) if it.isdigit() else it for it in row[2:]]) + "\n")
    return made


def main():
    maille = sys.argv[1]
    day = (datetime.date.today() - datetime.timedelta(days=4)).isoformat()
    with tempfile.TemporaryDirectory(prefix="maille-deliveries-") as folder:
        data, out = os.path.join(folder, "store"), os.path.join(folder, "out")
        operator = Operator(maille, data)
        made = figures(operator, folder, day)
        operator("import", f"{made}/points.csv", f"{made}/sets.csv", f"{made}/daily", codes=(0, 1))
        operator("agreements", "add", "--recipient", RECIPIENT, "--use", "2a", "--basis", "contract 1", "--from", day)
        with peer(folder) as port, sshd(folder) as ssh, \
                serving(maille, data, NOTICES_REACH="loopback") as (_, _, log):
            deliver(operator, folder, day, out, port, ssh)
            said = open(log).read()
        with peer(folder) as port:
            lose(operator, maille, data, folder, day, port)
        kept = b"".join(open(os.path.join(data, name), "rb").read()
                        for name in os.listdir(data) if name.startswith("access.sqlite"))
        for secret in SECRETS.values():
            check(secret not in said and secret.encode() not in kept, "a secret that is in no log and not in clear")


def lose(operator, maille, data, folder, day, port):
    """The server is killed after the other side took a document and before it said so."""
    operator("deliveries", "add", "late", "--put", f"https://localhost:{port}/late", "--authority", f"{folder}/tls.crt",
             "--from", day)
    with serving(maille, data, NOTICES_REACH="loopback") as (_, process, _):
        check(Peer.taken.wait(20), "a document that was taken and not acknowledged")
        process.kill()
        process.wait()
    with serving(maille, data, NOTICES_REACH="loopback"):
        operator("deliveries", "retry", "late")
        operator.wait(lambda rows: not rows["late"]["waiting"], "the second sending")
    sent = {path: bodies for path, bodies in Peer.files.items() if path.startswith("/late/")}
    check(sorted(len(bodies) for bodies in sent.values()) == [1, 2]
          and all(len(set(bodies)) == 1 for bodies in sent.values()), "the same bytes under the same name, sent again")


def deliver(operator, folder, day, out, port, ssh):
    inbox, key = os.path.join(folder, "inbox"), os.path.join(folder, "client")
    os.mkdir(inbox)
    host, other = (" ".join(open(f"{folder}/{name}.pub").read().split()[:2]) for name in ["host", "other"])
    address, at = f"sftp://{getpass.getuser()}@localhost:{ssh}{inbox}", f"https://localhost:{port}"
    trust = ["--authority", f"{folder}/tls.crt", "--from", day]
    add = ["deliveries", "add"]
    operator(*add, "sftp", "--sftp", address, "--host-key", host, "--key", key, "--recipient", RECIPIENT, "--from", day)
    operator(*add, "wrong", "--sftp", address, "--host-key", other, "--key", key, "--from", day)
    operator(*add, "put", "--put", f"{at}/in", "--bearer", *trust, secret=SECRETS["put"])
    operator(*add, "ckan", "--ckan", f"{at}/catalogue", "--dataset", "energy", *trust, secret=SECRETS["ckan"])
    operator(*add, "fair", "--data-fair", f"{at}/data-fair", *trust, secret=SECRETS["fair"])
    closed = address.replace(f":{ssh}", f":{free_port()}")
    operator(*add, "closed", "--sftp", closed, "--host-key", host, "--key", key, "--from", day)
    operator(*add, "stranger", "--sftp", address, "--host-key", host, "--key", f"{folder}/other", "--from", day)
    operator(*add, "nowhere", "--sftp", f"{address}/nowhere", "--host-key", host, "--key", key, "--from", day)
    operator(*add, "basic", "--put", f"{at}/basic", "--user", "maille", *trust, secret=SECRETS["put"])
    operator("publish", "--day", day, "--out", out)

    operator(*add, "untrusted", "--put", f"{at}/in", "--bearer", "--from", day, secret=SECRETS["put"])
    tried = ["untrusted", "wrong", "closed", "stranger", "nowhere", "put", "ckan", "fair"]
    rows = operator.wait(
        lambda rows: len(rows["sftp"]["arrived"]) == 2 and all(
            any("why" in waiting for waiting in rows[name]["waiting"]) for name in tried),
        "the first try of each destination")
    files = {name: open(os.path.join(inbox, name), "rb").read() for name in os.listdir(inbox)}
    check(set(files) == {f"use-2a_restricted_{day}_e1.csv", f"use-2a_restricted_{day}_e1.json"},
          "the restricted documents of one recipient over SFTP, under their last names alone")
    check(all(hashlib.sha256(files[row["file"]]).hexdigest() == row["sha256"] for row in rows["sftp"]["arrived"]),
          "the digest of what arrived")
    check("another host key" in rows["wrong"]["waiting"][0]["why"] and not rows["wrong"]["arrived"],
          "a server with another host key, to which nothing went")
    for name, words in {"closed": "did not answer", "stranger": "did not accept the key",
                        "nowhere": "did not store", "untrusted": "certificate is not trusted"}.items():
        check(words in rows[name]["waiting"][0]["why"], f"what the operator is told of a server: {name}")
    check(set(Peer.basic) == {"Basic " + base64.b64encode(f"maille:{SECRETS['put']}".encode()).decode()},
          "a name and a password")
    for name in ["put", "ckan", "fair"]:
        operator("deliveries", "retry", name)
    rows = operator.wait(
        lambda rows: not any(rows[name]["waiting"] for name in ["put", "ckan", "fair"]), "the second try")
    published = {name: open(os.path.join(out, name), "rb").read() for name in os.listdir(out) if "_public_" in name}
    check({name: bodies for name, bodies in Peer.files.items()} == {n: [b] for n, b in published.items()},
          "each public document put once, with its digest, after a refusal")
    named = {it["name"]: it["bytes"] for it in Peer.resources.values()}
    check(len(named) == len(Peer.resources) == len(published)
          and all(published[n.replace(".", "_e1.", 1)] == b for n, b in named.items()),
          "one resource of CKAN for each document, also where an acknowledgement was lost")
    check("/catalogue/api/3/action/resource_update" in Peer.calls, "the resource that was there, updated")
    check(sorted(b for bodies in Peer.datasets.values() for b in bodies)
          == sorted(b for n, b in published.items() if n.endswith(".csv")), "one dataset of Data Fair for each CSV")
    check(all(row["tries"] >= 1 and row["sha256"] for name in ["put", "ckan"] for row in rows[name]["arrived"]),
          "what was acknowledged, with tries and digests")

    operator("publish", "--day", day, "--out", out)
    operator("import", f"{folder}/made/later", codes=(0, 1))
    operator("publish", "--day", day, "--out", out)
    operator.wait(lambda rows: not any(rows[name]["waiting"] for name in ["sftp", "put", "ckan", "fair"]), "an edition")
    corrected = {name: open(os.path.join(out, name), "rb").read() for name in os.listdir(out)
                 if "_public_" in name and "_e2." in name}
    check(len(corrected) == 2 and {n: b for n, b in Peer.files.items()}
          == {n: [b] for n, b in (published | corrected).items()}, "a new edition, sent once beside the one before")
    check(len(os.listdir(inbox)) == 4 and f"use-2a_restricted_{day}_e2.csv" in os.listdir(inbox), "the same over SFTP")
    check(len(Peer.resources) == 2 and {it["bytes"] for it in Peer.resources.values()} == set(corrected.values()),
          "the same resources of CKAN, with the new edition")
    check([len(bodies) for bodies in Peer.datasets.values()] == [2], "the same dataset of Data Fair, with two files")


main()
