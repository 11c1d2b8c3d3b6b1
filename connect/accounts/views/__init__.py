"""The pages of accounts."""

from connect.accounts.views import locks, organizations, rights, sessions, sign
from connect.accounts.views.blueprint import bp

__all__ = ["bp", "locks", "organizations", "rights", "sessions", "sign"]
