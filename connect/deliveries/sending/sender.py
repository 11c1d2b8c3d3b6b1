"""A sender: takes the next messages, calls their gateway, settles them together with the next take.

A kill at any point leaves at most one take in *sending*, which the sweep takes up by the message's policy.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from connect import clock, config, db
from connect.config import Config
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.contacts.models import MEDIA
from connect.deliveries.ledger import rules, sums
from connect.deliveries.ledger.rules import Lane, Policy, State
from connect.deliveries.ledger.store import Line
from connect.deliveries.sending import expansion, letters, taking
from connect.deliveries.sending.taking import Result, Taken
from connect.gateways import media
from connect.gateways.base import Answer, Gateway, Outcome

log = structlog.get_logger("connect")
LOOK_S = 0.05  # between two looks for ranges to be made into rows
BREATH_S = 0.005  # while another makes them
_dice = secrets.SystemRandom()


def keyed_media(here: Config) -> frozenset[str]:
    """The media whose gateway knows a message that it has had already."""
    return frozenset(medium for medium in MEDIA if media.is_keyed(here, medium))


class Way:
    """A gateway as one sender knows it: how often it failed, and until when it is left alone."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway, self.failures, self.closed_until = gateway, 0, db.EPOCH

    def heed(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Backs off where it took none: the gateway is what fails, and not each message, nor one of its hosts."""
        closed = [one for one in outcomes if one.answer == Answer.CLOSED]
        later = [one for one in outcomes if one.answer == Answer.LATER and not one.alone]
        if rules.took_some(outcomes):
            self.failures = 0
        elif closed:
            self.failures += 1
            self.closed_until = now + timedelta(seconds=rules.CLOSED_S)
            log.error("gateway closed", reason=closed[0].reason)
        elif later:
            self.failures += 1
            wait_s = rules.back_off_s(self.failures, later[0].retry_after_s, _dice.random())
            self.closed_until = now + timedelta(seconds=wait_s)
        else:
            self.failures = 0


class Sender:
    """One sender with its connection. `ways` gives the gateway of a medium."""

    def __init__(
        self, line: Line, ways: Callable[[str], Gateway], lanes: Sequence[Lane] = tuple(Lane),
        keyed: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.line, self.lanes, self.keyed = line, tuple(int(lane) for lane in lanes), keyed
        self.ways = {medium: Way(ways(medium)) for medium in MEDIA}
        self.went: Counter[str] = Counter()
        self._results: list[Result] = []
        self._looked = 0.0

    def run(self, longest_s: float = float("inf")) -> Counter[str]:
        """Sends until nothing is due, or so long; how many messages came to which state."""
        began = time.monotonic()
        while self.step() and time.monotonic() - began < longest_s:
            pass
        self.finish()
        return self.went

    def finish(self) -> None:
        """Settles what was called last."""
        if self._results:
            with self.line.writing():
                self._add(taking.settle(self.line, self._results))
            self._results = []

    def step(self) -> bool:
        """Settles the last batch, takes the next in the same transaction, calls its gateway; False: nothing is due."""
        made = self._make_rows()
        with self.line.writing():
            moves = taking.settle(self.line, self._results)
            taken, more, any_due = taking.take(self.line, self.lanes, self._open())
            self._add([*moves, *more])
        self._results = []
        if taken:
            self._results = self._call(taken)
        if made is None and not any_due:
            self._looked = 0.0  # before it ends it looks once more
            return True
        return any_due or bool(made)

    def _add(self, moves: taking.Moves) -> None:
        sums.add(self.line, sums.moved(moves))
        self.went.update(State(target).name.lower() for _, _, source, target in moves if source == State.SENDING)

    def _make_rows(self) -> bool | None:
        """Makes rows of the lowest lane that has ranges and room; whether there may be more, None before it is time."""
        if time.monotonic() - self._looked < LOOK_S:
            return None
        lane = expansion.next_lane(self.line, self.lanes)
        if lane is None or not expansion.has_room(self.line, lane):
            self._looked = time.monotonic()
            return False
        if expansion.expand(self.line, lane) is None:
            time.sleep(BREATH_S)
        return True

    def _open(self) -> dict[str, int]:
        """How many messages of each medium may be taken: one alone finds out whether a gateway that failed is back.

        In another order each time, so that no medium waits for the others.
        """
        now = clock.now()
        ready = [(name, way) for name, way in self.ways.items() if way.closed_until <= now]
        found = [(name, 1 if way.failures else rules.AT_ONCE) for name, way in ready]
        _dice.shuffle(found)
        return dict(found)

    def _call(self, taken: Sequence[Taken]) -> list[Result]:
        envelopes, results = letters.of_batch(self.line, taken)
        if db.session().in_transaction():
            db.session.rollback()  # the owners' reads are over; the next ones see the present
        if not envelopes:
            return results
        medium, now = taken[0].medium, clock.now()
        outcomes = self.ways[medium].gateway.send_many([one.letter for one in envelopes])
        self.ways[medium].heed(outcomes, now)
        took_some, gone = rules.took_some(outcomes), []
        for envelope, outcome in zip(envelopes, outcomes, strict=True):
            for row in envelope.inside:
                settled = rules.after(outcome, Policy(row.policy), medium in self.keyed, took_some=took_some)
                results.append(Result(row, settled, outcome.reference))
            if outcome.answer == Answer.GONE:
                gone.append(envelope.inside[0].contact_id)
        if gone:
            self._retire(gone)
        return results

    def _retire(self, contact_ids: Sequence[int]) -> None:
        """A second write, in the site's database: one that is lost is made when the next message finds nobody."""
        with db.transaction():
            contacts.retire(contact_ids, "gone")


def of_this_site(line: Line, lanes: Sequence[Lane] = tuple(Lane)) -> Sender:
    """A sender by the settings of the app at work."""
    here = config.current()
    return Sender(line, lambda medium: media.gateway(here, medium), lanes, keyed_media(here))
