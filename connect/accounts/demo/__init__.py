"""The invented people of the demo; loaded by the command alone."""
