"""The second factor: codes of an app, codes on paper, how many tries there are, and who must have one."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import rules
from connect.accounts.models import Authenticator, Passkey, Person, RecoveryCode
from connect.accounts.sign_in.models import Session
from connect.accounts.words import EVENTS
from connect.crypto import audit_log
from connect.crypto.audit_log import AuditEntry
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import ALPHABET
from connect.errors import RuleBroken
from connect.registry import personal_data

CODE_CHARS = 10  # 49 bits on paper


@dataclass(frozen=True)
class Factors:
    """The second factors that a person has set up."""

    passkeys: list[Passkey]
    app: bool
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; codes on paper alone are none."""
        return bool(self.passkeys) or self.app


def of(person: Person) -> Factors:
    """The second factors of a person."""
    keys = sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)
    app = sa.select(Authenticator.confirmed_at).where(Authenticator.person_id == person.id)
    left = sa.select(sa.func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return Factors(list(db.session.scalars(keys)), db.session.scalar(app) is not None, db.session.scalar(left) or 0)


def needed(person: Person) -> bool:
    """Whether this person may do nothing without a second factor."""
    return person.is_staff and config.current().staff_second_factor == "required"


def lacks(session: Session | None) -> bool:
    """Whether what is done for others needs a second factor that was not given in this session."""
    required = config.current().staff_second_factor == "required"
    return required and not (session and session.by_factor)


def events(person: Person) -> list[AuditEntry]:
    """The last 50 changes to the ways into an account, the newest first."""
    mine = sa.select(AuditEntry).where(AuditEntry.about == f"person {person.id}", AuditEntry.what.in_(EVENTS))
    return list(db.session.scalars(mine.order_by(AuditEntry.id.desc()).limit(50)))


def note(person: Person, what: str, by: int | None) -> None:
    """Leaves a trace in the log, which the owner of the account can read."""
    audit_log.write(what, by=by, about=f"person {person.id}")


# --- Codes ------------------------------------------------------------------------------------------------


def accept(person: Person, typed: str) -> str:
    """Takes a code of the app or one on paper: "ok", "wrong", or "wait" when too many were wrong.

    The try is counted before it is looked at, in one conditional UPDATE, so that a hundred at once are no more
    than one after the other; the row stays locked until the transaction ends.
    """
    now = clock.now()
    mine = sa.update(Person).where(Person.id == person.id).execution_options(synchronize_session=False)
    free = sa.or_(Person.factor_wait_until.is_(None), Person.factor_wait_until <= now)
    counted = mine.where(free).values(factor_tries=Person.factor_tries + 1).returning(Person.factor_tries)
    tries = db.session.scalar(counted)
    if tries is None:
        return "wait"
    code = rules.bare_code(typed)
    if _app_code(person, code) or _paper_code(person, code):
        db.session.execute(mine.values(factor_tries=0, factor_wait_until=None))
        return "ok"
    wait = rules.wait_s(tries)
    if wait:
        db.session.execute(mine.values(factor_wait_until=now + timedelta(seconds=wait)))
    return "wrong"


def new_app(person: Person) -> Authenticator:
    """A fresh secret for an app, which counts for nothing until a first code of it came back."""
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())  # two taps, one secret
    row = db.session.get(Authenticator, person.id)
    if row is not None and row.confirmed_at is not None:
        raise RuleBroken(_l("An app is set up already. Remove it first if you want another one."))
    row = row or Authenticator(person_id=person.id)
    row.secret, row.created_at, row.last_step = pyotp.random_base32(32), clock.now(), 0
    db.session.add(row)
    db.session.flush()
    return row


def waiting_app(person: Person) -> Authenticator | None:
    """The secret that waits for its first code; once confirmed it is shown to nobody."""
    row = db.session.get(Authenticator, person.id)
    return row if row is not None and row.confirmed_at is None else None


def confirm_app(person: Person, typed: str) -> bool:
    """The first code came back, so the app has the secret. That code is used up."""
    row = waiting_app(person)
    step = _step(row.secret, rules.bare_code(typed)) if row else None
    if row is None or step is None:
        return False
    row.last_step, row.confirmed_at = step, clock.now()
    note(person, "app_added", person.id)
    return True


def remove_app(person: Person) -> None:
    """Takes the app away."""
    _keep_one(person, of(person), app=False)
    db.session.execute(sa.delete(Authenticator).where(Authenticator.person_id == person.id))
    note(person, "app_removed", person.id)


def remove_passkey(person: Person, public_id: str) -> None:
    """Takes one passkey away."""
    have = of(person)
    _keep_one(person, have, passkeys=[one for one in have.passkeys if one.public_id != public_id])
    mine = Passkey.person_id == person.id, Passkey.public_id == public_id
    if db.session.execute(sa.delete(Passkey).where(*mine)).rowcount:  # type: ignore[attr-defined]
        note(person, "passkey_removed", person.id)


def new_codes(person: Person) -> list[str]:
    """Ten new codes for paper, told once; the old ones are dead."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS)) for _ in range(rules.RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=_hash(person, code)) for code in codes)
    note(person, "codes_made", person.id)
    return codes


@personal_data.erasure("passkeys", "authenticators", "recovery_codes")
def forget(person: Person) -> None:
    """Takes every second factor away, without a trace: for an account that is erased."""
    for model in (Passkey, Authenticator, RecoveryCode):
        db.session.execute(sa.delete(model).where(model.person_id == person.id))
    person.factor_tries, person.factor_wait_until = 0, None


def reset(person: Person) -> None:
    """Removes every second factor of a person who lost them, for the operator; the page of the account says so."""
    forget(person)
    note(person, "factor_reset", None)


def _keep_one(person: Person, have: Factors, app: bool | None = None, passkeys: list[Passkey] | None = None) -> None:
    left = Factors(have.passkeys if passkeys is None else passkeys, have.app if app is None else app, 0)
    if have.any and not left.any and needed(person):
        raise RuleBroken(_l("Your role needs a second factor. Add another one first, then remove this one."))
    if not left.any:
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _app_code(person: Person, code: str) -> bool:
    """Whether the app shows this code now; each is taken once, and none from before the last one."""
    row = db.session.get(Authenticator, person.id, populate_existing=True)
    step = _step(row.secret, code) if row and row.confirmed_at else None
    if row is None or step is None or step <= row.last_step:
        return False
    row.last_step = step
    db.session.flush()
    return True


def _paper_code(person: Person, code: str) -> bool:
    mine = RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hash(person, code)
    use = sa.update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=clock.now())
    used: bool = db.session.execute(use).rowcount == 1  # type: ignore[attr-defined]
    if used:
        note(person, "code_used", person.id)
    return used


def _step(secret: str, code: str) -> int | None:
    """The half minute this code belongs to, allowing one before and after for clocks (RFC 6238, §5.2)."""
    now = int(clock.now().timestamp()) // rules.CODE_STEP_S
    app = pyotp.TOTP(secret)
    fits = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(app.generate_otp(step), code)]
    return fits[0] if fits else None


def _hash(person: Person, code: str) -> str:
    return fingerprint("recovery", f"{person.id}\0{code}")


audit_log.kinds(**dict.fromkeys(EVENTS, "a way into an account was added, used or taken away"))
