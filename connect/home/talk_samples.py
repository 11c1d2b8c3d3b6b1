"""The invented conversation, story and shares of the design page."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from wtforms import FileField, Form, RadioField, StringField

from connect.cases.green.rules import Change, Totals
from connect.messages.phrases import rules as phrases
from connect.messages.warnings import rules as warnings

MONEY_TALK = "Bạn chuyển khoản trước 500k rồi tôi mới mang gạo tới."


class OfPicture(Form):
    """A picture of a story; nobody has said yet who can be seen in it."""

    picture, alt = FileField("Ảnh"), StringField("Mô tả ảnh bằng lời")
    people = RadioField("Có ai trong ảnh?", choices=[("nobody", "không nhận ra ai"), ("agreed", "đã đồng ý")])


def samples(now: datetime, words: str, code: str, place: str) -> dict[str, Any]:
    """All of them, by the names that the page calls them by."""
    return {
        "talk": _talk(now, words), "quick_phrases": phrases.offered("helper", 0), "phrase_asks": "#{}".format,
        "money_talk": warnings.warning(MONEY_TALK, MONEY_TALK),
        "told_story": _story(words, code, place), "of_picture": OfPicture(),
        "greens": [Totals(46, 14, 118, now - timedelta(hours=9)), Totals(1, 0, 3, now), Totals()],
        "green_change": Change(14, -6),
    }  # fmt: skip


def _story(words: str, code: str, place: str) -> SimpleNamespace:
    """A story of two who gave their first names, with a picture."""
    return SimpleNamespace(
        public_id=code, place=SimpleNamespace(name=place), kind="food", week=date(2026, 11, 23), words=words, lang="vi",
        requester_name="Lan", helper_name="Minh", pictures=[SimpleNamespace(number=1, alt="Ba bao gạo trước cửa")],
    )  # fmt: skip


def _talk(now: datetime, words: str) -> SimpleNamespace:
    """A conversation as its requester sees it: words of each side, and some that were taken off."""
    sides = ("helper", "requester", "site", "requester")
    messages = [
        SimpleNamespace(number=n, side=side, mine=side == "requester", words=words, at=now, hidden=n == 4)
        for n, side in enumerate(sides, 1)
    ]
    facts = SimpleNamespace(news="#talk", see="#talk", outbox="", last=4, seen=4, mark="", ended=False, most=1000)
    return SimpleNamespace(messages=messages, facts=facts)
