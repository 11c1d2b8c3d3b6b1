"""Runs: which team brings what of a window to whom, in which order, and why somebody is left out."""
