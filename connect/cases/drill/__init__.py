"""Requests of drills: apart from all that is real, seen by those who take part, deleted when the drill is over."""
