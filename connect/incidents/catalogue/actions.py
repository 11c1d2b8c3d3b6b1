"""Adding utilities and their items, changing and retiring them.

Each change counts the catalogue's number up first, so that two at once stand one behind the other, and writes one line
of the log.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import rules as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents.catalogue import queries, rules
from connect.incidents.catalogue.models import Utility, UtilityItem
from connect.incidents.catalogue.rules import NewItem, NewUtility
from connect.incidents.questions import actions as questions, queries as sets

audit_log.kinds(
    utility_made="a utility was added to the catalogue",
    utility_changed="a utility's names, drawing or numbers were changed",
    utility_retired="a utility was retired",
    item_made="an item was added to a utility",
    item_changed="an item of a utility was changed",
    item_retired="an item of a utility was retired",
)


def may_change(utility: Utility, by: Person) -> bool:
    """Whether somebody may change a utility, which all areas share: the admin who made it, or one of the country."""
    whole = accounts.holds(by.roles, RoleName.ADMIN, areas.get("VN").path)
    return whole or (utility.created_by_id == by.id and accounts.has(by.roles, RoleName.ADMIN))


def make(new: NewUtility, by: Person) -> Utility:
    """Adds a utility with its items, under the lowest bit that was never given. It is off until a switch turns it on.

    RuleBroken when a code is taken or no bit is left; NotAllowed for all but admins.
    """
    if not accounts.has(by.roles, RoleName.ADMIN):
        raise NotAllowed(_l("Only admins add to the catalogue. Nothing was changed."))
    _hold()
    bit = rules.next_bit(queries.used_bits())
    if bit is None:
        raise RuleBroken(_l("All places for added utilities are given, also to retired ones. No other can be added."))
    if queries.is_taken(new.code):
        raise RuleBroken(_l("Another utility has, or once had, the code %(code)s. Choose another.", code=new.code))
    _check_items([one.code for one in new.items])
    made = Utility(
        code=new.code, bit=bit, icon=new.icon, vi=new.vi, en=new.en, call_first=" ".join(new.call_first),
        leases_s=dict(new.leases_s or {}), created_by_id=by.id, created_at=clock.now(),
        items=[UtilityItem(**row) for row in rules.item_rows(new.items)],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit_log.write("utility_made", by=by.id, about=f"utility {made.id}", detail=f"{made.code}, bit {bit}")
    return made


def revise(utility: Utility, version: int, values: Mapping[str, Any], by: Person) -> None:
    """Gives a utility other names, another drawing or other numbers. Conflict when somebody else did meanwhile."""
    _begin(utility, by)
    _set(Utility, utility.id, version, values)
    audit_log.write("utility_changed", by=by.id, about=f"utility {utility.id}", detail=utility.code)


def retire(utility: Utility, by: Person) -> None:
    """Takes a utility out of every form. Open requests for it live on; its code and bit are never given again."""
    _begin(utility, by)
    _end(Utility, utility.id)
    audit_log.write("utility_retired", by=by.id, about=f"utility {utility.id}", detail=utility.code)


def add_item(utility: Utility, new: NewItem, by: Person) -> UtilityItem:
    """Adds an item to a utility. RuleBroken when its code is taken, or there are as many as a form can show."""
    _begin(utility, by)
    _check_items([new.code])
    if sum(not one.retired_at for one in utility.items) >= rules.MOST_ITEMS:
        raise RuleBroken(_l("A utility has at most %(most)s items. Retire one first.", most=rules.MOST_ITEMS))
    made = UtilityItem(utility_id=utility.id, **rules.item_rows([new])[0])
    db.session.add(made)
    db.session.flush()
    audit_log.write("item_made", by=by.id, about=f"utility {utility.id}", detail=made.code)
    return made


def revise_item(item: UtilityItem, version: int, new: NewItem, by: Person) -> None:
    """Gives an item other names, packs or another usual number. Conflict when somebody else did meanwhile.

    Its unit stays: open requests are counted in it.
    """
    _begin(db.session.get_one(Utility, item.utility_id), by)
    row = rules.item_rows([new])[0]
    _set(UtilityItem, item.id, version, {name: row[name] for name in ("vi", "en", "usual", "packs")})
    audit_log.write("item_changed", by=by.id, about=f"utility {item.utility_id}", detail=item.code)


def retire_item(item: UtilityItem, by: Person) -> None:
    """Takes an item out of every form; it stays on the requests that have it."""
    _begin(db.session.get_one(Utility, item.utility_id), by)
    _end(UtilityItem, item.id)
    audit_log.write("item_retired", by=by.id, about=f"utility {item.utility_id}", detail=item.code)


def bring_in(template: rules.ReadyMade, by: Person) -> list[Utility]:
    """Adds what a template has and the catalogue does not; pressed again, it changes nothing."""
    return [make(one, by) for one in template.utilities if not queries.is_taken(one.code)]


def publish_questions(template: rules.ReadyMade, by: Person) -> list[str]:
    """Publishes the questions of a template's utilities where their owner has none; the codes of those it did.

    For the whole site if the admin answers for it, else for the widest area of the admin. Comes in a transaction after
    that of `bring_in`, for only then does this process know the utilities.
    """
    queries.catch_up()
    owner = sets.owners(by)[0]
    mine = None if owner.parent_id is None else owner.id
    fresh = [one for one in template.questions if not sets.newest_number(one, mine) and not sets.draft_of(one, mine)]
    for code in fresh:
        draft = questions.start(code, owner, by, template.questions[code], template.en)
        questions.publish(draft, by, edits=draft.edits, note=template.en)
    return fresh


def _begin(utility: Utility, by: Person) -> None:
    if not may_change(utility, by):
        raise NotAllowed(_l("Only the admin who added it, or an admin of the whole country, changes a utility."))
    _hold()


def _hold() -> None:
    """Counts the catalogue's number up: a row that every other change waits for."""
    db.session.execute(queries.count_up)
    db.after_commit("catalogue", queries.ask_soon)


def _check_items(codes: list[str]) -> None:
    taken = sorted(queries.taken_items(codes))
    if taken:
        raise RuleBroken(_l("Another item has, or once had, the code %(code)s. Choose another.", code=taken[0]))


def _set(table: type[Utility] | type[UtilityItem], number: int, version: int, values: Mapping[str, Any]) -> None:
    mine = sa.and_(table.id == number, table.version == version)
    _one(sa.update(table).where(mine).values(**values, version=table.version + 1))


def _end(table: type[Utility] | type[UtilityItem], number: int) -> None:
    mine = sa.and_(table.id == number, table.retired_at.is_(None))
    _one(sa.update(table).where(mine).values(retired_at=clock.now(), version=table.version + 1))


def _one(change: sa.Update) -> None:
    if db.session.connection().execute(change).rowcount != 1:
        raise Conflict(_l("Somebody else has changed this meanwhile. Look at it as it is now. Nothing was changed."))
