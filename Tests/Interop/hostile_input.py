"""Sends a running server what it must refuse: each answer is a clear 4xx, or the connection is closed; the server
lives, and answers others meanwhile. usage: hostile_input.py MAILLE"""

import http.client
import socket
import sys
import threading
import time

from served import serving

IDLE_SECONDS = 3


def exchange(port, request, patience=10.0):
    """The first line of what comes back; '' when the server closed without a word."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        try:
            answer = b""
            while len(answer) < 65_536:
                part = connection.recv(65_536)
                if not part:
                    break
                answer += part
                if b"\r\n" in answer:
                    break
        except ConnectionResetError:
            pass
        return answer.split(b"\r\n")[0].decode("latin-1")


def cases(port):
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    get = lambda path, more=b"": b"GET " + path + b" HTTP/1.1\r\n" + host + more + b"\r\n"
    post = lambda path, more, body=b"": b"POST " + path + b" HTTP/1.1\r\n" + host + more + b"\r\n" + body
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    yield "a header of 100 kB", get(b"/login", b"X-Long: " + b"a" * 100_000 + b"\r\n"), (400, 431, 0)
    yield "5,000 headers", get(b"/login", b"".join(b"X-%d: a\r\n" % i for i in range(5_000))), (400, 431, 0)
    yield "a path of 100 kB", get(b"/" + b"a" * 100_000), (400, 404, 414, 431, 0)
    yield "no Host", b"GET /login HTTP/1.1\r\n\r\n", (400, 404)
    yield "a host of nobody", b"GET /login HTTP/1.1\r\nHost: evil.example\r\n\r\n", (404,)
    yield "no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, (400, 0)
    yield "binary in the path", get(b"/\xff\xfe\x00"), (400, 404, 0)
    yield "an unknown method", b"BREW /login HTTP/1.1\r\n" + host + b"\r\n", (400, 404, 405, 0)
    for path in (b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/..%2f..%2fetc%2fpasswd", b"//login//../x",
                 b"/login/%00", b"/api/v1/%ff%fe", b"/api/v1/sets/..%2f..%2fkeys", b"/api/v1/sets/%2e%2e"):
        yield f"the path {path.decode()}", get(path), (400, 404)
    for query in (b"%ff", b"a=%zz", b"a=%00", b"%F0%28%8C%28=1"):
        yield f"the query {query.decode()}", get(b"/api/v1/releases?" + query), (400,)
    yield "a body where none is taken", post(b"/account", b"Content-Length: 3\r\n", b"abc"), (400, 405)
    yield "a body with GET", get(b"/login", b"Content-Length: 3\r\n") + b"abc", (400,)
    yield "a form announced too large", post(b"/oauth/token", form + b"Content-Length: 99999999\r\n"), (413,)
    yield "a form that is too large", post(
        b"/oauth/token", form + b"Transfer-Encoding: chunked\r\n", b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 1 + (
        b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 40, (413, 0)
    yield "a form that is no UTF-8", post(b"/oauth/token", form + b"Content-Length: 3\r\n", b"%ff"), (400, 401)
    yield "two lengths", post(b"/oauth/token", form + b"Content-Length: 1\r\nContent-Length: 2\r\n", b"ab"), (400, 0)
    yield "a length and chunks", post(
        b"/oauth/token", form + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", b"1\r\na\r\n0\r\n\r\n"), (
        400, 401, 0)
    yield "a file of nobody's", post(
        b"/api/v1/uploads", b"Content-Type: application/octet-stream\r\nContent-Length: 4000000000\r\n"), (401,)
    yield "a negative length", post(b"/oauth/token", form + b"Content-Length: -1\r\n"), (400, 413, 0)
    yield "a token of 15 kB", get(b"/api/v1/metering-points", b"Authorization: Bearer " + b"a" * 15_000 + b"\r\n"), (
        401,)
    yield "a token with strange bytes", get(
        b"/api/v1/metering-points", b"Authorization: Bearer \xff\xfe\xfd\r\n"), (400, 401)
    yield "a cookie of strange bytes", get(b"/api/v1/metering-points", b"Cookie: maille=\xff\xfe;;;=\r\n"), (400, 401)


def is_alive(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def refusals(port):
    failures = 0
    for name, request, allowed in cases(port):
        line = exchange(port, request)
        status = int(line.split()[1]) if line.startswith("HTTP/") else 0
        if status not in allowed or not is_alive(port):
            failures += 1
            print(f"hostile input: {name}: {line[:80]!r}, expected {allowed}")
    return failures


def slow(port):
    """Connections that send a byte a second, from two addresses, since one has 256 at most: closed within the patience
    of the server; others, from a third address, are answered."""
    beginnings = [
        b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        b"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 5000\r\n\r\n",
    ]
    connections = []
    for number in range(300):
        source = (f"127.0.0.{2 + number % 2}", 0)
        connection = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=source)
        connection.sendall(beginnings[number % 2])
        connections.append(connection)
    worst, alive, start = 0.0, len(connections), time.monotonic()
    while alive and time.monotonic() - start < 6 * IDLE_SECONDS:
        asked = time.monotonic()
        if not is_alive(port):
            print("hostile input: the server does not answer beside slow clients")
            return 1
        worst = max(worst, time.monotonic() - asked)
        for number, connection in enumerate(connections):
            if connection is None:
                continue
            try:
                connection.sendall(b"a")
                connection.setblocking(False)
                try:
                    gone = connection.recv(4096) == b""
                except BlockingIOError:
                    gone = False
                connection.setblocking(True)
            except OSError:
                gone = True
            if gone:
                connection.close()
                connections[number] = None
                alive -= 1
        time.sleep(0.5)
    for connection in connections:
        if connection is not None:
            connection.close()
    if alive:
        print(f"hostile input: {alive} of 300 slow connections were kept")
        return 1
    print(f"hostile input: 300 slow connections closed; others waited at most {worst:.2f} s")
    return 0


def stops_after_requests_in_hand(maille):
    """A request that is being sent when the server is told to stop is answered."""
    with serving(maille) as (port, process, _):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.sendall(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n")
        threading.Timer(0.3, process.terminate).start()
        time.sleep(0.1)
        connection.sendall(b"\r\n")
        answer = connection.recv(4096)
        connection.close()
        process.wait(20)
        if not answer.startswith(b"HTTP/1.1 200") or process.returncode != 0:
            print(f"hostile input: stopped with {process.returncode}, answered {answer[:40]!r}")
            return 1
    return 0


def main():
    maille = sys.argv[1]
    with serving(maille, IDLE_SECONDS=IDLE_SECONDS, BODY_SECONDS=IDLE_SECONDS) as (port, process, log):
        count = sum(1 for _ in cases(port))
        failures = refusals(port) + slow(port)
        if process.poll() is not None:
            failures += 1
            print(f"hostile input: the server ended:\n{open(log).read()}")
    failures += stops_after_requests_in_hand(maille)
    print(f"hostile input: {count} requests refused, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
