"""The address of tiles on another server, as the setting `map_tiles` writes it, pure."""

import re

# One host, written out: what stands here goes into the policy of pages, so neither a star nor a space nor a semicolon.
ADDRESS = re.compile(
    r"(https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?|http://localhost(?::\d{1,5})?)"
    r"/[\w./{}~%-]*\.(png|jpg|jpeg|webp|mvt|pbf)(?:\?[\w.=&%~-]*)?",
    re.ASCII,
)
PLACES = ("{z}", "{x}", "{y}")


def is_address(address: str) -> bool:
    """Whether tiles can be asked for there: zoom, column and row stand in its path once each, and no other braces."""
    bare = address
    for place in PLACES:
        if address.partition("?")[0].count(place) != 1:
            return False
        bare = bare.replace(place, "0")
    return "{" not in bare and "}" not in bare and ADDRESS.fullmatch(address) is not None


def origin(address: str) -> str:
    """Scheme and host of an address, "" of what is none."""
    found = ADDRESS.fullmatch(address)
    return found[1] if found else ""


def are_vector(address: str) -> bool:
    """Whether the page draws them itself; otherwise they are pictures."""
    found = ADDRESS.fullmatch(address)
    return found is not None and found[2] in ("mvt", "pbf")
