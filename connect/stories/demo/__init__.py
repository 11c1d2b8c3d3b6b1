"""The invented stories of the demo, with pictures drawn for them; loaded by the command alone."""
