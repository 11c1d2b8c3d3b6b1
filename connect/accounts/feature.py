"""What accounts announce: signing in, the page of an account, and the commands on people."""

from connect.accounts import cli, export, moderation_work
from connect.accounts.views import bp

__all__ = ["bp", "cli", "export", "moderation_work"]
