"""The names of the areas as a geopy geocoder: what answers without any service."""

from typing import Any

from geopy.geocoders.base import Geocoder
from geopy.location import Location

from connect.areas import queries


class AreaGeocoder(Geocoder):  # type: ignore[misc]
    """Finds the wards that a typed address may lie in; `raw` carries the code and the score (0 to 100)."""

    def __init__(self, limit: int = 5) -> None:
        super().__init__()
        self.limit = limit

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = None) -> Any:
        """One location, a list of them, or None: geopy's way."""
        found = [
            Location(hit.label, (hit.place.lat, hit.place.lon), {"code": hit.place.code, "score": hit.score})
            for hit in queries.find(query, self.limit)
        ]
        return (found[0] if exactly_one else found) if found else None
