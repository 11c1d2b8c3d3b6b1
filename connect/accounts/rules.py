"""Rules of roles, verification and passwords. No web, no database, no clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from connect.text import folded, normal, phone_to_e164


class RoleName(StrEnum):
    """The roles a person may hold; `models.Role` says over which area or in which organisation."""

    VOLUNTEER = "volunteer"
    MODERATOR = "moderator"
    OFFICIAL = "official"
    ADMIN = "admin"


STAFF = (RoleName.MODERATOR, RoleName.OFFICIAL, RoleName.ADMIN)
ORGANIZATION_KINDS = ("group", "charity", "religious", "union", "business", "school", "clinic", "authority")
# Many asked, many contacts by its word, many doors of its runs, or a moderator keeps it so.
PAUSES = ("members", "contacts", "doors", "kept")
VERIFIERS = (RoleName.ADMIN, RoleName.OFFICIAL)  # may say, over its area, that an organisation is what it says

NAME_CHARS = (2, 80)
ORGANIZATION_NAME_CHARS = (3, 120)
ABOUT_CHARS = 1000
PASSWORD_CHARS = (8, 200)
SEEN_EVERY_S = 300  # how exactly we know when a session was last used; each time is a write

PROOF_S = 900  # how long a proof of who is here is enough for what has consequences
PENDING_S = 1800  # how long somebody may take between the password and the second factor
CODE_STEP_S = 30  # RFC 6238, §4.1
FREE_TRIES = 5
LONGEST_WAIT_S = 86400
RECOVERY_CODES = 10

# Passwords that people here choose first, as they are leaked again and again; compared without case, marks and blanks.
_COMMON = """
    0123456789 0987654321 123123123 12344321 12345678 123456789 1234567890 123456987 12345679 1234abcd 13579246
    147258369 159753456 1q2w3e4r 1qaz2wsx 20112011 66668888 68686868 69696969 79797979 87654321 963852741 987654321
    a1234567 a12345678 a123456789 aa123456 abc12345 abc123456 abcd1234 abcdefgh admin123 administrator anhnhoem
    anhyeuem anhyeuem1 anhyeuem123 asdfghjk asdfghjkl bongda123 chungtoi codon123 connect1 connect123 dangnhap
    daylamatkhau emyeuanh emyeuanh123 giadinhtoi giupdo123 hanoi123 hanoi1234 hochiminh iloveyou iloveyou1 khongbiet
    khongcho khongco1 khongcopass khongnoi matkhau1 matkhau12 matkhau123 maiyeuem mothaiba motminhanh nguyenvan
    nhoemnhieu p@ssw0rd passw0rd password password1 password123 q1w2e3r4 qazwsxedc qwer1234 qwerty12 qwerty123
    qwertyui qwertyuiop saigon123 taikhoan tinhnguyen tinhyeu1 toiyeuvietnam trang123 tuananh123 vietnam1 vietnam123
    vietnam2026 vietnamvodich voyeucon yeuemmai yeuemnhieu yeumai123 zxcvbnm1 zxcvbnm123
"""
COMMON_PASSWORDS = frozenset(_COMMON.split())


class Held(Protocol):
    """A role as somebody holds it."""

    @property
    def role(self) -> RoleName:
        """The role itself."""

    @property
    def area_path(self) -> str | None:
        """The area in which it holds, as a path from the country down; None where it holds in no area."""

    @property
    def organization_id(self) -> int | None:
        """The organisation for which it holds, or None."""


def covers(scope_path: str, area_path: str) -> bool:
    """Whether an area is the scope itself or lies below it; a path names every area from the country down."""
    return f"{area_path.rstrip('/')}/".startswith(f"{scope_path.rstrip('/')}/")


def holds(roles: Iterable[Held], role: RoleName, area_path: str | None) -> bool:
    """Whether a role is held over an area. A role in an organisation gives no power over any area."""
    return area_path is not None and any(
        held.role == role and held.area_path is not None and covers(held.area_path, area_path) for held in roles
    )


def has(roles: Iterable[Held], role: RoleName) -> bool:
    """Whether a role is held somewhere. A staff role counts only over an area: what somebody is inside an
    organisation, which anybody may found, must not open the pages of the site's staff."""
    return any(held.role == role and (role == RoleName.VOLUNTEER or held.area_path is not None) for held in roles)


def coordinates(roles: Iterable[Held], organization_id: int) -> bool:
    """Whether somebody answers for an organisation's members."""
    return any(held.organization_id == organization_id and held.role in STAFF for held in roles)


def may_grant(granter: Iterable[Held], role: RoleName, area_path: str | None, organization_id: int | None) -> bool:
    """An admin gives any role inside the own area; a coordinator takes volunteers into the own organisation.

    `area_path` is the area of the role, or of the organisation for a role inside one.
    """
    granter = list(granter)
    if holds(granter, RoleName.ADMIN, area_path):
        return True
    return role == RoleName.VOLUNTEER and organization_id is not None and coordinates(granter, organization_id)


def may_verify(verifier: Iterable[Held], area_path: str) -> bool:
    """Whether somebody may verify an organisation of an area."""
    verifier = list(verifier)
    return any(holds(verifier, role, area_path) for role in VERIFIERS)


def may_lift(admin: Iterable[Held], locked: Iterable[Held]) -> bool:
    """An admin lifts the lock of whoever holds roles in the own area; of a helper without one, any admin does."""
    admin = list(admin)
    paths = [held.area_path for held in locked if held.area_path and held.role in STAFF]
    if not paths:
        return has(admin, RoleName.ADMIN)
    return all(holds(admin, RoleName.ADMIN, path) for path in paths)


def may_block(by: Iterable[Held], person: Iterable[Held], acted_in: Iterable[str]) -> str | None:
    """The reach of a block by somebody on a person: "site", "areas" (only within their own), or None.

    The whole site takes somebody whose areas cover all of the person's: those of their roles and, by path in
    `acted_in`, those where they took requests. Staff are blocked by an admin of all their areas, else not at all.
    """
    by, person = list(by), list(person)
    staff = [held.area_path for held in person if held.role in STAFF and held.area_path]
    if staff:
        return "site" if all(holds(by, RoleName.ADMIN, path) for path in staff) else None
    theirs = {held.area_path for held in person if held.area_path and held.area_path.strip("/").count("/")}
    covered = all(
        any(holds(by, role, path) for role in (RoleName.MODERATOR, RoleName.ADMIN)) for path in theirs | {*acted_in}
    )
    return "site" if covered else "areas"


def scope_fits(role: RoleName, area: object | None, organization: object | None) -> bool:
    """A staff role always has exactly one scope; a volunteer may have none and help anywhere."""
    given = (area is not None) + (organization is not None)
    return given == 1 or (given == 0 and role == RoleName.VOLUNTEER)


def vouches(verified_at: datetime | None, member_since: datetime, now: datetime, after: timedelta) -> bool:
    """Whether an organisation's word counts for a member: it is verified, and both have lasted for a while.

    So who joins, or brings ten others, begins with their own trust.
    """
    return verified_at is not None and max(verified_at, member_since) + after <= now


# Words by which browsers name themselves, first match wins: most also name those they descend from.
BROWSERS = (
    ("zalo", "Zalo"), ("CocCoc", "Cốc Cốc"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"), ("FBAN", "Facebook"), ("FBAV", "Facebook"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("Opera", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
PLATFORMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(user_agent: str) -> tuple[str, str]:
    """Browser and platform by their names, coarsely: no version and no model; empty where unknown."""
    head = user_agent[:400]
    found = [next((name for sign, name in table if sign in head), "") for table in (BROWSERS, PLATFORMS)]
    return found[0], found[1]


def session_ends_at(created_at: datetime, seen_at: datetime, limits: tuple[int, int | None]) -> datetime:
    """The moment a session ends by itself. Limits, in seconds: the longest life, the longest unused (None: any)."""
    ends = created_at + timedelta(seconds=limits[0])
    return ends if limits[1] is None else min(ends, seen_at + timedelta(seconds=limits[1]))


def wait_s(tries: int) -> int:
    """Seconds without a further try after so many wrong codes in a row: none for a few, then 60, doubled each time.

    Of a million codes three fit at any moment, so a day of guessing finds one with a chance below 1 in 10,000.
    """
    return 0 if tries < FREE_TRIES else min(60 * 2 ** min(tries - FREE_TRIES, 20), LONGEST_WAIT_S)


def bare_code(typed: str) -> str:
    """A code as it was meant: without blanks and hyphens, in capitals."""
    return "".join(c for c in folded(typed[:60]).upper() if c.isalnum())


def password_as_kept(password: str) -> str:
    """One form for what different keyboards make of the same letters (NFKC, as NIST SP 800-63B §5.1.1.2 asks)."""
    return normal("NFKC", password)


def password_trouble(password: str, phone: str | None) -> str | None:
    """Why a password will not do: short, long, phone or common; None when it is fine. `phone` is E.164."""
    password = password_as_kept(password)
    bare = folded(password).replace(" ", "")
    if len(password) < PASSWORD_CHARS[0]:
        return "short"
    if len(password) > PASSWORD_CHARS[1]:
        return "long"
    if phone and phone_to_e164(password) == phone:
        return "phone"
    if bare in COMMON_PASSWORDS or len(set(bare)) < 3:
        return "common"
    return None
