"""The pages of accounts."""

from connect.accounts.views import organizations, rights, sessions, sign
from connect.accounts.views.blueprint import bp

__all__ = ["bp", "organizations", "rights", "sessions", "sign"]
