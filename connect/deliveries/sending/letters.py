"""The letters of a batch of messages for their gateway: the words of their owners, the addresses, the key of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import structlog
from flask_babel import force_locale, ngettext

from connect import clock
from connect.crypto.encryption import opened
from connect.deliveries.contacts.actions import address_hash
from connect.deliveries.contacts.models import ContactSecret
from connect.deliveries.ledger import owners, rules
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Settled, State
from connect.deliveries.ledger.store import Line
from connect.deliveries.sending import writing
from connect.deliveries.sending.taking import Result, Taken
from connect.gateways.base import URGENCY_BY_LANE, Letter, PushKeys
from connect.gateways.push.topics import topic

log = structlog.get_logger("connect")
TROUBLE_S = 300.0  # until an owner is asked again who could not answer


class Envelope(NamedTuple):
    """A letter, and the messages that are settled by its outcome: one, or all that a summary holds."""

    letter: Letter
    inside: list[Taken]


def of_batch(line: Line, taken: Sequence[Taken]) -> tuple[list[Envelope], list[Result]]:
    """The letters of a batch; and the messages that are not sent, with the reason."""
    wanted, unsent = _spoken(taken)
    by_contact: dict[int, list[tuple[Taken, Said]]] = defaultdict(list)
    for row, said in wanted:
        by_contact[row.contact_id].append((row, said))
    addresses = _addresses(line, by_contact)
    envelopes = []
    for contact_id, told in by_contact.items():
        to, keys = addresses.get(contact_id, ("", None))
        if to:
            envelopes.append(_envelope(line, told, to, keys))
        else:
            unsent += [_not_sent(row, "no address") for row, _ in told]
    return envelopes, unsent


def _not_sent(row: Taken, reason: str) -> Result:
    """Taken back before any call, and then suppressed: two moves in one."""
    return Result(row, Settled(State.SUPPRESSED, reason))


def _spoken(taken: Sequence[Taken]) -> tuple[list[tuple[Taken, Said]], list[Result]]:
    """The words of owners for each contact at this moment; messages that are no longer wanted."""
    by_kind: dict[str, list[Taken]] = defaultdict(list)
    for row in taken:
        by_kind[row.kind].append(row)
    wanted: list[tuple[Taken, Said]] = []
    unsent: list[Result] = []
    for kind, rows in by_kind.items():
        try:
            said = owners.OWNERS[kind].voice([Asked(r.row, r.contact_id, r.medium, r.lang or "vi") for r in rows])
        except Exception as error:  # one owner's fault must not keep others' messages
            log.error("voice", kind=type(error).__name__, owner=kind)
            unsent += [Result(row, Settled(State.CREATED, "no words", TROUBLE_S)) for row in rows]
            continue
        wanted += [(row, one) for row, one in zip(rows, said, strict=True) if one is not None]
        unsent += [_not_sent(row, "unwanted") for row, one in zip(rows, said, strict=True) if one is None]
    return wanted, unsent


def _addresses(line: Line, told: Mapping[int, list[tuple[Taken, Said]]]) -> dict[int, tuple[str, str | None]]:
    """The address and keys of each contact; none of one that is not written to again."""
    given = {contact: (some[0][0].medium, some[0][1].to) for contact, some in told.items() if some[0][1].to}
    hashes = {contact: address_hash(medium, to) for contact, (medium, to) in given.items()}
    found: dict[int, tuple[str, str | None]] = {contact: (to, None) for contact, (_, to) in given.items()}
    kept = told.keys() - given.keys()
    for contact, mark, address, keys in line.rows(_SECRETS, (line.numbers(kept),)) if kept else ():
        hashes[contact] = mark
        opened_keys = opened(bytes(keys), ContactSecret.keys.place(contact)) if keys is not None else None
        found[contact] = opened(bytes(address), ContactSecret.address.place(contact)), opened_keys
    stopped = {mark for (mark,) in line.rows(_SUPPRESSED, (line.words(hashes.values()),))}
    return {contact: one for contact, one in found.items() if hashes[contact] not in stopped}


_SECRETS = (
    "SELECT contact_id, address_hash, address_sealed, keys_sealed FROM contact_secrets WHERE contact_id IN NUMBERS"
)
_SUPPRESSED = "SELECT address_hash FROM suppressions WHERE address_hash IN WORDS"


def _envelope(line: Line, told: Sequence[tuple[Taken, Said]], to: str, keys: str | None) -> Envelope:
    first, said = min(told, key=lambda one: one[0].id)
    if len(told) > 1:
        said = _summary([one for _, one in told], first.lang or "vi")
    left_s = (line.moment_of(first.expires_at) - clock.now()).total_seconds()
    about = topic(first.contact_id, str(first.chain_id or first.dispatch_id))  # a newer version replaces an older one
    text = writing.text_of(said, first.medium, first.lang or "vi")
    letter = Letter(
        to=to, text=text, title=said.title, link=said.link, key=f"delivery-{first.id}",
        topic=about if first.medium == "push" else "", ttl_s=max(int(left_s), 1),
        urgency=URGENCY_BY_LANE[first.lane % rules.HELD], keys=PushKeys(*keys.split(" ")) if keys else None,
        headers=writing.headers_of(said) if first.medium == "mail" else {},
    )  # fmt: skip
    return Envelope(letter, [row for row, _ in told])


def _summary(said: Sequence[Said], lang: str) -> Said:
    """One message for all that was kept back in quiet hours."""
    with force_locale(lang):
        title = ngettext("%(num)s message came while you rested", "%(num)s messages came while you rested", len(said))
    lines = list(dict.fromkeys(one.title or one.text for one in said))
    return Said("\n".join([f"{title}:", *lines]), title=title, to=said[0].to, choices=said[0].choices)
