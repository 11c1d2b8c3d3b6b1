"""Solving a run: the worker takes a plan up, reads the homes, has them ordered, and writes which team goes where."""
