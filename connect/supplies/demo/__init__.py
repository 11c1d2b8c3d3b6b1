"""Invented supply points: two thousand for the demo, and as many as a bench wants. Any likeness is chance."""
