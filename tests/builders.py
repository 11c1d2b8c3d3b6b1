"""One-line builders of what tests need, with defaults. Call them inside an app context."""

import io
import itertools
import uuid
from datetime import date, timedelta
from typing import Any

from PIL import ExifTags, Image

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.credentials import actions as credentials
from connect.accounts.credentials.models import Credential
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.cases import actions, queries as cases, transitions
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Claim
from connect.cases.collective import actions as collective
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import Actor
from connect.incidents import actions as incident_actions, queries as incident_queries
from connect.incidents.catalogue import actions as catalogue, queries as catalogue_queries
from connect.incidents.catalogue.models import Utility
from connect.incidents.catalogue.rules import NewItem, NewUtility
from connect.incidents.models import Incident
from connect.incidents.questions import actions as question_actions
from connect.incidents.questions.models import QuestionSet
from connect.incidents.rules import IncidentKind, Settings, Status
from connect.incidents.signs import actions as signs, rules as sign_rules
from connect.messages import actions as talk, seats
from connect.messages.models import Thread
from connect.messages.pictures import actions as talk_pictures, files
from connect.messages.places import rules as places
from connect.messages.rules import Kind as TalkKind
from connect.notices import actions as notices
from connect.notices.alerts.content import Content
from connect.notices.bulletins import actions as bulletins
from connect.notices.bulletins.actions import New as NewFigure
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.rules import Kind as BulletinKind
from connect.notices.channels import actions as channels
from connect.notices.models import Channel, Notice
from connect.notices.rules import State, Verb
from connect.notices.sources import actions as sources
from connect.notices.sources.models import Source
from connect.offers import actions as offers
from connect.offers.loans import actions as loans
from connect.offers.loans.models import Loan
from connect.offers.models import Offer
from connect.offers.rules import Sort
from connect.pictures import intake, sealed
from connect.shopping.orders import actions as orders, transitions as order_moves
from connect.shopping.orders.actions import Plan, Wish
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By as OrderBy, Instead, Pay, Verb as OrderVerb
from connect.shopping.windows import actions as windows
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from connect.stories import actions as stories, queries as story_queries
from connect.stories.actions import Telling
from connect.stories.beginning import actions as story_beginnings
from connect.stories.consents.actions import Yes
from connect.stories.models import Story
from connect.stories.queries import Seat
from connect.stories.rules import By
from connect.supplies.actions import Said
from connect.supplies.imports import writing as importing
from connect.supplies.imports.models import SupplyImport
from connect.supplies.imports.reading import Line
from connect.supplies.models import SupplyPoint
from connect.supplies.registering import actions as registering
from connect.supplies.rules import By as SupplyBy, Kind as SupplyKind, Level

_numbers = itertools.count(1_000_000)
BEN_THANH = geo.Point(10.7722, 106.6983)


def phone() -> str:
    """A Vietnamese mobile nobody has yet, as E.164."""
    return f"+8436{next(_numbers)}"


def make_person(role: str | None = "volunteer", area: str | None = "VN", verified: bool = False, **over: Any) -> Person:
    """A person with one role over an area."""
    with db.transaction():
        values: dict[str, Any] = {"name": "Trần Thị Hạnh", "phone": phone(), "password_hash": "x"} | over
        person = Person(**values, created_at=clock.now(), verified_at=clock.now() if verified else None)
        db.session.add(person)
        db.session.flush()
        if role:
            accounts.grant(person, role, area=areas.get(area))
    db.session.refresh(person)
    return person


def details(**over: Any) -> RequestDetails:
    """What a requester says, with defaults."""
    values: dict[str, Any] = {
        "needs": {"rice": 10, "milk": 4}, "people": 4, "urgency": 1, "vulnerable": 2, "words": "Nhà hết gạo.",
        "name": "Nguyễn Thị Lan", "phone": phone(), "door": "Số 12 hẻm 45 đường Lê Lợi",
    } | over  # fmt: skip
    return RequestDetails(**values)


def location(point: geo.Point = BEN_THANH, by: str = "position", accuracy_m: float | None = 15.0) -> Location:
    """The location of a household."""
    return Location(point, by, accuracy_m, areas.ward_at(point))


def prepared(
    details: RequestDetails, location: Location, *, form_key: str, lang: str = "vi", **more: Any
) -> tuple[posting.Draft, posting.Placement]:
    """A form filled in, and where it lands: what `posting.post` takes."""
    draft = posting.draft(details, location, form_key=form_key, lang=lang, **more)
    return draft, posting.placement_of(draft)


def post_form(details: RequestDetails, location: Location, *, form_key: str, **more: Any) -> posting.Posted:
    """A form filled in and posted, in the transaction that runs."""
    return posting.post(*prepared(details, location, form_key=form_key, **more))


def post_case(point: geo.Point = BEN_THANH, form_key: str | None = None, **over: Any) -> tuple[Case, str]:
    """A case just posted, with the secret of its requester's link."""
    with db.transaction():
        key = form_key or f"form-{next(_numbers)}"
        case_id, token = post_form(details(**over), location(point), form_key=key)
        return db.session.get_one(Case, case_id), token


def post_both(point: geo.Point = BEN_THANH, form_key: str | None = None, **over: Any) -> list[Case]:
    """The cases of a form that asks for food and medical advice, or for what `needs` says; the advice comes last."""
    told = details(**{"needs": {"rice": 5, "doctor_call": 1}} | over)
    with db.transaction():
        drafts = posting.drafts(told, location(point), form_key=form_key or f"form-{next(_numbers)}", lang="vi")
        posted = posting.post_all(drafts, [posting.placement_of(one) for one in drafts])
        return [db.session.get_one(Case, one.case_id) for one in posted]


def make_case(state: str = "open", point: geo.Point = BEN_THANH, helper: Person | None = None, **over: Any) -> Case:
    """A case brought to a state through the same doors as in life."""
    case, _ = post_case(point, **over)
    if state == "pending_review":
        return case
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        if state == "rejected":
            return actions.reject(case, moderator, "joke")
        if case.state == "pending_review":
            actions.approve(case, moderator, "tests know why")
        else:  # a life in danger is on the list before anybody looked
            actions.check(case, moderator)
    if state in ("open", "withdrawn", "expired"):
        with db.transaction():
            if state == "withdrawn":
                actions.withdraw(case)
            elif state == "expired":
                transitions.move(case, "expire", transitions.THE_CLOCK)
        return case
    helper = helper or make_person(verified=True)
    if state in ("claimed", "in_delivery"):
        take(case, helper)
    else:
        hold(case, helper)
    by = Actor(helper)
    with db.transaction():
        if state == "in_delivery":
            claim_actions.set_out(case_view.of(case, by))
        elif state == "follow_up":
            claim_actions.cannot_reach(case_view.of(case, by), "no_answer")
        elif state == "partly_helped":
            handover.hand_over(case_view.of(case, by), {case.needs[0].item: 1})
        elif state in ("helped", "confirmed"):
            handover.hand_over(case_view.of(case, by), {need.item: need.quantity for need in case.needs})
    if state == "confirmed":
        with db.transaction():
            handover.confirm(case)
    return case


def take(case: Case, helper: Person) -> Claim:
    """A helper takes a case."""
    with db.transaction():
        return claim_actions.claim(case_view.of(case, Actor(helper)))


def hold(case: Case, helper: Person) -> Claim:
    """A helper took a case ten minutes ago and was shown the contact, so that the helper's word may end it."""
    with clock.told(clock.now() - timedelta(minutes=10)):
        claim = take(case, helper)
        with db.transaction():
            if not claim.allowed_at:
                claim_actions.allow(case, transitions.THE_REQUESTER)
            disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    return claim


def token_of(case: Case) -> str:
    """The secret of the requester's link."""
    return db.session.get_one(CaseSecret, case.id).link_token


def make_thread(case: Case, helper: Person) -> Thread:
    """The thread of a helper who holds a case, with a word of the requester's and one of the helper's."""
    with db.transaction():
        claim = cases.live_claim(case)
        assert claim
        thread = talk.open_thread(claim)
    speak(thread, case, None, "Nhà có cổng xanh.")
    speak(thread, case, helper, "Tôi ra ngay.")
    return db.session.get_one(Thread, thread.id)


def speak(thread: Thread, case: Case, person: Person | None, words: str, key: str | None = None) -> talk.Said:
    """Says something in a thread, as the requester or as somebody with an account."""
    with db.transaction():
        token = None if person else token_of(db.session.get_one(Case, case.id))
        seat = seats.seat_of(token, person, thread.public_id)
        return talk.say(seat, TalkKind.TEXT, words, key or str(uuid.uuid4()))


def make_picture(thread: Thread, case: Case, person: Person | None, alt: str = "Cổng xanh", key: str = "") -> int:
    """Sends a small picture into a thread whose contact is open; the number of its message."""
    found = intake.anew(photo())
    kept = sealed.keep(found.content, files.folder(), files.about(thread.id))
    with db.transaction():
        token = None if person else token_of(db.session.get_one(Case, case.id))
        seat = seats.seat_of(token, person, thread.public_id)
        return talk_pictures.send(seat, found, kept, alt, key or str(uuid.uuid4())).number


def make_place(thread: Thread, case: Case, words: str = "Trước cổng chợ", point: geo.Point | None = BEN_THANH) -> int:
    """Says as the requester where to meet; the number of the message."""
    with db.transaction():
        seat = seats.seat_of(token_of(db.session.get_one(Case, case.id)), None, thread.public_id)
        body = places.packed(places.Place(words, "", point))
        return talk.say(seat, TalkKind.PLACE, body, str(uuid.uuid4())).number


def photo(lat: float | None = None, lon: float = 106.7, size: tuple[int, int] = (64, 48)) -> io.BytesIO:
    """A picture as a phone sends it, with the position of the home in it where one is given."""
    made, kept = Image.new("RGB", size, "teal"), io.BytesIO()
    exif = made.getexif()
    if lat is not None:
        exif[0x010E] = f"{lat:.5f} {lon:.5f}"
        exif.get_ifd(0x8825).update({1: "N", 2: (int(lat), 0.0, lat % 1 * 3600), 3: "E", 4: (int(lon), 0.0, 0.0)})
    made.save(kept, "JPEG", exif=exif)
    kept.seek(0)
    return kept


def make_offer(giver: Person, point: geo.Point = BEN_THANH, sort: str = "goods", **over: Any) -> Offer:
    """An offer: forty kilogrammes of rice for four weeks within five kilometres."""
    goods, vehicle = sort == "goods", "truck" if sort == "vehicle" else None
    thing = offers.Thing(Sort(sort), over.pop("item", "rice") if goods else None, vehicle, over.pop("carries_kg", None))
    terms: dict[str, Any] = {
        "quantity": 40, "kinds": ["food"], "within_km": 5, "until": clock.now() + timedelta(days=28),
    } | over  # fmt: skip
    organization_id = terms.pop("organization_id", None)
    with db.transaction():
        return offers.make(giver, thing, offers.Terms(**terms), location(point), organization_id)


def make_window(
    by: Person | None = None, areas_of: tuple[str, ...] = ("79",), opened_h: float = 1, **over: Any
) -> ShoppingWindow:
    """A window that opened an hour ago, closes in six hours and delivers the morning after, with a combo of 299,000 đ.

    With `opened_h` below zero it is a plan. The times are those of `clock.now()`, so tell the clock for weekdays.
    """
    opens = clock.now().replace(second=0, microsecond=0) - timedelta(hours=opened_h)
    given = over.pop("times", None)
    times = given or Times(opens, *(opens + timedelta(hours=h) for h in (7, 20, 25)))
    by = by or make_person("official", areas_of[0])
    combo = windows.Combo(
        "BASC2345", "Combo cơ bản", 299_000, (("rice", 5), ("eggs", 10)), 6_200, over.pop("total", 100), "Basic combo"
    )
    values: dict[str, Any] = {"most_orders": 200, "combos": (combo,), "note": "Phí giao: không"} | over
    organization_id = values.pop("organization_id", None)
    content = windows.Content(tuple(areas.get(code).id for code in areas_of), **values)
    with clock.told(min(clock.now(), times.opens_at)), db.transaction():
        return windows.plan(times, content, by, organization_id)


def make_point(owner: Person | None = None, point: geo.Point = BEN_THANH, **over: Any) -> SupplyPoint:
    """A shop of a trader that has rice for 20.000 đ; with `owner=None` an official's, which is verified.

    `levels`: of its goods by item, as `supplies.actions.Said`; `ward`: its code; `exact=False`: ward only.
    """
    levels = over.pop("levels", {"rice": Said(Level.SOME, 20_000)})
    code, exact = over.pop("ward", None), over.pop("exact", True)
    where = registering.Where(point, areas.get(code) if code else areas.ward_at(point), exact)
    values: dict[str, Any] = {"kind": SupplyKind.SHOP, "name": "Tạp hóa Cô Ba", "phone": phone()} | over
    by, person = (SupplyBy.OWNER, owner) if owner else (SupplyBy.OFFICIAL, make_person("official"))
    with db.transaction():
        return registering.register(registering.Facts(**values), where, levels, by=by, person=person)


def a_picture(size: tuple[int, int] = (8, 8)) -> io.BytesIO:
    """A photograph as a phone writes it, with a word of its camera."""
    made, told = io.BytesIO(), Image.Exif()
    told[ExifTags.Base.Make] = "Phone of Hoa"
    Image.new("RGB", size, "teal").save(made, "JPEG", exif=told)
    made.seek(0)
    return made


def make_import(by: Person) -> SupplyImport:
    """A list of one place that an official has sent and that was not looked at yet."""
    head, place = Line(1, ["Tên", "Loại", "Phường"]), Line(2, ["Chợ Bến Thành", "chợ", "Phường Bến Thành"])
    with db.transaction():
        return importing.begin([head, place], "Sở", areas.get("79"), by, {"name": 0, "kind": 1, "ward": 2})


def make_organization(area: str = "79", **over: Any) -> Organization:
    """An organisation that waits to be verified."""
    by = make_person()
    values: dict[str, Any] = {"name": "Nhóm Bếp Yêu Thương", "kind": "group", "phone": phone()} | over
    with db.transaction():
        return organizations.register(area=areas.get(area), by=by, **values)


def make_clinic(area: str = "79", **over: Any) -> Organization:
    """A clinic that an admin has verified."""
    made = make_organization(area, **{"name": "Trạm Y tế phường", "kind": "clinic"} | over)
    with db.transaction():
        organizations.verify(made)
    return made


def ask_credential(person: Person, clinic: Organization, number: str | None = None) -> Credential:
    """A member of a clinic asks for a credential, which waits."""
    with db.transaction():
        accounts.grant(person, "volunteer", organization=clinic)
        return credentials.ask(person, "doctor", number or f"00{next(_numbers)}/HCM-CCHN", clinic)


def check_credential(credential: Credential, days: int = 180) -> Credential:
    """An official of the area has found its number in the register."""
    official = make_person("official", credential.organization.area.code)
    with db.transaction():
        credentials.check(credential, official, clock.now() + timedelta(days=days))
    return credential


def make_clinician(area: str = "79", clinic: Organization | None = None, **over: Any) -> Person:
    """A person with a credential that an official of the area has checked, good for half a year."""
    person = make_person(**{"name": "Bác sĩ Lê Thu"} | over)
    check_credential(ask_credential(person, clinic or make_clinic(area)))
    return person


def make_channel(code: str = "79") -> Channel:
    """The voice of an area."""
    with db.transaction():
        return channels.make_channel(f"UBND {areas.get(code).name}", areas.get(code))


def make_source(channel: Channel, by: Person, address: str = "https://127.0.0.1:1/feed.xml") -> Source:
    """A source of alerts of others for a channel; at its address nobody is asked."""
    with db.transaction():
        return sources.add(channel, address, "Đài khí tượng thủy văn", by)


def make_series(
    kind: BulletinKind = BulletinKind.DAY, *, is_health: bool = True, name: str = "Ca mắc mới", area: str = "79",
    channel: Channel | None = None,
) -> Series:  # fmt: skip
    """A series of a channel of its own, or of the one that is given."""
    channel, by = channel or make_channel(area), make_person("official", area=area)
    units = {"vi": ""} if kind == BulletinKind.YES_NO else {"vi": "ca mắc", "en": "cases"}
    with db.transaction():
        return bulletins.open_series(channel, by, {"vi": name, "en": "New cases"}, units, kind, is_health=is_health)


def make_figures(series: Series, by: Person, *figures: tuple[str, date, int], note: str = "") -> None:
    """Figures of some places and days, each the first of its day."""
    with db.transaction():
        fresh = db.session.get_one(Series, series.id)
        new = [NewFigure(areas.get(code).id, day, value * 1000, 0, note) for code, day, value in figures]
        bulletins.keep(fresh, by, fresh.edition, new)


def make_utility(by: Person | None = None, **over: Any) -> Utility:
    """An added utility with two items."""
    items = tuple(NewItem(code, vi, en, "piece", 2) for code, vi, en in (
        ("ropes", "Dây thừng", "Ropes"), ("ladders", "Thang", "Ladders"),
    ))  # fmt: skip
    values = {"code": "tools", "icon": "key", "vi": "Mượn dụng cụ", "en": "Tools to borrow", "items": items} | over
    with db.transaction():
        made = catalogue.make(NewUtility(**values), by or make_person("admin", area="VN"))
    catalogue_queries.catch_up()
    return made


def make_draft(channel: Channel, by: Person, code: str = "79", *, send: bool = False, **over: Any) -> Notice:
    """A notice that is not out: a draft, or one that was handed in."""
    now = clock.now()
    values: dict[str, Any] = {
        "title": "Nước sông lên", "text": "Chuẩn bị sơ tán.", "severity": 2, "starts_at": now,
        "ends_at": now + timedelta(hours=20), "areas": (areas.get(code),),
    } | over  # fmt: skip
    with db.transaction():
        notice = notices.draft(channel, by, Content(**values))
        return notices.send(notice, by) if send else notice


def make_notice(channel: Channel, *codes: str, by: Person | None = None, **over: Any) -> Notice:
    """A notice for some areas, in force for a day from now; a grave one was looked at by a second official."""
    by = by or make_person("official", area="VN")
    values: dict[str, Any] = {
        "title": "Mưa lớn đêm nay", "text": "Kê cao đồ đạc.", "severity": 2, "starts_at": clock.now(),
        "ends_at": clock.now() + timedelta(days=1),
    } | over  # fmt: skip
    said = Content(areas=tuple(areas.get(code) for code in codes), **values)
    with db.transaction():
        notice = notices.send(notices.draft(channel, by, said), by)
    if notice.state != State.SUBMITTED:
        return notice
    second = make_person("official", area="VN")
    with db.transaction():
        return notices.publish(db.session.merge(notice), second, Verb.APPROVE)


def a_question(code: str = "can_cook", type: str = "yes_no", **over: Any) -> dict[str, Any]:
    """A question as a set's JSON has it, fit to be published."""
    made: dict[str, Any] = {"code": code, "type": type, "label": {"vi": f"Hỏi {code}?", "en": f"Asks {code}?"}}
    if type in ("one_of", "some_of"):
        made["choices"] = [{"code": one, "label": {"vi": f"Chọn {one}", "en": f"Choose {one}"}} for one in ("a", "b")]
    if type == "number":
        made |= {"from": 0, "to": 500}
    return made | over


def make_questions(
    *asked: dict[str, Any], utility: str = "food", area: str | None = "79", by: Person | None = None,
    published: bool = True,
) -> QuestionSet:  # fmt: skip
    """A set of questions of an area, or for None of the whole site: published, or still a draft."""
    by = by or make_person("admin", area or "VN")
    owner = areas.get(area) if area else None
    with db.transaction():
        made = question_actions.start(utility, owner, by, {"questions": list(asked) or [a_question()]})
        return question_actions.publish(made, by, edits=0) if published else made


def sign_the_list(by: Person | None = None) -> None:
    """A clinician's signature under the list of signs of danger, so that it is asked."""
    by = by or make_person()
    with db.transaction():
        signs.sign(by, "doctor · Sở Y tế", sign_rules.CURRENT.version, sign_rules.CURRENT.digest)


def put_into_force(*sets: QuestionSet, area: str = "79") -> Incident:
    """An incident of an area in which each utility is on and asks its questions."""
    by = make_person("official", area)
    with db.transaction():
        incident = incident_actions.make(
            by=by, status=Status.ACTUAL, places=[areas.get(area)], kind=IncidentKind.FLOOD, name_vi="Lũ",
            name_en="Flood", starts_at=clock.now(), ends_at=None,
        )  # fmt: skip
    for one in sets:
        ask_from_now(incident, one, by, area)
    return incident


def ask_from_now(incident: Incident, asked: QuestionSet, by: Person, area: str = "79") -> None:
    """A utility is on in an area and asks these questions, from now on."""
    place = areas.get(area)
    newest = incident_queries.newest(incident_queries.board_of(incident), asked.utility, place.id)
    line = incident_actions.Wanted(
        asked.utility, place, True, newest.number if newest else 0, settings=Settings(question_set=asked.id)
    )
    second = make_person("official", area)
    with db.transaction():
        made = incident_actions.turn_on(incident, line, by=by)
        incident_actions.confirm(made, by=second, seen=made.number)


def make_school(area: str = "79", **over: Any) -> Organization:
    """A school that an admin has verified."""
    made = make_organization(area, **{"name": "Trường Tiểu học Bản Mù", "kind": "school"} | over)
    with clock.told(clock.now() - timedelta(days=7)), db.transaction():
        organizations.verify(made)
    return made


def make_teacher(school: Organization) -> Person:
    """A member for whom the school answers."""
    teacher = make_person()
    with clock.told(clock.now() - timedelta(days=7)), db.transaction():  # a new member's word has to wait
        accounts.grant(teacher, RoleName.VOLUNTEER, organization=school)
    db.session.refresh(teacher)
    return teacher


def post_for_many(school: Organization, teacher: Person, address: str = "12 Trần Phú", **over: Any) -> tuple[Case, str]:
    """A request of a school for thirty devices and its four hundred pupils, on the list."""
    told = collective.details_of(
        school, details(**{"needs": {"device": 30}, "people": 400, "words": "Cho khối 5."} | over), address
    )
    draft, placement = prepared(told, location(by="ward", accuracy_m=None), form_key=f"school-{next(_numbers)}")
    with db.transaction():
        posted = collective.post(teacher, school, draft, placement, address)
    case = db.session.get_one(Case, posted.case_id)
    if case.state == "pending_review":
        moderator = Actor(make_person("moderator"))
        with db.transaction():
            actions.approve(case, moderator, "tests know why")
    return case, posted.token


def lend_out(
    lender: Person, *marks: str, due_days: int = 30, case: Case | None = None, organization_id: int | None = None
) -> list[Loan]:
    """Devices that a helper has lent just now, at the handover of a case that asks for one more of them."""
    n = max(1, len(marks))
    case = case or make_case(needs={"device": n + 1})
    held, given = hold(case, lender), {"device": n}
    with db.transaction():
        code = db.session.get_one(CaseSecret, case.id).delivery_code
        handover.hand_over(case_view.of(case, Actor(lender)), given, code)
        due_at = clock.now() + timedelta(days=due_days)
        return loans.lend(held, given, loans.Lending({"device": list(marks or ("TB-01",))}, due_at, organization_id))


def tell_a_story(
    helper: Person, words: str = "Mưa ba ngày, cô mang gạo qua cầu khỉ.", *, agreed: bool = False
) -> Story:
    """A story that the requester of a confirmed help has written, about which its helper is asked, or has agreed."""
    case = make_case("confirmed", helper=helper)
    with db.transaction():
        claim = story_queries.helps(case)[0]
        story = story_beginnings.write(claim, By.REQUESTER, Telling(words, "vi"))
        secret = story_queries.secret_of(story)
        stories.ask(Seat(story, secret, By.REQUESTER), Yes("vi", "home"))
        if agreed:
            stories.agree(Seat(story, secret, By.HELPER), Yes("vi", "away"))
    return story


def make_order(window: ShoppingWindow | None = None, leader: Person | None = None, **over: Any) -> Order:
    """An order of a combo, 5 kg of rice for at most 100,000 đ, and own words; with a leader, in the leader's run."""
    window = window or make_window()
    values = {name: over.pop(name) for name in ("budget", "next_too") if name in over}
    case = make_case("open", needs={"market": 1}, **over)
    wishes = (
        Wish(1, Instead.SIMILAR, combo=window.combos[0]), Wish(5, Instead.ASK, item="rice", top_price=100_000),
        Wish(1, Instead.NONE, words="Bánh chưng, gọi Lan 0912 345 678"),
    )  # fmt: skip
    with db.transaction():
        here = db.session.get_one(ShoppingWindow, window.id)
        wishes = (Wish(1, Instead.SIMILAR, combo=here.combos[0]), *wishes[1:])
        order = orders.place(case.id, Plan(here, wishes, 11_700, 2, Pay.CASH, key=f"key {case.public_id}", **values))
    if leader is not None:
        gather(order, leader)
    return order


def gather(order: Order, leader: Person, run_id: int = 1) -> None:
    """An order comes into a run, whose leader holds its case and has seen the contact."""
    hold(order.case, leader)
    with db.transaction():
        order_moves.move(db.session.get_one(Order, order.id), OrderVerb.GATHER, OrderBy.COORDINATOR, run_id=run_id)
