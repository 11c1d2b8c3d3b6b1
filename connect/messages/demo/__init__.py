"""The invented conversations of the demo: helpers on their way and homes that wait for them agree on a gate."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.cases.claims.models import Claim
from connect.messages import actions, seats
from connect.messages.models import Thread
from connect.messages.rules import Kind, Side
from connect.registry.demo_data import Wave

R, H = Side.REQUESTER, Side.HELPER
MOST = 24
EACH = timedelta(minutes=2)
# Quick phrases are written by their code, with a star before it.
TALKS = (
    ((R, "Nhà em trong hẻm, có cổng xanh, cạnh quán nước mía."), (H, "*in_15_minutes"), (R, "*i_come_out"),
     (H, "*at_the_alley")),
    ((H, "Chị ơi, em mang gạo và sữa. Đường chợ ngập, em đi vòng lối sau trường học được không ạ?"),
     (R, "Được em, lối sau ít nước hơn. Tới trường thì rẽ trái."), (H, "*a_little_late"), (R, "*all_right")),
    ((R, "Mẹ tôi lớn tuổi, đi lại chậm. Cô chú để đồ trước cửa giúp."), (H, "*all_right")),
    ((H, "Dạ em đã nhận, chiều nay em qua."), (R, "Cảm ơn em nhiều. Nhà có chó, em gọi cửa rồi đợi chút nhé.")),
    ((R, "*leave_at_the_door"),),
)  # fmt: skip


def fill(wave: Wave) -> None:
    """Conversations of some whose case is taken with their helper, from a while after it was taken."""
    running = sa.select(Claim).where(Claim.runs(wave.now), Claim.taken_at < wave.now - EACH * 8)
    found = db.session.scalars(running.order_by(Claim.person_id, Claim.id)).all()
    for number, claim in enumerate(found[:: max(1, len(found) // MOST)][:MOST]):
        _talk(claim, TALKS[number % len(TALKS)], wave.dice.randint(2, 6))


def _talk(claim: Claim, said: tuple[tuple[Side, str], ...], minutes: int) -> None:
    at: datetime = claim.taken_at + timedelta(minutes=minutes)
    with clock.told(at):
        thread = actions.open_thread(claim)
    for number, (side, words) in enumerate(said):
        with clock.told(at + EACH * number):
            _say(thread, claim, side, words, f"demo-{claim.id}-{number}")


def _say(thread: Thread, claim: Claim, side: Side, words: str, key: str) -> None:
    """One message, said from its seat as in life; a phrase that this case does not offer stays unsaid."""
    seat = seats.requesters_seat(thread) if side == R else seats.of_helper(claim.person, thread.public_id)
    if seat is None or not seat.may_speak:
        return
    code = words[1:] if words.startswith("*") else None
    actions.say(seat, Kind.PHRASE if code else Kind.TEXT, "" if code else words, key, code)
    actions.see(seat, thread.last_number)
