"""The program's server on loopback, asked as anybody may who has not signed in."""

import http.client
import os
import socket
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Answer:
    """What was answered to a question. `seconds` is how long it took."""

    question: str
    status: int
    fields: dict
    body: str
    seconds: float


class Server:
    """`maille serve` on a free port, stopped by its own pid when the block ends."""

    def __init__(self, program, data, log):
        self.program, self.data, self.log = program, data, log

    def __enter__(self):
        self.port, health = free_port(), free_port()
        settings = dict(
            os.environ, MAILLE_PORT=str(self.port), MAILLE_HEALTH_PORT=str(health), MAILLE_CALLS_PER_MINUTE="1000000")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--data", self.data], stdout=log, stderr=log, env=settings)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(300):
            try:
                self.connection.connect()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        with open(self.log, encoding="utf-8") as log:
            raise SystemExit(f"the server did not start:\n{log.read()}")

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path, **fields):
        """One question over the connection that is open, so that no time goes into opening one."""
        start = time.perf_counter()
        self.connection.request("GET", path, headers=fields)
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(path, response.status, names, body.decode("utf-8", "replace"), seconds)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
