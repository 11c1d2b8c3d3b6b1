"""A typed address to points, behind geopy's interface: your own Nominatim or Photon by setting.

The embedded default is the names of the areas (`areas.geocoder`), which is also what answers when the
configured service is slow, dead or talks nonsense. No public service is ever asked by default: an address
typed by somebody in need stays on this machine.
"""

from typing import Any
from urllib.parse import urlsplit

import structlog
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from connect.config import Config

log = structlog.get_logger("connect.geocode")


def remote(config: Config) -> Geocoder | None:
    """The configured service as a geopy geocoder, or None when the area names are the choice."""
    if config.geocoder == "areas":
        return None
    address = urlsplit(config.geocoder_url)
    common: dict[str, Any] = {
        "domain": address.netloc + address.path.rstrip("/"),
        "scheme": address.scheme,
        "timeout": config.geocoder_timeout_s,
        "user_agent": "connect",
    }
    return Nominatim(**common) if config.geocoder == "nominatim" else Photon(**common)


def locate(service: Geocoder | None, fallback: Geocoder, address: str, limit: int = 5) -> list[Location]:
    """Candidates for an address: from the service, or from the fallback when it fails or finds nothing."""
    if service is not None:
        try:
            found = service.geocode(address, exactly_one=False)
        except (GeopyError, ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            # geopy lets what a broken answer causes through as it is; the kind is all that may be logged.
            log.warning("geocoder", kind=type(error).__name__)
            found = None
        if found:
            return list(found)[:limit]
    return list(fallback.geocode(address, exactly_one=False) or [])[:limit]
