"""The one message to an address that somebody typed: a link or a code, decided when it leaves."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import config, db, web
from connect.areas import queries as areas
from connect.deliveries.contacts import actions as contacts, passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import owners
from connect.deliveries.ledger.owners import Asked, Said
from connect.notices.following.asking import actions, rules
from connect.notices.following.models import PendingFollow


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The one contact that is asked."""
    return contacts.held_within(actions.HELD_BY, row, low, high).where(Contact.held_by == actions.HELD_BY)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """The question to each address; None where it is over, or the address never wants to be asked."""
    return [_said(one) for one in asked]


def _said(asked: Asked) -> Said | None:
    found = db.session.get(PendingFollow, asked.row, populate_existing=True)
    if found is None or not actions.is_open(found) or _never(found):
        return None
    with force_locale(found.lang):
        place = areas.label(areas.by_id(found.area_id))
        return _with_code(found, place) if found.medium in rules.BY_CODE else _with_link(found, place)


def _never(asked: PendingFollow) -> bool:
    return passes.is_suppressed(contacts.address_hash(asked.medium, asked.address, actions.ABOUT_ASKING))


def _with_code(asked: PendingFollow, place: str) -> Said:
    text = _(
        "%(site)s: %(code)s is your code to follow %(place)s. Not you? Do nothing.", site=config.current().site_name,
        code=asked.secret, place=place,
    )  # fmt: skip
    return Said(text, to=asked.address)


def _with_link(asked: PendingFollow, place: str) -> Said:
    link = web.link_to("notices.follow_confirm", token=asked.secret)
    words = [
        _("Somebody, probably you, wants official notices for %(place)s at this address.", place=place),
        _("Open this page and press Yes, within a day:"), link,
        _("If it was not you, do nothing: nothing is sent and the address is deleted."),
        _("On the same page you can say that you never want to be asked again."),
    ]  # fmt: skip
    return Said("\n\n".join(words), title=_("Follow %(place)s?", place=place), to=asked.address)


owners.announce(actions.KIND, audience=audience, voice=voice)
