"""The invented wave of requests of the demo; loaded by the command alone."""
