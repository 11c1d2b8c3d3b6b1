"""Reading what was added to the catalogue, and following it: `kinds` is swapped whole when its number has changed."""

import threading
import time
from functools import partial

import sqlalchemy as sa
import structlog

from connect import config, db, formatting
from connect.config import Config
from connect.errors import NotFound
from connect.incidents import kinds
from connect.incidents.catalogue.models import CatalogueVersion, Utility, UtilityItem
from connect.incidents.kinds import Item, Kind, Pack

ASK_EACH_S = 5.0
log = structlog.get_logger("connect")


class _Followed:
    """The site whose catalogue this process shows, the number it has, and when to ask for it again."""

    site: Config | None = None
    version = 0
    ask_at = 0.0  # of the monotonic clock
    lock = threading.Lock()


def keep_up() -> None:
    """Follows the catalogue, asking for its number at most every `ASK_EACH_S`; before each request.

    While the storage fails, pages go on with what is known.
    """
    if time.monotonic() < _Followed.ask_at and _Followed.site is config.current():
        return
    try:
        catch_up()
    except db.FAILURES as error:
        _Followed.ask_at = time.monotonic() + ASK_EACH_S
        db.session.rollback()
        log.warning("catalogue not read", kind=type(error).__name__)


def catch_up() -> None:
    """Follows the catalogue as it stands at this moment: inside the transactions that write codes."""
    with _Followed.lock:
        site = config.current()
        if _Followed.site is not site:
            _Followed.site, _Followed.version = site, 0
            _swap(())
        now = db.Reader().rows(_NOW, ())
        version = now[0][0] if now else 0
        _Followed.ask_at = time.monotonic() + ASK_EACH_S
        if version > _Followed.version:  # an older snapshot than that of another thread teaches nothing
            _swap(utilities())
            _Followed.version = version


def is_new(code: str) -> bool:
    """Whether an item's code is unknown even after a look at the catalogue as it stands now."""
    if code not in kinds.ITEMS:
        catch_up()
    return code not in kinds.ITEMS


def begin_anew() -> None:
    """Forgets which site was followed: the next request, of whichever, asks first."""
    _Followed.site = None
    _swap(())


def ask_soon() -> None:
    """Makes the next request of this process ask at once."""
    _Followed.ask_at = 0.0


_NOW = "SELECT version FROM catalogue_version"


def _swap(found: "list[Utility] | tuple[()]") -> None:
    made = [(one, kind_of(one)) for one in found]
    kinds.swap([kind for one, kind in made if not one.retired_at], [kind for one, kind in made if one.retired_at])
    formatting.names_changed()


def kind_of(utility: Utility) -> Kind:
    """A utility that was added, as `kinds` has it."""
    item = partial(_item, utility)
    return Kind(
        code=utility.code, bit=utility.bit, icon=utility.icon, vi=utility.vi, en=utility.en,
        items=tuple(item(one) for one in utility.items if not one.retired_at),
        retired=tuple(item(one) for one in utility.items if one.retired_at),
        call_first=tuple(utility.call_first.split()), is_built_in=False,
        leases_s=tuple((int(urgency), s) for urgency, s in utility.leases_s.items()),
    )  # fmt: skip


def _item(utility: Utility, row: UtilityItem) -> Item:
    packs = tuple(Pack(**pack) for pack in row.packs)
    return Item(row.code, utility.code, row.vi, row.en, row.unit, row.usual, utility.icon, packs)


# --- For the pages ------------------------------------------------------------------------------------------


def utilities() -> list[Utility]:
    """All that were ever added, in the order in which they were."""
    now = {"populate_existing": True}  # whatever this session has read before
    return list(db.session.scalars(sa.select(Utility).order_by(Utility.id).execution_options(**now)))


def utility(code: str) -> Utility:
    """The added utility of a code, retired ones too, or NotFound."""
    found = db.session.scalar(sa.select(Utility).where(Utility.code == code))
    if found is None:
        raise NotFound
    return found


def item(utility: Utility, code: str) -> UtilityItem:
    """The item of a code in a utility, or NotFound."""
    found = next((one for one in utility.items if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def used_bits() -> set[int]:
    """The bits that were ever given."""
    return set(db.session.scalars(sa.select(Utility.bit)))


def is_taken(code: str) -> bool:
    """Whether a utility has this code, or once had it."""
    mine = sa.select(Utility.id).where(Utility.code == code)
    return code in {kind.code for kind in kinds.BUILT_IN} or db.session.scalar(mine) is not None


def taken_items(codes: list[str]) -> set[str]:
    """Those of some codes that an item of any utility has, or once had."""
    built_in = {item.code for kind in kinds.BUILT_IN for item in kind.items}
    rows = db.session.scalars(sa.select(UtilityItem.code).where(UtilityItem.code.in_(codes)))
    return (set(codes) & built_in) | set(rows)


count_up = sa.update(CatalogueVersion).values(version=CatalogueVersion.version + 1)
