"""Addresses of databases: as people and libpq spell them, as SQLAlchemy wants them, as they may be shown."""

import re
from urllib.parse import urlsplit

POSTGRES = ("postgres://", "postgresql://", "postgresql+psycopg://")
WHO = re.compile(r"//[^/@\s]+@")  # name and password in an address


def for_sqlalchemy(url: str) -> str:
    """The address with the name of the driver that we bring."""
    for scheme in POSTGRES:
        if url.startswith(scheme):
            return "postgresql+psycopg://" + _hosts_apart(url.removeprefix(scheme))
    return url


def without_password(address: str) -> str:
    """An address that may be shown: who signs in there is left out."""
    return WHO.sub("//…@", address)


def _hosts_apart(address: str) -> str:
    """An address with several hosts, which libpq joins by commas, as SQLAlchemy spells it: ?host=one:1&host=two:2."""
    parts = urlsplit(f"//{address}")
    login, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return address
    query = "&".join([*(f"host={host}" for host in hosts.split(",")), *filter(None, [parts.query])])
    return f"{login}{at}{parts.path}?{query}"
