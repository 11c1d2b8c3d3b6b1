"""The shape of every gateway, and the error by which it says that it failed."""

from typing import Protocol


class Failed(Exception):
    """A message did not go out. The text names the kind of failure and nothing of the message."""


class Gateway(Protocol):
    """One way out. `key` names the message: whoever sends it again after a crash gives the same key."""

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hands one message over, or raises Failed. Messages carry no personal data, only a link."""
