"""A notice in the terms of CAP 1.2: the standard's words, and all that one alert says in one piece."""
