"""Retention of points, and the rights of the people in them."""
