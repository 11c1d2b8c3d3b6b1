"""Provinces, wards, old names; a point to its ward; a typed address to candidates."""
