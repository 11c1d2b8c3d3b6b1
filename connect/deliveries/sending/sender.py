"""A sender: takes the next messages, calls their gateway, settles them together with the next take.

A kill at any point leaves at most one take in *sending*, which the sweep takes up by the message's policy.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence

from flask import current_app

from connect import config, db
from connect.config import Config
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.contacts.models import MEDIA
from connect.deliveries.ledger import rules, sums
from connect.deliveries.ledger.rules import Lane, Policy, State
from connect.deliveries.ledger.store import Line
from connect.deliveries.sending import aside, expansion, letters, taking
from connect.deliveries.sending.letters import Envelope
from connect.deliveries.sending.taking import Result, Taken
from connect.deliveries.sending.ways import Ways
from connect.gateways import media
from connect.gateways.base import Answer, Gateway, Outcome

LOOK_S = 0.05  # between two looks for ranges to be made into rows
BREATH_S = 0.005  # while another makes them
_dice = secrets.SystemRandom()


def keyed_media(here: Config) -> frozenset[str]:
    """The media whose gateway knows a message that it has had already."""
    return frozenset(medium for medium in MEDIA if media.is_keyed(here, medium))


class Sender:
    """One sender with its connection. `ways` gives the gateway of a medium, `pace` remembers how long each takes."""

    def __init__(
        self, line: Line, ways: Callable[[str], Gateway], lanes: Sequence[Lane] = tuple(Lane),
        keyed: frozenset[str] = frozenset(), pace: dict[str, float] | None = None,
    ) -> None:  # fmt: skip
        self.line, self.lanes, self.keyed = line, tuple(int(lane) for lane in lanes), keyed
        self.ways = Ways({medium: ways(medium) for medium in MEDIA}, {} if pace is None else pace)
        self.went: Counter[str] = Counter()
        self._results: list[Result] = []
        self._looked = 0.0
        self._ends = False  # no more is taken but of gateways that answer at once

    def run(self, longest_s: float = float("inf")) -> Counter[str]:
        """Sends until nothing is due, or so long; how many messages came to which state.

        While it waits in the end for what is under way at slow gateways, others go on.
        """
        began = time.monotonic()
        while self.step() and time.monotonic() - began < longest_s:
            pass
        self._ends = True
        while self.ways.under_way:
            self.step()
        self._ends = False
        self.finish()
        return self.went

    def finish(self) -> None:
        """Settles what was called last."""
        while self.ways.under_way:
            self.ways.wait()
            self._collect()
        if self._results:
            with self.line.writing():
                self._add(taking.settle(self.line, self._results))
            self._results = []

    def step(self) -> bool:
        """Settles what was answered and takes the next in one transaction, calls its gateway; False: nothing is due."""
        made = self._make_rows()
        self._collect()
        with self.line.writing():
            moves = taking.settle(self.line, self._results)
            aside.come_back(self.line, self.ways.gateways)
            taken, more, any_due = taking.take(self.line, self.lanes, self._open())
            self._add([*moves, *more])
        self._results = []
        if taken:
            self._results = self._call(taken)
        elif self.ways.under_way:
            self.ways.wait()
            return True
        if made is None and not any_due:
            self._looked = 0.0  # before it ends it looks once more
            return True
        return any_due or bool(made)

    def _add(self, moves: sums.Moves) -> None:
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
        """How many messages of each medium may be taken, in another order each time, so that none waits for others."""
        found = [*self.ways.room(ends=self._ends).items()]
        _dice.shuffle(found)
        return dict(found)

    def _call(self, taken: Sequence[Taken]) -> list[Result]:
        """Hands messages to their gateway; what is known of them at once. The rest is collected later."""
        envelopes, results = letters.of_batch(self.line, taken)
        if db.session().in_transaction():
            db.session.rollback()  # the owners' reads are over; the next ones see the present
        outcomes = self.ways.call(taken[0].medium, envelopes) if envelopes else ()
        return [*results, *self._results_of(taken[0].medium, envelopes, outcomes)] if outcomes else results

    def _collect(self) -> None:
        for call, outcomes in self.ways.answered():
            self._results += self._results_of(call.medium, call.envelopes, outcomes)

    def _results_of(self, medium: str, envelopes: Sequence[Envelope], outcomes: Sequence[Outcome]) -> list[Result]:
        results, gone = [], []
        for envelope, outcome in zip(envelopes, outcomes, strict=True):
            for row in envelope.inside:
                settled = rules.after(outcome, Policy(row.policy), medium in self.keyed)
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
    return Sender(line, lambda medium: media.kept(here, medium), lanes, keyed_media(here), _pace())


def _pace() -> dict[str, float]:
    """The seconds of each medium's last batch, as this process knows them from earlier runs."""
    found: dict[str, float] = current_app.extensions.setdefault("connect.pace", {})
    return found
