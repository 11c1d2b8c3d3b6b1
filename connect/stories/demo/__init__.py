"""The invented stories of the demo, with pictures drawn for them; loaded by the command alone.

Each tells of a help of the wave, by the moves of real life, told at their own past moments.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.registry.demo_data import Wave
from connect.stories import actions, queries
from connect.stories.actions import Telling
from connect.stories.beginning import actions as beginning
from connect.stories.consents.actions import Yes
from connect.stories.demo.drawings import DRAWINGS, drawn
from connect.stories.models import Story
from connect.stories.pictures import actions as pictures, files
from connect.stories.queries import Seat
from connect.stories.rules import REST, By, People, State

MOST = 14
LATER = timedelta(minutes=20)


class Told(NamedTuple):
    """The words of a story, in English too where somebody wrote them; the numbers of its drawings; first names."""

    words: str
    english: str = ""
    drawings: tuple[int, ...] = ()
    names: tuple[str, str] | None = None


TOLD = (
    Told(
        "Nước ngập tới gối, nhà tôi không ra chợ được. Anh chèo xuồng vào tận hẻm, đưa gạo với bình nước, "
        "còn hỏi má tôi ngủ được không.\n\nTối đó nhà tôi có cơm nóng. Cảm ơn anh nhiều lắm.",
        "The water stood to our knees and we could not get to the market. He paddled into the lane with rice and "
        "water, and asked whether my mother could sleep.\n\nThat evening we had warm rice. Thank you so much.",
        (1, 0), ("Lan", "Minh"),
    ),
    Told(
        "Em ở trọ một mình, sốt mấy hôm. Chị để cháo trước cửa rồi nhắn em ra lấy. Chỉ vậy thôi mà em đỡ sợ hẳn.",
    ),
    Told(
        "Tôi chỉ chở mấy bình nước qua cầu. Bác gái dúi cho tôi nải chuối, không lấy không được.",
        "I only carried some bottles over the bridge. She pressed a bunch of bananas on me; there was no saying no.",
        (3,),
    ),
    Told("Cả dãy trọ chia nhau mười ký gạo cô mang tới. Mấy đứa nhỏ gọi cô là cô Gạo.", "", (0,)),
    Told(
        "Rau nhà vườn ăn không hết thì mình đem cho, có gì đâu. Vậy mà được cả xóm nấu nồi canh mời lại.",
        "", (2,), ("Hai", "Tư"),
    ),
    Told("Con tôi hết sữa lúc nửa đêm. Sáng ra đã có người gõ cửa, đưa hai hộp rồi đi liền, không kịp hỏi tên."),
)  # fmt: skip


def fill(wave: Wave) -> Iterator[None]:
    """Tells of helps in several wards; the last of them waits for a moderator, and one was taken down again."""
    cast, made = wave.get(Cast), 0
    for claim in _helps():
        told = TOLD[made % len(TOLD)]
        moderators = cast.moderators.get(claim.case.area.path.split("/")[2])
        if not moderators or beginning.why_not(claim) or claim.ended_at is None:
            continue
        with clock.told(claim.ended_at + LATER):
            seat = _agreed(claim, told)
        waits = made == 1
        if not waits:
            with clock.told(min(claim.ended_at + REST, wave.now)):
                actions.publish(seat.story, wave.dice.choice(moderators))
        made += 1
        yield
        if made == MOST:
            break
    _take_one_down()


def _helps() -> list[Claim]:
    """The confirmed helps that ended long enough ago to be told of, one of each case."""
    ended = sa.and_(Claim.ended_at < clock.now() - REST - timedelta(days=1), Claim.end.in_(queries.GAVE))
    found = sa.select(Claim).join(Case, Case.id == Claim.case_id).where(ended, Case.guarded == 0)
    confirmed = found.where(Case.state == case_rules.State.CONFIRMED).order_by(Case.area_id, Claim.id)
    by_ward = {claim.case.area_id: claim for claim in db.session.scalars(confirmed)}
    return list(by_ward.values())


def _agreed(claim: Claim, told: Told) -> Seat:
    """A story that the requester wrote, and to which both have agreed."""
    story = beginning.write(claim, By.REQUESTER, Telling(told.words, "vi", told.english, "en" if told.english else ""))
    secret = queries.secret_of(story)
    mine, theirs = Seat(story, secret, By.REQUESTER), Seat(story, secret, By.HELPER)
    for number in told.drawings:
        which, alt = DRAWINGS[number]
        pictures.add(mine, files.keep(drawn(which)), alt, People.NOBODY)
    names = told.names or ("", "")
    actions.ask(mine, Yes("vi", f"demo {story.id} a", names[0]))
    actions.agree(theirs, Yes("vi", f"demo {story.id} b", names[1]))
    return theirs


def _take_one_down() -> None:
    """One that a side wanted gone: its address says so."""
    newest = db.session.scalar(sa.select(Story).where(Story.state == State.PUBLISHED).order_by(Story.id.desc()))
    if newest is not None:
        actions.withdraw(Seat(newest, queries.secret_of(newest), By.HELPER))
