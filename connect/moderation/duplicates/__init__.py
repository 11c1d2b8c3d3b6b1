"""Pairs of requests that look like one household, and the word on each."""
