"""Keeping messages no longer than needed, and telling people what is kept of them."""
