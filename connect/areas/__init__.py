"""Provinces, wards, old names; a point to its ward; a typed address to candidates."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "geocoding.area_names", "models", "names.lookup", "place_told", "positions", "queries",
})  # fmt: skip
