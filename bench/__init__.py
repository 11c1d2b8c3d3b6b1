"""Measurements. Each prints its figures and, in its last line, JSON."""
