"""A flood of HTTP requests, from a process of its own: whoever measures beside it shares no interpreter with it."""

import asyncio
import collections
import contextlib
import multiprocessing
import time

PROCESSES = multiprocessing.get_context("fork")


class Slow:
    """Connections that send a head and then a few bytes several times a second, until the server closes them."""

    EACH, PAUSE = b"a" * 1024, 0.25

    def __init__(self, count, head):
        self.count, self.head = count, head


class Flood:
    """So many requests a second at most. `make` gives the bytes of each by its number; `states` instead gives them with
    a token, and hears what was answered."""

    def __init__(self, name, rate, make=None, states=None, slow=None):
        self.name, self.rate, self.make, self.states, self.slow = name, rate, make, states, slow
        # Goes on where an earlier run stopped: no source and no name comes again.
        self.number = 0

    @contextlib.contextmanager
    def running(self, port, connections):
        stop, ours, theirs = PROCESSES.Event(), *PROCESSES.Pipe()
        process = PROCESSES.Process(
            target=lambda: theirs.send(asyncio.run(_Run(self, port, stop).work(connections))), daemon=True)
        process.start()
        run = Outcome()
        try:
            yield run
        finally:
            stop.set()
            if ours.poll(30):
                run.counts, run.seconds, run.slow, self.number, states = ours.recv()
                self.states = states
            process.join(5)
            if process.is_alive():
                process.kill()


class Outcome:
    """What was answered, by status; `cut`: the connection was closed without an answer."""

    counts, seconds, slow = collections.Counter(), 1, collections.Counter()

    @property
    def rate(self):
        return sum(self.counts.values()) / self.seconds

    def said(self):
        text = ", ".join(f"{status}: {count}" for status, count in sorted(self.counts.items(), key=str))
        if self.slow:
            text += "; slow: " + ", ".join(f"{status}: {count}" for status, count in sorted(self.slow.items(), key=str))
        return text


class _Run:
    def __init__(self, flood, port, stop):
        self.flood, self.port, self.stop = flood, port, stop
        self.number, self.next, self.order = flood.number, time.monotonic(), asyncio.Lock()
        self.counts, self.slow = collections.Counter(), collections.Counter()

    async def work(self, connections):
        begin = time.monotonic()
        tasks = [asyncio.create_task(self.worker()) for _ in range(connections)]
        if self.flood.slow:
            tasks += [asyncio.create_task(self.dribble()) for _ in range(self.flood.slow.count)]
        while not self.stop.is_set():
            await asyncio.sleep(0.05)
        seconds = time.monotonic() - begin
        # What is under way is answered where that is soon: a refresh token that is lost is an approval that is lost.
        _, late = await asyncio.wait(tasks, timeout=5)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.counts, seconds, self.slow, self.number, self.flood.states

    async def turn(self):
        """The number of the next request, when it is due: never faster than the rate, and nothing is made up for."""
        async with self.order:
            now = time.monotonic()
            if now < self.next and not self.stop.is_set():
                await asyncio.sleep(self.next - now)
            self.next = max(self.next, now) + 1 / self.flood.rate
            self.number += 1
            return self.number

    async def worker(self):
        reader = writer = None
        while not self.stop.is_set():
            number = await self.turn()
            if self.stop.is_set():
                break
            token, body = None, b""
            data = self.flood.make(number) if self.flood.make else None
            if data is None:
                data, token = self.flood.states.make(number)
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(data)
                status, body, isOver = await answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                status, isOver = "cut", True
            if self.flood.states:
                self.flood.states.heard(token, status, body)
            self.counts[status] += 1
            if isOver and writer:
                writer.close()
                writer = None
        if writer:
            writer.close()

    async def dribble(self):
        while not self.stop.is_set():
            status, writer = "kept", None
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(self.flood.slow.head)
                heard = asyncio.create_task(answer(reader))
                while not self.stop.is_set() and not heard.done():
                    writer.write(Slow.EACH)
                    await asyncio.sleep(Slow.PAUSE)
                if heard.done():
                    status = heard.result()[0]
                heard.cancel()
            except (OSError, asyncio.IncompleteReadError):
                status = "cut"
            self.slow[status] += 1
            if writer:
                writer.close()


async def answer(reader):
    """Status, body, and whether the connection ends."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    fields = dict(line.split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
    return int(head.split(b" ", 2)[1]), body, fields.get(b"connection", b"").strip() == b"close"
