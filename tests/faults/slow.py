"""Hundreds who send a form, or read a page, by drops, and those who ask for help meanwhile.

The line: of the honest, 999 of 1,000 are served, whatever the slow hold; each of the slow comes again when the site
hangs up on her.
"""

import asyncio
import itertools
import random
import socket
import time
from contextlib import suppress

from flask import Flask

from tests.faults.callers import address, get, line_from, post, writers
from tests.faults.crowd import CLIENTS, Crowd, Told, run_apart, something_to_see
from tests.faults.site import Served, fresh_site, served

SLOW = 800
DROP_S = 1.0  # between two drops
HONEST_S = 0.2  # how long one of the honest looks at a page
_FROM = 100_000  # their addresses lie apart from those of the honest


class Slow:
    """So many who hold on to a site, a third of each kind."""

    def __init__(self, site: Served, seed: int) -> None:
        self.port, self.dice = site.port, random.Random(seed)
        self.held, self.hung_up, self.most_held = 0, 0, 0
        typed = [("words", "x" * 4000)]
        self.head = get("/cases/nearby", site.port).removesuffix(b"\r\n") + b"X-More: y\r\n" * 500
        self.body = post("/cases/ask", typed, "", site.port)

    async def hold(self, number: int) -> None:
        """One of them, until she is stopped."""
        ways = itertools.cycle([self._drip_a_head, self._drip_a_body, self._sip])
        mine = next(itertools.islice(ways, number % 3, None))
        loop = asyncio.get_running_loop()
        while True:
            with suppress(OSError), line_from(address(_FROM + number)) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                await loop.sock_connect(line, ("127.0.0.1", self.port))
                self.held += 1
                self.most_held = max(self.most_held, self.held)
                try:
                    await mine(line)
                finally:
                    self.held -= 1
            self.hung_up += 1
            await asyncio.sleep(DROP_S * self.dice.random())

    async def _drip_a_head(self, line: socket.socket) -> None:
        await self._drip(line, self.head, 20)

    async def _drip_a_body(self, line: socket.socket) -> None:
        await self._drip(line, self.body, self.body.index(b"\r\n\r\n") + 4)

    async def _drip(self, line: socket.socket, data: bytes, first: int) -> None:
        """The first bytes at once, the others one by one; also hears it when the site hangs up."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(line, data[:first])
        for at in range(first, len(data)):
            await loop.sock_sendall(line, data[at : at + 1])
            with suppress(TimeoutError):
                async with asyncio.timeout(DROP_S * (0.5 + self.dice.random())):
                    if not await loop.sock_recv(line, 1024):
                        return

    async def _sip(self, line: socket.socket) -> None:
        """A page asked for, and read by a few bytes."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(line, get("/cases/ask", self.port))
        while await loop.sock_recv(line, 16):
            await asyncio.sleep(DROP_S * (0.5 + self.dice.random()))


def slow_clients(app: Flask, slow: int, seconds: float, seed: int, module: str = "wsgi", **patience: int) -> Told:
    """So many slow ones hold on to a site for so many seconds while a few ask and post; how those fared."""
    something_to_see(app)
    with served(app, module) as site:
        site.wait_for(lambda: len(site.children()) == 3)
        crowd, holders = Crowd(site, seed, **patience), Slow(site, seed)
        people = iter(writers(app, site, int(200 * seconds)))

        async def honest(number: int, end: float) -> None:
            while time.monotonic() < end:
                await crowd.comes(people, number)
                await asyncio.sleep(HONEST_S)

        async def all_of_them() -> None:
            holding = [asyncio.create_task(holders.hold(number)) for number in range(slow)]
            while holders.most_held < slow and not holders.hung_up:
                await asyncio.sleep(0.05)
            end = time.monotonic() + seconds
            await asyncio.gather(*(honest(number, end) for number in range(CLIENTS)))
            for one in holding:
                one.cancel()
            await asyncio.gather(*holding, return_exceptions=True)

        run_apart(all_of_them())
        held = {"slow": slow, "most_held": holders.most_held, "hung_up": holders.hung_up, "seconds": seconds}
        return {**held, **crowd.told(), **crowd.history.judged(app)}


def run(times: int, seed: int) -> Told:
    """The long run, after it was seen that a site which listens to one at a time serves nobody else."""
    with fresh_site() as app:
        planted = slow_clients(app, 20, 2, seed, "tests.faults.listening", patience_s=2, most_tries=1)
    assert planted["honest_success"] < 0.9, f"the harness is blind: {planted}"
    with fresh_site() as app:
        return {**slow_clients(app, SLOW, times, seed), "planted_success": planted["honest_success"]}
