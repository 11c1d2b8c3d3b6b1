"""The pages of accounts."""

from connect.accounts.credentials import views as credentials
from connect.accounts.views import factors, locks, organizations, phone, profile, rights, sessions, sign_in
from connect.accounts.views.blueprint import bp

__all__ = [
    "bp", "credentials", "factors", "locks", "organizations", "phone", "profile", "rights", "sessions", "sign_in",
]  # fmt: skip
