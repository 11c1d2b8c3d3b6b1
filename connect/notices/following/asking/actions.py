"""Asking an address, and what its yes or never does."""

import hmac

import sqlalchemy as sa

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto.tokens import digest, new_link_token
from connect.deliveries.contacts import actions as contacts, passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger
from connect.deliveries.ledger.rules import Lane, Policy
from connect.notices.following import actions as following
from connect.notices.following.asking import rules
from connect.notices.following.models import PendingFollow
from connect.notices.models import Channel

KIND, HELD_BY = "follow_ask", "follow"
ABOUT, ABOUT_ASKING = "follow", "follow-ask"  # one address has a contact, and a stop, for each thing


def ask(medium: str, address: str, place: Place, channel: Channel | None, lang: str) -> str:
    """Writes down that an address is asked whether it wants to follow; the token of the page that waits for a code.

    What leaves is decided when it leaves: an address that said never hears nothing.
    """
    token = new_link_token()
    by_code = medium in rules.BY_CODE
    asked = PendingFollow(
        medium=medium, token_hash=digest(token), area_id=place.id, channel_id=channel.id if channel else None, lang=lang
    )
    asked.address, asked.secret = address, rules.new_code() if by_code else token
    db.session.add(asked)
    db.session.flush()
    contact = contacts.held(HELD_BY, asked.id, medium, lang)
    contact.quiet_from = contact.quiet_until = 0  # whoever asked waits for it
    db.session.flush()
    ledger.publish(
        KIND, asked.id, lane=Lane.PERSONAL, policy=Policy.ONCE, only=contact.id,
        expires_at=clock.now() + rules.BY_MEDIUM[medium].valid,
    )  # fmt: skip
    return token


def waiting(token: str) -> PendingFollow | None:
    """The address that waits for the answer of this link or page; None once it is over."""
    found = db.session.scalar(sa.select(PendingFollow).where(PendingFollow.token_hash == digest(token)))
    return found if found is not None and is_open(found) else None


def is_open(asked: PendingFollow) -> bool:
    """Whether its answer still counts."""
    return asked.created_at > clock.now() - rules.BY_MEDIUM[asked.medium].valid


def count_try(asked: PendingFollow) -> bool:
    """Counts one more guess at a code, before it is looked at; False when there were enough."""
    fits = PendingFollow.id == asked.id, PendingFollow.tries < rules.BY_MEDIUM[asked.medium].tries
    counted = sa.update(PendingFollow).where(*fits).values(tries=PendingFollow.tries + 1)
    return db.session.execute(counted.returning(PendingFollow.id)).first() is not None


def is_right(asked: PendingFollow, typed: str) -> bool:
    """Whether a code as it was typed is the one that was sent."""
    return hmac.compare_digest(rules.code_of(typed).encode(), asked.secret.encode())


def accept(asked: PendingFollow) -> Contact:
    """The holder of the address said yes: keeps it and follows. Raises RuleBroken beyond five places."""
    contact = contacts.keep_proven(asked.medium, asked.address, asked.lang, ABOUT)
    passes.allow_hash(contacts.address_hash(asked.medium, asked.address, ABOUT))
    channel = db.session.get_one(Channel, asked.channel_id) if asked.channel_id else None
    following.add(contact, areas.by_id(asked.area_id), channel)
    forget(asked.id)
    return contact


def never(asked: PendingFollow) -> None:
    """The holder of the address wants no such question again, whoever types it."""
    passes.suppress_hash(contacts.address_hash(asked.medium, asked.address, ABOUT_ASKING), "never")
    forget(asked.id)


def forget(number: int) -> None:
    """Deletes an address that was asked."""
    db.session.execute(sa.delete(PendingFollow).where(PendingFollow.id == number))
    contacts.forget(HELD_BY, number)
