"""Reports of abuse (báo xấu): a feature announces what of it can be reported; `moderation` takes and weighs reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

Person = Any  # `accounts.models.Person`, which stands further right
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that is reported: its kind, public id, the area whose moderators look, and its urgency (0 to 3)."""

    kind: str
    public_id: str
    area_id: int
    urgency: int = 1


@dataclass(frozen=True, slots=True)
class Hiding:
    """The way in which reports of many independent people hide a thing until a moderator has looked.

    `shown` and `held` are conditions on a column of public ids: whether the thing can be hidden now, whether it waits
    for a look already. `changed_since` says whether it is still what a moderator answered reports about. `hide` says
    whether it was hidden; it may refuse.
    """

    shown: Callable[[sa.ColumnElement[str]], Condition]
    held: Callable[[sa.ColumnElement[str]], Condition]
    changed_since: Callable[[str, datetime], bool]
    hide: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Gathering:
    """The way in which reports wait for nobody until many independent people stand behind them. Nothing is hidden.

    Those that stay alone are deleted after some days. `open` and `gathered` are conditions on a column of public ids:
    whether enough of them would matter now, and whether enough were there, so that a moderator looks. `changed_since`
    is that of `Hiding`. `gather` says whether it is so from now on; `answered` is called once a moderator has answered.
    """

    open: Callable[[sa.ColumnElement[str]], Condition]
    gathered: Callable[[sa.ColumnElement[str]], Condition]
    changed_since: Callable[[str, datetime], bool]
    gather: Callable[[str], bool]
    answered: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Page:
    """The link to the reported thing for a moderator: an endpoint called with the public id, an icon, the words."""

    endpoint: str
    icon: str
    words: object


@dataclass(frozen=True, slots=True)
class Details:
    """Details of a reported thing, read by a moderator beside the reports: a template and its facts.

    `facts` answers None when the thing is not, or no longer, in the areas of this person.
    """

    template: str
    facts: Callable[[Person, str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be reported.

    `address` is a rule of Werkzeug with one value, below `/moderation/report/`; empty where its feature takes the
    reports on a page of its own, with `reasons` of its own in words. `find` takes that value and the person who reports
    (None: nobody signed in) and answers the thing; None when this person may not know of it. `name_of` answers how
    staff read the thing with a public id. The public id of what is `private` is not shown to its reporter.
    """

    name: str
    label: object
    address: str
    find: Callable[[str, Person | None], Reported | None]
    name_of: Callable[[str], str]
    page: Page | None
    details: Details | None
    hiding: Hiding | None
    private: bool
    told: object
    gathering: Gathering | None
    reasons: Mapping[str, object]

    @property
    def endpoint(self) -> str:
        """The name of its page among those of `moderation`: `report_helper` of the address `helper/<token>`."""
        first, slash, _rest = self.address.partition("/")
        return f"report_{first}" if slash else "report"


KINDS: dict[str, Kind] = {}


def kind(
    name: str, *, label: object, address: str = "",
    find: Callable[[str, Person | None], Reported | None] = lambda _key, _person: None,
    name_of: Callable[[str], str] = lambda _public_id: "", page: Page | None = None, details: Details | None = None,
    hiding: Hiding | None = None, private: bool = False, told: object = "", gathering: Gathering | None = None,
    reasons: Mapping[str, object] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Announces what can be reported. Without `hiding` or `gathering` each of its reports waits for a moderator."""
    if name in KINDS:
        raise ValueError(f"{name} is announced already: choose another name")
    KINDS[name] = Kind(
        name, label, address, find, name_of, page, details, hiding, private, told, gathering, reasons
    )  # fmt: skip
