"""`maille serve` behind nginx, which speaks TLS and HTTP/2, as docs/running/serve.md says: what a browser gets, and
whom the limits count; and behind a balancer that passes TLS through and speaks the PROXY protocol, whose part the
test takes. All on loopback; the programs are started here and stopped by their own pid.

Usage: behind_proxy.py MAILLE"""

import contextlib
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

from served import free_port, serving

PASSWORD = "correct horse battery"
# Calls a minute: few, so that the limit is met soon.
LIMIT = 40

NGINX = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {folder}/tls.crt;
        ssl_certificate_key {folder}/tls.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        location / {{
            proxy_pass http://127.0.0.1:{behind};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_request_buffering off;
            client_max_body_size 4g;
        }}
    }}
}}
"""


def check(holds, what):
    if not holds:
        raise SystemExit(f"behind a proxy: {what} is not as it should be")
    print(f"ok: {what}")


@contextlib.contextmanager
def nginx(folder, port, behind):
    """Yields when it listens; ends its own process."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/tls.key",
         "-out", f"{folder}/tls.crt"], check=True, capture_output=True)
    configuration = os.path.join(folder, "nginx.conf")
    with open(configuration, "w") as file:
        user = "user root;" if os.getuid() == 0 else ""
        file.write(NGINX.format(folder=folder, port=port, behind=behind, user=user))
    process = subprocess.Popen(["nginx", "-p", folder, "-e", f"{folder}/error.log", "-c", configuration])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


class Browser:
    def __init__(self, folder, port):
        self.origin = f"https://localhost:{port}"
        self.options = ["--silent", "--show-error", "--http2", "--cacert", f"{folder}/tls.crt", "--include",
                        "--max-time", "30", "--header", "Accept: text/html"]

    def get(self, path, *options):
        """The status, and the head and body as one text."""
        answer = subprocess.run(
            ["curl", *self.options, *options, self.origin + path], check=True, capture_output=True, text=True).stdout
        return int(re.match(r"HTTP/\S+ (\d+)", answer)[1]), answer


SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def first(source):
    """The header of version 1 for an IPv4 address, of version 2 for an IPv6 address."""
    if ":" not in source:
        return f"PROXY TCP4 {source} 192.0.2.1 4711 443\r\n".encode()
    addresses = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, "::1")
    return SIGNATURE + b"\x21\x21" + struct.pack(">H", 39) + addresses + struct.pack(">HH", 4711, 443) + b"\4\0\0"


def through(port, header, peer="127.0.0.1"):
    """The status of /login over TLS behind a header; 0 where the connection is closed without an answer."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 20, (peer, 0)) as connection:
        connection.sendall(header)
        with context.wrap_socket(connection) as encrypted:
            encrypted.sendall(b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                              b"X-Forwarded-For: 203.0.113.200\r\n\r\n")
            return int(re.match(rb"HTTP/1.1 (\d+)", encrypted.recv(100))[1])
    return 0


def balance(maille, folder):
    settings = {"ORIGIN": "https://localhost", "PROXY_TRUSTED": "127.0.0.1", "PROXY_HEADER": "proxy-protocol",
                "CALLS_PER_MINUTE": 5, "TLS_CERTIFICATE": f"{folder}/tls.crt", "TLS_KEY": f"{folder}/tls.key"}
    with serving(maille, os.path.join(folder, "store"), page=None, **settings) as (port, _, _):
        for loud, other in (("198.51.100.1", "198.51.100.2"), ("2001:db8::1", "2001:db8:0:1::1")):
            statuses = [through(port, first(loud)) for _ in range(8)]
            check(statuses[0] == 200 and statuses[-1] == 429, f"{loud} behind a balancer, who meets the limit")
            check(through(port, first(other)) == 200, f"{other} behind the same balancer, who does not")
        check(through(port, SIGNATURE + b"\x20\0\0\0") == 200, "a connection of the balancer's own")
        check(through(port, b"") == 0, "a connection without the header, which is closed")
        check(through(port, b"PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n") == 0, "a header that is none, which is closed")
        check(through(port, first("198.51.100.3"), "127.0.0.2") == 0, "a header from elsewhere, which is closed")


def main():
    maille = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="maille-proxy-") as folder:
        store, port = os.path.join(folder, "store"), free_port()
        subprocess.run(
            [maille, "accounts", "add", "--data", store, "--name", "Anna", "--email", "anna@example.org"],
            input=PASSWORD + "\n", text=True, check=True, capture_output=True)
        settings = {"ORIGIN": f"https://localhost:{port}", "PROXY_TRUSTED": "127.0.0.1", "CALLS_PER_MINUTE": LIMIT}
        with serving(maille, store, "localhost", **settings) as (behind, _, _), nginx(folder, port, behind):
            look(Browser(folder, port))
        balance(maille, folder)


def look(browser):
    status, page = browser.get("/login")
    check(status == 200 and page.startswith("HTTP/2 200"), "a page over HTTP/2 and TLS")
    check(re.search(r"(?mi)^strict-transport-security: max-age=\d{8,}", page) is not None, "HSTS")
    form = ["--data-urlencode", "email=anna@example.org", "--data-urlencode", f"password={PASSWORD}"]
    status, signed_in = browser.get("/login", "--header", f"Origin: {browser.origin}", *form)
    cookie = re.search(r"(?mi)^set-cookie: (__Host-maille=[^;\s]+)(.*)$", signed_in)
    check(status == 303 and cookie is not None, "a session cookie that is bound to the host")
    attributes = {part.strip().lower() for part in cookie[2].split(";") if part.strip()}
    check({"secure", "httponly", "samesite=lax", "path=/"} <= attributes, "a cookie for TLS alone, hidden from scripts")
    status, account = browser.get("/account", "--header", f"Cookie: {cookie[1]}")
    check(status == 200 and "anna@example.org" in account, "the session behind the proxy")
    status, _ = browser.get("/login", "--header", "Origin: https://elsewhere.example", *form)
    check(status == 403, "a form from another site, which is refused")
    # Each of these comes to the server from 127.0.0.1, the proxy.
    loud = [browser.get("/login", "--interface", "127.0.0.2")[0] for _ in range(LIMIT + 5)]
    check(loud[0] == 200 and loud[-1] == 429, "a loud caller, who meets the limit")
    check(browser.get("/login", "--interface", "127.0.0.3")[0] == 200, "another caller, who does not")
    forged = ["--interface", "127.0.0.2", "--header", "X-Forwarded-For: 127.0.0.4"]
    check(browser.get("/login", *forged)[0] == 429, "a forged address, which changes nothing")


main()
