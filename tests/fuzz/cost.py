"""What a request may cost, whatever it holds: `python -m tests.fuzz.cost [--seed N] [--targets N]`.

Every field and argument that a view asks for, cookies, headers, parts of addresses and whole bodies are given texts of
growing shapes. The cost is the processor time of the answer beyond the same request with ordinary words; it may be
50 ms, and may not grow faster than the size. The last line is JSON with `worst`, `worst_ms` and `superlinear`.
"""

import argparse
import io
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import quote, urlencode

from argon2 import PasswordHasher
from flask import Flask, request
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from connect import db
from connect.accounts import actions as accounts
from connect.app import create_app
from connect.areas import actions as areas
from connect.web import limits, request_sizes
from tests.conftest import KEYS
from tests.fuzz.shapes import BODIES, SHAPES, Shape, mixed
from tests.privacy import test_matrix as matrix
from tests.privacy.who_may import WHO, forms
from tests.world import World, path_of, routes

MOST_MS = 50.0
SIZES = (1000, 4000, 16_000, 64_000, 240_000)  # bytes of one text
BODY_SIZES = (10_000, 80_000, 240_000, 10_000_000)
FIRST = (SIZES[1], *SIZES[-2:])  # looked at of everything, up to where a form is refused; the others of what is dear
DEAR_MS = 10.0  # from here on all sizes are looked at
FASTER, CHANCE_MS = 2.0, 4.0  # times as dear as the size has grown, beyond so much: more is no accident of the clock
CONFIRMED = 2  # times that what is too dear is looked at again; the least of all its answers counts
ORDINARY = "nước sạch"  # may be wrong in its field, like any word that people type
WHO_TRIES = ("nobody", "requester", "claimer", "verified", "coordinator", "moderator", "official", "admin")
COOKIES = ("lang", "ward", "browser", "device", "mine", "in", "session", "connect")
HEADERS = (
    "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "COOKIE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "RANGE", "REFERER",
    "USER_AGENT", "X_CSRFTOKEN", "ORIGIN",
)  # fmt: skip
PLACES = ("/", "/cases/nearby", "/accounts/sign-in", "/notices/", "/static/css/base.css")
WIDE = {"asks_per_phone_day", "asks_per_device_day", "asks_per_network_hour", "asks_per_area_hour", "asks_ceiling_day"}


class Target(NamedTuple):
    """One place for a text: which request, of whom, and where in it."""

    role: str
    method: str
    path: str
    where: str  # form, args, cookie, header, path, body
    name: str
    good: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where} {self.name} as {self.role}"


class Cost(NamedTuple):
    """What a text cost beyond ordinary words, in milliseconds, by its size."""

    target: Target
    shape: str
    by_size: dict[int, float]

    @property
    def worst_ms(self) -> float:
        """The dearest."""
        return max(self.by_size.values())

    @property
    def is_superlinear(self) -> bool:
        """Whether it once grew faster than its size, where it was dear enough to be told from chance."""
        steps = itertools.pairwise(sorted(self.by_size.items()))
        return any(
            dear > DEAR_MS and dear > (cheap + CHANCE_MS) * (more / less) * FASTER
            for (less, cheap), (more, dear) in steps
        )

    def __str__(self) -> str:
        told = ", ".join(f"{size}: {ms:.1f}" for size, ms in sorted(self.by_size.items()))
        return f"{self.target}, {self.shape} ({told} ms)"


class Fuzz:
    """A world that no request changes, and what requests to it cost."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.app, self.dice = world, world.app, random.Random(seed)
        self.shapes: dict[str, Shape] = {**SHAPES, "all together": mixed(seed)}
        self.ordinary: dict[Target, float] = {}

    # --- Requests -----------------------------------------------------------------------------------------

    def environ(self, target: Target, text: str | None, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        """A request as a server hands it on, with the text in its place; None: with ordinary words."""
        cookies, fields = dict(self.world.cookies[target.role]), dict(target.good)
        headers, path, query = {"HTTP_HOST": "localhost"}, target.path, ""
        if text is not None and target.where in ("form", "args"):
            fields[target.name] = text
        if target.where == "cookie" and text is not None:
            cookies[target.name] = quote(text)
        if target.where == "path" and text is not None:
            path = path.replace("…", text)
        headers["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if target.where == "header" and text is not None:
            headers[f"HTTP_{target.name}"] = text.replace("\n", " ").replace("\r", " ").encode().decode("latin-1")
        if target.method == "GET":
            query = urlencode(fields)
        elif body is None:
            kind = "application/x-www-form-urlencoded"
            body = urlencode({"csrf_token": self.world.tokens[target.role], **fields}).encode()
        return {
            "REQUEST_METHOD": target.method, "SCRIPT_NAME": "", "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": io.BytesIO(body or b""), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
            **headers,
        }  # fmt: skip

    def answer_ms(self, environ: dict[str, Any]) -> float:
        """The processor time of one answer, in milliseconds."""
        told: list[str] = []
        began = time.thread_time()
        answer = self.app.wsgi_app(environ, lambda status, _headers, _error=None: told.append(status))
        for _ in answer:
            pass
        took = (time.thread_time() - began) * 1000
        if hasattr(answer, "close"):
            answer.close()
        if told[0].startswith("5"):
            raise AssertionError(f"{told[0]} after {environ['REQUEST_METHOD']} {environ['PATH_INFO'][:200]!a}")
        return took

    def cost(self, target: Target, make: Callable[[int], dict[str, Any]], size: int, times: int) -> float:
        """The least of some answers, beyond that to ordinary words."""
        if target not in self.ordinary:
            ways = [self.environ(target, words) for words in (None, ORDINARY) for _ in range(4)]
            took = [self.answer_ms({**one, "wsgi.input": io.BytesIO(one["wsgi.input"].getvalue())}) for one in ways]
            self.ordinary[target] = max(min(took[:4]), min(took[4:]))
        return max(0.0, min(self.answer_ms(make(size)) for _ in range(times)) - self.ordinary[target])

    # --- Where texts go -----------------------------------------------------------------------------------

    def targets(self) -> Iterator[Target]:
        """Every place for a text."""
        known = forms(self.world.things)
        for endpoint, method, rule, names in sorted(routes(self.app), key=str):
            if endpoint == "static":
                continue
            values = matrix.values_of(self.world, names, WHO[endpoint], "there")
            role, path = self._who(endpoint, method), path_of(rule, values)
            good = tuple((k, str(v)) for k, v in known.get(endpoint, {}).items() if not isinstance(v, tuple))
            plain = Target(role, method, path, "form" if method == "POST" else "args", "", good)
            yield from (plain._replace(where=where, name=name) for where, name in sorted(self._asked_for(plain)))
            for name in sorted(names):
                holes = values | {name: "…"}
                yield plain._replace(where="path", name=name, path=path_of(rule, holes))
        for path, role in itertools.product(PLACES, ("nobody", "claimer")):
            yield from (Target(role, "GET", path, "cookie", name) for name in COOKIES)
            yield from (Target(role, "GET", path, "header", name) for name in HEADERS)

    def _who(self, endpoint: str, method: str) -> str:
        """Somebody who gets as far as the form."""
        open_to = self.app.view_functions[endpoint].open_to  # type: ignore[attr-defined]
        through = (one for one in WHO_TRIES if matrix.expected(WHO[endpoint], open_to, one, "there", method) is None)
        return next(through, "admin")

    def _asked_for(self, target: Target) -> set[tuple[str, str]]:
        """Which fields and arguments are looked at while a request is answered."""
        seen: set[tuple[str, str]] = set()

        class Watched(request_sizes.Typed):
            def getlist(self, key: str, *more: Any) -> list[Any]:  # type: ignore[override]
                _note(self, key)
                return super().getlist(key, *more)

            def __contains__(self, key: object) -> bool:
                _note(self, key)
                return super().__contains__(key)

            def __getitem__(self, key: str) -> Any:
                _note(self, key)
                return super().__getitem__(key)

        def _note(fields: object, key: object) -> None:
            where = "args" if request.__dict__.get("args") is fields else "form"
            if where == "args" or target.method == "POST":
                seen.add((where, str(key)))

        with mock.patch.object(request_sizes.Asked, "parameter_storage_class", Watched):
            self.answer_ms(self.environ(target, None))
        return {one for one in seen if one[0] == target.where}

    # --- What they cost -----------------------------------------------------------------------------------

    def costs(self, most: int = 0) -> Iterator[Cost]:
        """Of every place and shape, or of so many places drawn by the seed; whole bodies come last."""
        targets = list(self.targets())
        for target in self.dice.sample(targets, most) if most else targets:
            yield from self.costs_of(target, FIRST)
        for path, role in (("/cases/ask", "nobody"), ("/accounts/sign-in", "nobody"), ("/notices/write", "official")):
            yield from self._bodies(Target(role, "POST", path, "body", ""))

    def costs_of(self, target: Target, first: tuple[int, ...], then: tuple[int, ...] = SIZES) -> Iterator[Cost]:
        """Of one place, each shape; of what is dear, all sizes with the least of three answers."""
        for shape, grown in self.shapes.items():

            def make(size: int, grown: Shape = grown) -> dict[str, Any]:
                return self.environ(target, grown(size))

            yield self._looked_at(target, shape, make, first, then)

    def _bodies(self, target: Target) -> Iterator[Cost]:
        for name, (kind, grown) in BODIES.items():

            def make(size: int, kind: str = kind, grown: Callable[[int], bytes] = grown) -> dict[str, Any]:
                return self.environ(target, None, grown(size), kind)

            yield self._looked_at(target, name, make, BODY_SIZES, BODY_SIZES)

    def _looked_at(
        self, target: Target, shape: str, make: Callable[[int], dict[str, Any]], first: tuple[int, ...],
        then: tuple[int, ...],
    ) -> Cost:  # fmt: skip
        found = Cost(target, shape, {size: self.cost(target, make, size, 1) for size in first})
        if found.worst_ms < DEAR_MS:
            return found
        found = Cost(target, shape, {size: self.cost(target, make, size, 3) for size in then})
        for _ in range(CONFIRMED):  # a machine that does other things too makes some answers dear by chance
            if not found.is_superlinear and found.worst_ms <= MOST_MS:
                break
            again = {size: min(ms, self.cost(target, make, size, 5)) for size, ms in found.by_size.items()}
            found = Cost(target, shape, again)
        return found


@contextmanager
def unchanged() -> Iterator[None]:
    """Nothing is committed: each request meets the same world, and its session's end takes back what it did."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with (
        mock.patch.object(Session, "commit", Session.flush),
        mock.patch.object(accounts, "hasher", cheap),
        mock.patch.object(limits.limiter, "enabled", False),
    ):
        yield


@contextmanager
def site() -> Iterator[Flask]:
    """A site as it is served, with its cache, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="connect-cost-") as folder:
        wide = dict.fromkeys(WIDE, 10**6)
        usual = {"instance": Path(folder), "database_url": "", "secret_key": "test", "keys": KEYS}
        app = create_app(**usual, staff_second_factor="offered", **wide)
        with app.app_context():
            upgrade()
            areas.import_areas()
            db.session.remove()
        yield app


def summary(found: list[Cost]) -> dict[str, Any]:
    """The last line."""
    worst = max(found, key=lambda one: one.worst_ms)
    return {
        "worst": f"{worst.target}, {worst.shape}", "worst_ms": round(worst.worst_ms, 1),
        "superlinear": sum(one.is_superlinear for one in found), "texts": len(found),
    }  # fmt: skip


def main() -> int:
    """Prints what is dear and the summary; the exit code tells whether all is within bounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", type=int, default=0, help="of how many places, drawn by the seed; 0: of all")
    asked = parser.parse_args()
    found = []
    with site() as app, redirect_stdout(io.StringIO()), unchanged_world(app) as world:
        for one in Fuzz(world, asked.seed).costs(asked.targets):
            found.append(one)
            if one.worst_ms > DEAR_MS:
                print(("superlinear: " if one.is_superlinear else "") + str(one), file=sys.stderr, flush=True)
    told = summary(found)
    print(f"worst shape: {told['worst']}")
    print(json.dumps(told, ensure_ascii=False))
    return int(told["superlinear"] > 0 or told["worst_ms"] > MOST_MS)


@contextmanager
def unchanged_world(app: Flask) -> Iterator[World]:
    """The world of all roles, made and then left as it is."""
    with World(app) as world, unchanged():
        yield world


if __name__ == "__main__":
    sys.exit(main())
