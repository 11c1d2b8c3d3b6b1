"""The feeds of stories: of the country, of a place and what lies below it, of a utility; for readers alone."""
