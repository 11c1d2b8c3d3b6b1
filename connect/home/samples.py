"""Invented things for /design: enough of each that a component can show all its states."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput

from connect import clock
from connect.areas import queries as areas
from connect.home import order_samples, stock_samples, supply_samples, talk_samples
from connect.incidents import kinds
from connect.incidents.questions import evaluation, reading
from connect.incidents.questions.on_form import OnForm
from connect.incidents.questions.rules import Published
from connect.incidents.rules import Line, ServedBy, Settings, Standing, Times, Verb
from connect.incidents.signs import rules as sign_rules
from connect.offers.loans.rules import By, Condition, State as LoanState, Verb as LoanVerb
from connect.offers.rules import Sort
from connect.registry.drill.exercises import Exercise
from connect.web.pages.tables import sorting

TONES = ("need", "taken", "done", "grave", "ready", "watch", "wait", "tell")
LONG = "Công Tằng Tôn Nữ Nguyễn Thị Hồng Nhung"
WORDS = "Nhà em hết gạo và sữa từ hôm qua, nước ngập tới gối chưa ra chợ được."
DAYS = (12, 18, 25, 41, 56, 80, 102, 120, 131, 128, 119, 97, 84, 71)
CODE = "7KQ2MFXA"
PLACE = "Phường Vỹ Dạ"


class Fields(Form):
    """One field of each kind; all empty ones are wrong."""

    people, words, name = StringField("Nhà bạn có mấy người?"), TextAreaField("Kể thêm"), StringField("Tên")
    phone, reporter_name, reporter_phone = StringField("Số điện thoại"), StringField("Tên bạn"), StringField("Số bạn")
    for_other = BooleanField("Hỏi giúp người khác")
    sms = None
    vulnerable = guards = SelectMultipleField(
        "Ở nhà có ai?", choices=[("infant", "em bé"), ("elder", "người già")], option_widget=CheckboxInput()
    )
    choice = RadioField("Chọn", choices=[("need", "Gấp"), ("grave", "Nguy cấp")], default="need")
    urgency = RadioField("Gấp đến đâu?", choices=[("low", "Thong thả"), ("urgent", "Gấp"), ("danger", "Nguy cấp")])


class OfUtility(Form):
    """A utility that is not there yet; nobody has chosen a drawing."""

    vi, en, code = StringField("Tên tiếng Việt"), StringField("Tên tiếng Anh"), StringField("Mã")
    call_first = StringField("Số nên gọi trước")
    icon = RadioField("Hình vẽ", choices=[("boat", ""), ("torch", "")])
    gravest, usual = StringField("Nguy hiểm đến tính mạng"), StringField("Bình thường")

    def lease_fields(self) -> list[StringField]:
        """The minutes of each urgency, as nobody has set them."""
        return [self.gravest, self.usual]


class OfItem(Form):
    """An item with one pack."""

    vi, en, code = StringField("Tên tiếng Việt"), StringField("Tên tiếng Anh"), StringField("Mã")
    unit = SelectField("Đếm bằng", choices=[("kg", "kg"), ("piece", "cái")])
    usual = StringField("Số thường dùng", default="5")
    pack_of, pack_vi, pack_en = StringField("Bao nhiêu", default="10"), StringField("Tên"), StringField("Name")

    def pack_rows(self) -> list[tuple[StringField, StringField, StringField]]:
        """The fields of each pack: so many, Vietnamese, English."""
        return [(self.pack_of, self.pack_vi, self.pack_en)]


ROOF: dict[str, Any] = {"all": [{"code": "on_roof", "is": "yes"}]}
QUESTIONS = [
    {"code": "on_roof", "type": "yes_no", "required": True, "shown_to": "public",
     "label": {"vi": "Có ai đang ở trên mái nhà không?", "en": "Is anybody on the roof?"}},
    {"code": "water_cm", "type": "number", "required": True, "ask_if": ROOF, "from": 0, "to": 500,
     "label": {"vi": "Nước cao bao nhiêu?", "en": "How high is the water?"}, "unit": {"vi": "cm", "en": "cm"},
     "hint": {"vi": "Đo từ sàn nhà.", "en": "From the floor."}},
    {"code": "who", "type": "some_of", "ask_if": ROOF, "sensitive": True,
     "label": {"vi": "Ai không tự đi được?", "en": "Who cannot walk?"},
     "why": {"vi": "Để thuyền đủ chỗ.", "en": "So that the boat has room."},
     "choices": [{"code": "old", "label": {"vi": "người già", "en": "somebody old"}},
                 {"code": "child", "label": {"vi": "trẻ nhỏ", "en": "a small child"}}]},
    {"code": "since", "type": "date", "label": {"vi": "Từ ngày nào?", "en": "Since which day?"}},
    {"code": "more", "type": "text", "label": {"vi": "Còn gì nữa?", "en": "Anything else?"}},
]  # fmt: skip


def asked_questions() -> list[OnForm]:
    """Questions on a form that nobody has answered."""
    asked = reading.read({"questions": QUESTIONS})
    return [OnForm(Published(1, "food", 1, asked), {}, evaluation.evaluate(asked, {}), is_seen=False)]


def samples() -> dict[str, Any]:
    """All of them, by the names that the page calls them by. Moments lie before now."""
    now = clock.now()
    wrong = Fields()
    wrong.name.errors = ("Hãy viết tên mà hàng xóm gọi bạn.",)
    return {
        "switch_settings": Settings(text_vi=WORDS, text_en=WORDS, served_by=ServedBy.BOTH, hotline="1022"),
        "off": Standing("food", is_on=False, reason=WORDS, looked_up=lambda: Times(now - timedelta(hours=3), now)),
        "asked_questions": asked_questions(),
        "told_answers_of": [SimpleNamespace(name="Food", icon="bowl", lines=[
            SimpleNamespace(asked="Có ai đang ở trên mái nhà không?", said="có", is_text=False),
            SimpleNamespace(asked="Còn gì nữa?", said=WORDS, is_text=True),
        ])],
        "tones": TONES, "long": LONG, "words": WORDS, "days": DAYS, "code": CODE, "place": PLACE, "fields": Fields(),
        "wrong": wrong, "earlier": now - timedelta(hours=2), "kinds": kinds.KINDS[:2], "people": _people(),
        "notices": [_notice(severity) for severity in (4, 3, 2, 1)], "cards": [_card(one) for one in (1, 2, 3)],
        "stops": [_stops(count) for count in (1, 2, 4)], "order": sorting.read({}, {"need": True, "place": False}),
        "pane": _pane(), "load": SimpleNamespace(of=lambda show: {"": 1147, "grave": 9}.get(show, 12)),
        "pair": SimpleNamespace(alike=["same_phone"], unlike=["other_phone"]), "search": _search(),
        "holder": SimpleNamespace(person=_people()[0], taken_at=now - timedelta(minutes=2), until=now),
        "session": SimpleNamespace(public_id=CODE, created_at=now, browser="Firefox", platform="Android", agent=""),
        "offered": _offer(), "lent": _lent(), "sketched": _sketch(),
        "group": SimpleNamespace(name="Bếp ăn Hoa Mai", phone="+84912345678"),
        "request_": _asked(), "labels": [f"{day}/11" for day in range(15, 29)],
        "suggestion": SimpleNamespace(
            lines=True, by_item="rice 1/2 1", people=4, days=7, needs={"rice": 14, "water": 84}, taken=True, mark="",
            exchanges="noodles rice 11", most=20, spans=(3, 7, 14),
        ),
        "exercise": Exercise(1, CODE, "Diễn tập bão số 9", "Drill for typhoon 9"),
        "switch_lines": _switch_lines(), "utility": OfUtility(prefix="utility-"), "item": OfItem(prefix="item-"),
        "drawings": {"boat": "Thuyền", "torch": "Đèn pin"}, "signs": _signs(), "told_signs": _told_signs(),
        "series": [("woven", "A", DAYS), ("laid", "B", DAYS[::-1]), ("loose", "C", DAYS)],
        **order_samples.samples(now), **talk_samples.samples(now, WORDS, CODE, PLACE), **stock_samples.samples(now),
        **supply_samples.samples(LONG, CODE, PLACE),
    }  # fmt: skip


def _switch_lines() -> list[Line]:
    """Lines of the switchboard: on with an end, off without one over another line, and two that are about it."""
    since, until = clock.now() - timedelta(hours=3), clock.now() + timedelta(days=2)
    off = Line(7, "", "food", Verb.OFF, False, since, None, about_id=5)
    return [
        Line(5, "", "food", Verb.ON, True, since, until), off,
        replace(off, id=8, verb=Verb.END, ends_at=until, about_id=7), replace(off, id=9, verb=Verb.CONFIRM, about_id=7),
    ]  # fmt: skip


def _signs() -> SimpleNamespace:
    """The questions for signs of danger as they were sent once, with one fault."""
    typed, faults = {"spo2": "950"}, {"sign-spo2": "Số này chắc chưa đúng: phải từ 30 đến 100."}
    return SimpleNamespace(
        wants="", list=sign_rules.CURRENT, band="adult", ticked={"cannot_breathe"}, typed=typed, faults=faults
    )


def _told_signs() -> SimpleNamespace:
    """The answers as a clinician reads them."""
    signs = sign_rules.CURRENT.signs
    grave = [
        SimpleNamespace(words=signs[code].vi, level=n, value="", before=n == 1)
        for code, n in (("blue", 2), ("cannot_drink", 1))
    ]
    others = [SimpleNamespace(words=WORDS[:20], value=value) for value in (None, "38,5 °C")]
    return SimpleNamespace(level=2, band="16 tuổi trở lên", grave=grave, others=others, version="", at=None)


def _offer() -> SimpleNamespace:
    """Rice that somebody has to give."""
    return SimpleNamespace(
        public_id=CODE, sort=Sort.GOODS, item="rice", vehicle=None, carries_kg=None, within_m=5000,
        area=SimpleNamespace(name=PLACE),
    )  # fmt: skip


def _lent() -> tuple[SimpleNamespace, SimpleNamespace, list[SimpleNamespace]]:
    """A thing that is out, one that came back damaged, and what happened to it."""
    at, damaged = clock.now() - timedelta(days=2), Condition.DAMAGED
    back = SimpleNamespace(verb=LoanVerb.TAKE_BACK, by=By.LENDER, condition=damaged, due_at=at, words=WORDS, at=at)
    return (
        SimpleNamespace(state=LoanState.LENT, condition=None, due_at=at),
        SimpleNamespace(state=LoanState.BACK, condition=damaged, due_at=at), [back],
    )  # fmt: skip


def _people() -> list[SimpleNamespace]:
    """One who is verified, one who belongs to nobody."""
    at, by = clock.now() - timedelta(days=3), SimpleNamespace(name="Hội Chữ thập đỏ")
    seen = SimpleNamespace(name=LONG, verified=True, verified_at=at, verified_by=by, organizations=[])
    return [seen, SimpleNamespace(name="Lan", verified=False, verified_at=None, verified_by=None, organizations=[])]


def _notice(severity: int) -> SimpleNamespace:
    now = clock.now()
    return SimpleNamespace(
        severity=severity, public_id=CODE, title="Rời vùng trũng ven sông trước 18:00 hôm nay", text=WORDS, areas=[],
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1), channel=SimpleNamespace(name="UBND Huế"),
        texts=[], instruction="", state="published", status="Exercise" if severity == 1 else "Actual", changed_at=now,
    )  # fmt: skip


def _card(urgency: int) -> SimpleNamespace:
    """A line of a list; the gravest is old and was helped in part."""
    items, now = kinds.KINDS[0].items, clock.now()
    found = SimpleNamespace(
        kinds=1,
        urgency=urgency,
        waiting_since=now - timedelta(hours=5),
        distance_m=400 * urgency**3,
        public_id=f"{CODE[:-1]}{urgency}",
    )
    silent = now - timedelta(days=9) if urgency == 3 else None
    wants = tuple((item.code, 5 * number) for number, item in enumerate(items[: 2 * urgency], 1))
    card = SimpleNamespace(found=found, wants=wants, people=urgency + 2, silent=silent, given=urgency == 3)
    return SimpleNamespace(card=card, area=SimpleNamespace(name=PLACE), why=WORDS)


def _stops(done: int) -> list[SimpleNamespace]:
    """The five steps of a request of which so many are done."""
    past = ("sent", "reviewed", "taken", "on_the_way", "received")
    now = {1: "pending_review", 2: "open", 3: "in_delivery", 4: "helped"}
    at = clock.now() - timedelta(minutes=30)
    return [
        SimpleNamespace(step=step, place="past", code=step, at=at) if number < done
        else SimpleNamespace(step=step, place="now", code=now[done], at=None) if number == done
        else SimpleNamespace(step=step, place="later", code=step, at=None)
        for number, step in enumerate(past)
    ]  # fmt: skip


def _pane() -> SimpleNamespace:
    """Three lines of the queue: one that is open and late, one in somebody's hands, one that can be ticked."""
    now, lease = clock.now(), SimpleNamespace(person=_people()[1], taken_at=clock.now() - timedelta(minutes=3))
    lines = [
        SimpleNamespace(
            item=SimpleNamespace(
                subject="case", public_id=CODE, urgency=urgency, since=now - timedelta(hours=urgency),
                opens="moderation.review", late=urgency == 3,
            ),
            card=None, label=WORDS, usual=True, current=urgency == 3, lease=lease if urgency == 2 else None,
            mine=False, can_tick=urgency == 1,
        )
        for urgency in (3, 2, 1)
    ]  # fmt: skip
    only = SimpleNamespace(show="grave", area=None, is_all=False)
    return SimpleNamespace(lines=lines, can_tick=True, from_top=False, following="next", only=only)


def _search() -> SimpleNamespace:
    return SimpleNamespace(
        args=lambda **_over: {}, area=None, cell=31, kinds=("food",), urgency="urgent", within_km=5, waiting_h=0
    )


class Ring(NamedTuple):
    """A circle of a sketch: how far it is, and how large it is drawn."""

    km: int
    radius: float


class Sign(NamedTuple):
    """Cases in one direction."""

    at: str
    tone: str
    number: int
    grave: bool
    first: str


def _sketch() -> SimpleNamespace:
    signs = (Sign("40 30", "grave", 12, True, CODE), Sign("-80 -60", "need", 3, False, CODE))
    return SimpleNamespace(rings=(Ring(5, 141.4), Ring(10, 200.0)), signs=signs)


def _asked() -> SimpleNamespace:
    """The page that a moderator reads of a request that is safeguarded."""
    item, ward = kinds.KINDS[0].items[0], areas.wards_of(areas.provinces()[0])[0]
    case = SimpleNamespace(
        needs=[SimpleNamespace(item=item.code, kind=item.kind, quantity=5)], guarded=True, people=3, area=ward
    )
    secret = SimpleNamespace(
        wiped_at=None, words=WORDS, reporter_name="Lan", area=ward, place_by="position", accuracy_m=12
    )
    return SimpleNamespace(case=case, secret=secret)
