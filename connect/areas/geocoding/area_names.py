"""The names of the areas as a geopy geocoder: what answers without any service."""

from typing import Any

from geopy.geocoders.base import Geocoder
from geopy.location import Location

from connect import config, geo
from connect.areas import queries
from connect.areas.geocoding import services
from connect.areas.names import lookup
from connect.text import clean


class AreaGeocoder(Geocoder):
    """Finds the wards that a typed address may lie in; `raw` carries the code and the score (0 to 100)."""

    def __init__(self, limit: int = 5) -> None:
        super().__init__()
        self.limit = limit

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = None) -> Any:
        """One location, a list of them, or None: geopy's way."""
        found = [
            Location(hit.label, (hit.place.lat, hit.place.lon), {"code": hit.place.code, "score": hit.score})
            for hit in lookup.find(query, self.limit)
        ]
        return (found[0] if exactly_one else found) if found else None


def candidates(address: str) -> list[dict[str, Any]]:
    """Wards an address may lie in: code, score (0 to 100), and [lon, lat] when a service found the house itself."""
    found = services.locate(services.remote(config.current()), AreaGeocoder(), clean(address)[:300])
    out: list[dict[str, Any]] = []
    for location in found:
        if "code" in (location.raw or {}):
            out.append({"code": location.raw["code"], "score": location.raw["score"], "lon_lat": None})
            continue
        exact = geo.Point(location.latitude, location.longitude)
        if geo.in_vietnam(exact):
            ward = queries.nearest_wards(exact, 1)[0][1]
            out.append({"code": ward.code, "score": 80, "lon_lat": exact.lon_lat()})
    return out
