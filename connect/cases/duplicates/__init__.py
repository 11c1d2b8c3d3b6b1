"""Requests that one household told twice."""
