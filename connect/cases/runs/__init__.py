"""Cases taken for a run of shopping: many at once, opened by a second person, and for the time of the run alone."""
