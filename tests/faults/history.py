"""What was asked of a site and what it said, and whether the site kept to it."""

import threading
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.models import CaseSecret, requester_phone_hash

POLITE = {200, 303, 503}


@dataclass
class History:
    """By the phone of each request: asked, confirmed or refused. Asked and never answered is unknown."""

    said: dict[str, str] = field(default_factory=dict)
    answers: Counter[int | None] = field(default_factory=Counter)  # by status; None: there was none
    slowest_s: float = 0.0  # how long one who sent waited for her answer
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, phone: str, what: str) -> None:
        """Notes what became of a request."""
        with self.lock:
            self.said[phone] = what

    def count(self, status: int | None, took_s: float = 0.0) -> None:
        """Counts an answer."""
        with self.lock:
            self.answers[status] += 1
            self.slowest_s = max(self.slowest_s, took_s)

    @property
    def impolite(self) -> int:
        """Answers that nobody should ever see: errors, and none at all."""
        return sum(n for status, n in self.answers.items() if status not in POLITE)

    def judged(self, app: Flask) -> dict[str, int]:
        """Compares with the site's database: what was confirmed stands there once, what was refused does not.

        Of what nobody knows, a crash may have kept it or not, but never twice.
        """
        with app.app_context():
            there = Counter(db.session.scalars(sa.select(CaseSecret.phone_hash)))
            found = {phone: there[requester_phone_hash(phone)] for phone in self.said}
            db.session.remove()
            db.extension.engine.dispose()
        told = Counter(self.said.values())
        return {
            "asked": len(self.said),
            "confirmed": told["confirmed"],
            "refused": told["refused"],
            "unknown": told["asked"],
            "lost": sum(said == "confirmed" and not found[phone] for phone, said in self.said.items()),
            "doubled": sum(n > 1 for n in found.values()),
            "kept though refused": sum(said == "refused" and found[phone] > 0 for phone, said in self.said.items()),
        }
