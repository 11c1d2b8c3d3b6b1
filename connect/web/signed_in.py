"""Whether somebody is signed in, and with which roles anywhere; `accounts` knows the person."""

from typing import Literal

from flask import g
from flask_login import LoginManager, current_user

from connect.web import compat

login = LoginManager()


# Those of them that are roles are `accounts.rules.RoleName`, which stands to the right of here.
Audience = Literal["anyone", "signed_in", "volunteer", "moderator", "official", "admin"]


def person() -> object | None:
    """The signed-in person, or None. Features ask `accounts.sign_in.current_session`, which knows the type."""
    return compat.itself(current_user) if current_user and current_user.is_authenticated else None


def may(role: Audience) -> bool:
    """Whether the signed-in person holds the role anywhere. The place is checked by each feature's rules."""
    return bool(current_user and current_user.is_authenticated and current_user.has_role(role))


def forget_person() -> None:
    """Goes on as if nobody were signed in, without asking the database: it may be what has failed."""
    g.session = None
    compat.sign_in_for_this_request(login.anonymous_user())
