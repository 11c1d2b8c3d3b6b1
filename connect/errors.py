"""Errors that the rules raise. No HTTP in here: `web` turns these into pages.

Each carries a `message`: a lazy translated sentence for the person in front of the page.
"""


class ConnectError(Exception):
    """Something a person can be told about, and do something about."""

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message) if isinstance(message, str) else type(self).__name__)
        self.message = message


class NotFound(ConnectError):
    """There is no such thing, or not for this viewer: the two look alike on purpose."""


class Gone(ConnectError):
    """There was such a thing for everybody, and there will be none again."""


class NotAllowed(ConnectError):
    """The thing exists and the viewer may know that, but may not do this with it."""


class RuleBroken(ConnectError):
    """A wish against a rule; the message says which rule, and what to do instead."""


class Conflict(ConnectError):
    """Somebody else was faster. Nothing was changed."""


class Busy(ConnectError):
    """More want to write than can at this moment. Nothing was changed; the same will go through a little later."""
