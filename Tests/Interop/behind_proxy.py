"""`maille serve` behind nginx, which speaks TLS and HTTP/2, as docs/running/serve.md says: what a browser gets, and
whom the limits count. All on loopback; both programs are started here and stopped by their own pid.

Usage: behind_proxy.py MAILLE"""

import contextlib
import os
import re
import socket
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
