"""Work by the clock: the task library, its periodic jobs, and the guard against a clock that lies."""
