"""Registering a point and setting its facts anew: where it is, who may, and how it begins."""
