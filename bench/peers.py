"""How others search nearby, on the same open cases: each peer is a function of a place and a radius to ids.

These are the usual patterns, not somebody's product: PostGIS's own nearest-neighbour search and the form with
ST_DWithin, Redis GEO, SQLite's R*Tree, a box on (lat, lon), and the scan that first attempts make. They get less to
do than we: they return ids and distances, by distance alone, over a table that holds only what they need, from one
prepared statement on an open connection of the driver that we use, too. Ours returns what a card shows of each case,
in the documented order, through the pool of the app. A peer whose software is not installed is named and left out.
"""

import importlib
import math
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from connect import geo
from tests.postgres import free_port

K = 20
SLOW = {"SQLite haversine scan": 2, "SQLite box and sort": 20, "PostGIS ST_DWithin, sort": 10}  # asked less often
Row = tuple[int, float, float]  # id, lat, lon
Peer = Callable[[geo.Point, int], list[int]]
HAVERSINE = """12742000 * asin(sqrt(
    pow(sin(radians(lat - :lat) / 2), 2) + cos(radians(:lat)) * cos(radians(lat)) * pow(sin(radians(lon - :lon) / 2), 2)
))"""


def missing(name: str, why: str) -> None:
    """Says loudly that a peer is not measured."""
    print(f"NOT MEASURED: {name}: {why}", flush=True)


def values(at: geo.Point, within_m: float) -> dict[str, float]:
    """What the statements wait for: the place, the radius, its box, and the local metric."""
    around = geo.metric(at)
    north, east = within_m / around.ky, within_m / around.kx
    return {
        "lat": at.lat, "lon": at.lon, "kx": around.kx, "ky": around.ky, "within": within_m, "south": at.lat - north,
        "north": at.lat + north, "west": at.lon - east, "east": at.lon + east,
    }  # fmt: skip


# --- SQLite -----------------------------------------------------------------------------------------------


BOX = """SELECT id, pow((lat - :lat) * :ky, 2) + pow((lon - :lon) * :kx, 2) AS d2 FROM {}
    WHERE lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east {} ORDER BY d2 LIMIT 20"""
IN_BOX = BOX.format("cases", "AND state = 'open'")
IN_RTREE = BOX.format("spots", "AND maxlat >= :south AND maxlon >= :west").replace("lat BETWEEN :south AND", "lat <=")
IN_RTREE = IN_RTREE.replace("lon BETWEEN :west AND", "lon <=")
SCAN = f"SELECT id, {HAVERSINE} AS d FROM cases WHERE state = 'open' AND d <= :within ORDER BY d LIMIT 20"


@contextmanager
def sqlite(site: Path, folder: Path) -> Iterator[dict[str, Peer]]:
    """The patterns on SQLite; the file is made once beside the site."""
    path = folder / "peers.db"
    if not path.exists():
        _build_sqlite(site, path.with_suffix(".building"))
        path.with_suffix(".building").rename(path)
    connection = sqlite3.connect(path, cached_statements=512)
    connection.executescript("PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;")

    def ask(sql: str, at: geo.Point, within_m: float) -> list[int]:
        return [one for one, _ in connection.execute(sql, values(at, within_m)).fetchall()]

    def doubling(at: geo.Point, within_m: int) -> list[int]:
        radius = 300.0
        while True:
            radius = min(2 * radius, within_m)
            found = connection.execute(IN_RTREE, values(at, radius)).fetchall()
            if radius >= within_m or sum(d2 <= radius**2 for _, d2 in found) == K:
                return [one for one, d2 in found if d2 <= radius**2]

    yield {
        "SQLite R*Tree, doubling": doubling,
        "SQLite box and sort": lambda at, within_m: ask(IN_BOX, at, within_m),
        "SQLite haversine scan": lambda at, within_m: ask(SCAN, at, within_m),
    }
    connection.close()


def _build_sqlite(site: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("ATTACH ? AS site", (str(site),))
    connection.executescript("""
        PRAGMA synchronous=OFF;
        CREATE TABLE cases (id INTEGER PRIMARY KEY, state TEXT, lat REAL, lon REAL);
        INSERT INTO cases SELECT id, iif(state = 'partly_helped', 'open', state), lat, lon FROM site.cases;
        CREATE INDEX cases_box ON cases (state, lat, lon);
        CREATE VIRTUAL TABLE spots USING rtree (id, lat, maxlat, lon, maxlon);
        INSERT INTO spots SELECT id, lat, lat, lon, lon FROM cases WHERE state = 'open';
    """)
    connection.commit()
    connection.close()


# --- PostGIS ----------------------------------------------------------------------------------------------


ROUND_TRIP = "PostgreSQL, SELECT 1"  # what no question can do without
HERE = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)"
KNN_GEOGRAPHY = f"""SELECT id, at <-> {HERE}::geography AS d FROM spots
    WHERE ST_DWithin(at, {HERE}::geography, %(within)s) ORDER BY d LIMIT 20"""
KNN_GEOMETRY = f"""WITH near AS (SELECT id, lat, lon FROM spots ORDER BY flat <-> {HERE} LIMIT 34),
    exact AS (SELECT id, ((lat - %(lat)s) * %(ky)s) ^ 2 + ((lon - %(lon)s) * %(kx)s) ^ 2 AS d2 FROM near)
    SELECT id, d2 FROM exact WHERE d2 <= %(within)s::float8 ^ 2 ORDER BY d2 LIMIT 20"""
DWITHIN = f"""SELECT id, ST_Distance(at, {HERE}::geography) AS d FROM spots
    WHERE ST_DWithin(at, {HERE}::geography, %(within)s) ORDER BY d LIMIT 20"""
MAKE_SPOTS = """
    CREATE EXTENSION postgis;
    CREATE TABLE spots (id int PRIMARY KEY, lat float8, lon float8, at geography(point), flat geometry(point, 4326));
"""
INDEX_SPOTS = """
    UPDATE spots SET flat = ST_SetSRID(ST_MakePoint(lon, lat), 4326), at = ST_SetSRID(ST_MakePoint(lon, lat), 4326);
    CREATE INDEX ON spots USING gist (at); CREATE INDEX ON spots USING gist (flat);
"""


@contextmanager
def postgis(url: str, rows: Callable[[], list[Row]]) -> Iterator[dict[str, Peer]]:
    """PostGIS in a database of its own on the same server, with the same settings; filled once."""
    try:
        _build_postgis(url, rows)
    except psycopg.errors.FeatureNotSupported as error:
        missing("PostGIS", str(error).splitlines()[0])
        yield {}
        return
    with psycopg.connect(url.rsplit("/", 1)[0] + "/peers", autocommit=True) as connection:

        def ask(sql: str, at: geo.Point, within_m: int) -> list[int]:
            return [row[0] for row in connection.execute(sql, values(at, within_m), prepare=True).fetchall()]

        yield {
            ROUND_TRIP: lambda _at, _within_m: [row[0] for row in connection.execute("SELECT 1", prepare=True)],
            "PostGIS KNN geography": lambda at, within_m: ask(KNN_GEOGRAPHY, at, within_m),
            "PostGIS KNN geometry, exact": lambda at, within_m: ask(KNN_GEOMETRY, at, within_m),
            "PostGIS ST_DWithin, sort": lambda at, within_m: ask(DWITHIN, at, within_m),
        }


def _build_postgis(url: str, rows: Callable[[], list[Row]]) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = 'peers'").fetchone():
            return
        server.execute("DROP DATABASE IF EXISTS peers_building")  # left by a build that did not come to its end
        server.execute("CREATE DATABASE peers_building")
    with psycopg.connect(url.rsplit("/", 1)[0] + "/peers_building", autocommit=True) as connection:
        connection.execute(MAKE_SPOTS)
        with connection.cursor().copy("COPY spots (id, lat, lon) FROM STDIN") as copy:
            copy.write("".join(f"{one}\t{lat}\t{lon}\n" for one, lat, lon in rows()))
        connection.execute(INDEX_SPOTS)
        connection.execute("VACUUM FULL ANALYZE spots")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("ALTER DATABASE peers_building RENAME TO peers")


# --- Redis ------------------------------------------------------------------------------------------------


@contextmanager
def redis(rows: Callable[[], list[Row]]) -> Iterator[dict[str, Peer]]:
    """Redis GEOSEARCH at one radius, on a server of our own on loopback, over a bare socket."""
    program = shutil.which("redis-server")
    if not program:
        missing("Redis GEOSEARCH", "redis-server is not installed")
        yield {}
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-redis-"))
        port = str(free_port())
        command = [program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        stack.callback(server.kill)
        client = Redis(int(port))
        spots = rows()
        for start in range(0, len(spots), 1000):
            flat = [part for one, lat, lon in spots[start : start + 1000] for part in (lon, lat, one)]
            client.ask("GEOADD", "open", *flat)

        def search(at: geo.Point, within_m: int) -> list[int]:
            near = client.ask("GEOSEARCH", "open", "FROMLONLAT", at.lon, at.lat, "BYRADIUS", within_m, "m", "ASC",
                              "COUNT", K, "WITHDIST")  # fmt: skip
            return [int(one) for one, _ in near]

        yield {"Redis GEOSEARCH": search}


class Redis:
    """As much of the protocol as these questions need. Source: the Redis serialization protocol, version 2."""

    def __init__(self, port: int) -> None:
        for _ in range(100):
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def ask(self, *words: object) -> Any:
        """Sends a command and reads its answer."""
        texts = [str(word).encode() for word in words]
        self._socket.sendall(b"*%d\r\n" % len(texts) + b"".join(b"$%d\r\n%s\r\n" % (len(text), text) for text in texts))
        return self._answer()

    def _answer(self) -> Any:
        line = self._file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"*":
            return [self._answer() for _ in range(int(rest))]
        if kind == b"$":
            return self._file.read(int(rest) + 2)[:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return int(rest) if kind == b":" else rest


# --- The floor --------------------------------------------------------------------------------------------


def tree(rows: Callable[[], list[Row]]) -> dict[str, Peer]:
    """A k-d tree in this process, by scipy: what a search costs when nothing is stored, shared or kept true."""
    try:
        spatial: Any = importlib.import_module("scipy.spatial")
    except ImportError:
        missing("k-d tree", "scipy is not installed (pip install scipy)")
        return {}
    spots = rows()
    found = spatial.cKDTree([_on_the_globe(lat, lon) for _, lat, lon in spots])

    def search(at: geo.Point, within_m: int) -> list[int]:
        _, near = found.query(_on_the_globe(at.lat, at.lon), k=K, distance_upper_bound=within_m)
        return [spots[number][0] for number in near if number < len(spots)]

    return {"k-d tree in memory": search}


def _on_the_globe(lat: float, lon: float) -> tuple[float, float, float]:
    phi, along = math.radians(lat), math.radians(lon)
    return 6371000 * math.cos(phi) * math.cos(along), 6371000 * math.cos(phi) * math.sin(along), 6371000 * math.sin(phi)
