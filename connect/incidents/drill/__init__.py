"""Drills: an exercise that runs on the real site for those who were invited, apart from all that is real."""
