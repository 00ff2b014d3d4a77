"""A running `maille serve` on loopback, for tests by real clients: started on a free port, stopped by its own pid."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(maille, data=None, host=None, page="/login", **settings):
    """Yields (port, process, log file's path). Settings are environment variables without MAILLE_; `host` is what
    requests name where the origin is another than the address; `page` is waited for, unless it is None."""
    with tempfile.TemporaryDirectory(prefix="maille-served-") as folder:
        port, health = free_port(), free_port()
        environment = dict(os.environ, MAILLE_PORT=str(port), MAILLE_HEALTH_PORT=str(health),
                           **{f"MAILLE_{k}": str(v) for k, v in settings.items()})
        log = os.path.join(folder, "server.log")
        with open(log, "w") as output:
            process = subprocess.Popen(
                [maille, "serve", "--data", data or os.path.join(folder, "store")],
                stdout=output, stderr=output, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{health}/ready", process, log)
            if page:
                wait_for(f"http://127.0.0.1:{port}{page}", process, log, host)
            yield port, process, log
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address, process, log, host=None):
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server did not start:\n{open(log).read()}")
