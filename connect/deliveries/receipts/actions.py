"""Keeping what came, and moving the messages it is about: by the table of moves, so that late ones change nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from connect import clock, db
from connect.db.upsert import upsert
from connect.deliveries.ledger import rules as ledger_rules, sums
from connect.deliveries.ledger.rules import By, State
from connect.deliveries.ledger.store import Line
from connect.deliveries.receipts import rules
from connect.deliveries.receipts.models import ReceiptRow
from connect.deliveries.receipts.rules import Receipt

KEY = ["medium", "reference", "state"]


def keep(medium: str, receipts: Iterable[Receipt]) -> None:
    """Keeps receipts for later; of what is there already, nothing is written."""
    now = clock.now()
    rows = [
        {"medium": medium, "reference": one.reference, "state": int(one.state), "received_at": now}
        for one in sorted(set(receipts))
    ]  # fmt: skip
    upsert(db.Model.metadata.tables[ReceiptRow.__tablename__], rows, KEY, [])


def open_ones(after: int, limit: int) -> Sequence[ReceiptRow]:
    """The receipts that are not worked off, in the order in which they came."""
    found = sa.select(ReceiptRow).where(ReceiptRow.done_at.is_(None), ReceiptRow.id > after)
    return db.session.scalars(found.order_by(ReceiptRow.id).limit(limit)).all()


def move(ledger: Line, receipts: Sequence[ReceiptRow]) -> list[int]:
    """Moves the messages of receipts, and says which receipts are done: the others wait for their message.

    The ledger is committed first: whoever dies before the receipts are marked does the same again, and changes nothing.
    """
    by_medium: dict[str, list[ReceiptRow]] = defaultdict(list)
    for one in receipts:
        by_medium[one.medium].append(one)
    done: list[int] = []
    with ledger.writing():
        moves: list[tuple[int, str, int, int]] = []
        for medium, some in by_medium.items():
            there = _messages(ledger, medium, [one.reference for one in some])
            for one in some:
                moves += _moved(ledger, medium, one, there.get(one.reference, {}))
                if _is_done(one, there.get(one.reference, {})):
                    done.append(one.id)
        sums.add(ledger, sums.moved(moves))
    return done


def _messages(ledger: Line, medium: str, references: Sequence[str]) -> dict[str, dict[int, tuple[int, State]]]:
    """The messages by reference, each by its number with its dispatch and state. No more of them changes meanwhile."""
    found: dict[str, dict[int, tuple[int, State]]] = defaultdict(dict)
    for number, dispatch, reference, state in ledger.rows(_FIND, (ledger.words(references), medium)):
        found[reference][number] = dispatch, State(state)
    return found


# The words of the index, so that both databases can prove that it answers.
_FIND = """
    SELECT d.id, d.dispatch_id, d.reference, d.state FROM deliveries d
    WHERE d.medium <> 'push' AND d.reference IS NOT NULL AND d.reference IN WORDS AND d.medium = ? LOCKED
"""
_MOVE = "UPDATE deliveries SET state = ? WHERE id = ? AND state = ?"


def _moved(
    ledger: Line, medium: str, receipt: ReceiptRow, there: dict[int, tuple[int, State]]
) -> list[tuple[int, str, int, int]]:
    target, moves = State(receipt.state), []
    for number, (dispatch, state) in there.items():
        if ledger_rules.may(state, target, By.RECEIPT) and ledger.run(_MOVE, (int(target), number, int(state))) == 1:
            there[number] = dispatch, target
            moves.append((dispatch, medium, int(state), int(target)))
    return moves


def _is_done(receipt: ReceiptRow, there: dict[int, tuple[int, State]]) -> bool:
    """Whether nothing more can come of it. One that is here before its message is written waits for a while."""
    waits = not there or any(state in (State.CREATED, State.SENDING) for _, state in there.values())
    return not waits or receipt.received_at <= clock.now() - rules.WAITS


def mark_done(numbers: Sequence[int]) -> None:
    """Says that receipts are worked off."""
    db.session.execute(sa.update(ReceiptRow).where(ReceiptRow.id.in_(numbers)).values(done_at=clock.now()))
