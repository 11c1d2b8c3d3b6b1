"""Times to come again: every request turned away is given its own, as far apart as others are let in.

Told alike to come in two seconds, ten times as many as fit all come in two seconds, again and again, and what it costs
to tell them so is taken from those who are served. A calendar of appointments has neither fault.
"""

GUESSED = 50.0  # let in a second, as long as that was not seen
LEAST = 2.0  # however few are let in in a bad second, hope does not end
SEEN_S = 1.0


class Slots:
    """Appointments of one process. Every moment is given, in seconds of the monotonic clock."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self.first_s, self.longest_s = first_s, longest_s
        self.rate, self.free = GUESSED, 0.0
        self._since, self._let_in, self._turned = 0.0, 0, 0

    def let_in(self, now: float) -> None:
        """Somebody was let in."""
        self._look(now)
        self._let_in += 1

    def pause_s(self, now: float) -> float:
        """In how many seconds one who is turned away should come again; who is beyond the longest pause gets that."""
        self._look(now)
        self._turned += 1
        slot = min(max(self.free, now + self.first_s), now + self.longest_s)
        self.free = slot + 1 / self.rate
        return min(slot - now, self.longest_s)

    def _look(self, now: float) -> None:
        """Measures the rate of requests let in, only while others are turned away: else no more came."""
        if now < self._since + SEEN_S:
            return
        if self._turned:
            self.rate = max(LEAST, (self.rate + self._let_in / (now - self._since)) / 2)
        self._since, self._let_in, self._turned = now, 0, 0
