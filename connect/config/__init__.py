"""All settings: one frozen, documented `Config`, read once at the start.

Order of strength: environment (`CONNECT_<NAME>`; `DATABASE_URL`, `DATABASE_READ_URL` and `REDIS_URL` as
everybody spells them), then `instance/config.toml`, then the defaults here. A wrong value stops the start and is named.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from connect.config import database_urls
from connect.config.spellings import HOTLINE as HOTLINE, QUIET as QUIET, minutes_of as minutes_of

ROOT = Path(__file__).resolve().parents[2]


class ConfigError(Exception):
    """A setting is wrong; the message names it, where it stands and what it may be."""


def _doc(default: Any, says: str) -> Any:
    return field(default=default, metadata={"doc": says})


@dataclass(frozen=True)
class Config:
    """The settings of an operator. `flask config` prints this list with the values in force."""

    instance: Path = _doc(ROOT / "instance", "folder of everything that is not code: database, uploads, keys")
    database_url: str = _doc(
        "",
        "SQLAlchemy address of the database, several hosts with commas: "
        "postgresql://user@one:5432,two:5432/db?target_session_attrs=read-write; empty: SQLite in the instance folder",
    )
    database_read_url: str = _doc(
        "", "address of a streaming replica that answers visitors who are not signed in; empty: the database does"
    )
    redis_url: str = _doc(
        "", "Redis for limits shared by several machines; empty: counted over all processes of this one"
    )
    secret_key: str = _doc("", "key of cookies and links; empty: made at the first start in instance/secret_key")
    keys: str = _doc("", "keys of what is personal, newest first: number:base64,…; empty: the file instance/keys")
    site_name: str = _doc("Connect", "name in the head of every page")
    operator: str = _doc("", "who runs this site and answers for it, shown at the foot of every page")
    operator_phone: str = _doc("", "number of the people who run the site, shown to whoever cannot go on; empty: none")
    hotline: str = _doc("112", "number to call when life is in danger, shown where people ask for help")
    hotlines: str = _doc(
        "112, 115, 114, 113",
        "emergency numbers in the order of pages, with commas; 112 to 115 have words of their own, any other brings "
        "its words, the English after a slash: 112, 115, 1022 Tổng đài phường / Ward office",
    )
    medical_hotline: str = _doc("115", "number to call with a sign of danger, shown where medical advice is asked for")
    timezone: str = _doc("Asia/Ho_Chi_Minh", "zone in which moments are shown")
    locale: str = _doc("vi", "language when the visitor chose none: vi or en")
    https: bool = _doc(False, "the site is reached by HTTPS only: cookies become Secure")
    trusted_proxies: int = _doc(
        0,
        "how many proxies stand in front, each of which sets X-Forwarded-For, -Proto and -Host; 0: none. With any, "
        "only they may reach the port of `flask serve`",
    )
    hosts: str = _doc("", "names by which people reach this site, with commas; empty: that of site_url, or any")
    host: str = _doc("127.0.0.1", "address that `flask serve` listens on")
    port: int = _doc(8000, "port that `flask serve` listens on")
    workers: int = _doc(0, "web processes of `flask serve`; 0: as many as the machine has cores")
    threads: int = _doc(3, "threads of each of them")
    writes_waiting: int = _doc(
        32,
        "how many may wait in one process, to write or at all; who wants to write then is asked to send again, and who "
        "only looks to come back when it is half as many",
    )
    writes_wait_s: float = _doc(3.0, "how long one of them waits at most")
    moderation: str = _doc(
        "dispatch_moderated",
        "who looks at requests where no area has chosen: fully_moderated (before they are shown), dispatch_moderated "
        "(before, except life in danger), moderation_on_request (afterwards, the urgent), dispatch_assisted "
        "(afterwards, all) or peer_to_peer (nobody)",
    )
    review_first_posts: bool = _doc(False, "the first request of a phone is looked at first, also in peer_to_peer")
    review_first_helpers: bool = _doc(
        False, "on the first case of an unverified helper only a moderator opens the contact, not the requester alone"
    )
    supplies_first: str = _doc(
        "open",
        "how a trader's new supply point begins where the switch of shopping chose no mode: open (listed and marked as "
        "not verified) or pending (nobody finds it before a moderator or official has looked)",
    )
    reports_hide: int = _doc(3, "reports of abuse by independent people that take a request off the list for a look")
    reports_rest_h: int = _doc(
        72, "for how many hours a moderator's no to reports holds: new ones then wait in the queue and hide nothing"
    )
    reports_remember_days: int = _doc(90, "how long it is remembered who reported abuse, after the answer")
    show_seen: bool = _doc(False, "both sides of a conversation see up to which message the other has read")
    four_eyes_from: str = _doc(
        "severe", "from which severity on a second official looks at a notice: minor, moderate, severe or extreme"
    )
    publish_alone: bool = _doc(True, "an official may do without the second, says why, and the others are told")
    cap_oid: str = _doc(
        "", "number that your authority has registered for its alerts, such as 2.49.0.1.704.0; empty: names of our own"
    )
    asks_per_phone_day: int = _doc(5, "requests of one phone within a day; what is above waits for a look")
    asks_per_device_day: int = _doc(20, "the same for one browser, which may be that of a ward office")
    asks_per_network_hour: int = _doc(60, "the same for one network within an hour; a whole ward can share one")
    asks_per_area_hour: int = _doc(200, "the same for one ward within an hour")
    asks_ceiling_day: int = _doc(200, "requests of one browser within a day that are accepted at all")
    desk_lease_s: int = _doc(300, "how long a moderator keeps what was opened to look at, from the last press")
    undo_s: int = _doc(600, "for how long a moderator can take back a decision on a request")
    second_opinion_percent: int = _doc(5, "of how many in a hundred decisions a second moderator is asked; 0: none")
    lease_life_threatening_s: int = _doc(3600, "how long a taken case is kept for its helper, by urgency")
    lease_urgent_s: int = _doc(4 * 3600, "the same, for urgent cases")
    lease_normal_s: int = _doc(24 * 3600, "the same, for all others")
    lease_advice_life_threatening_s: int = _doc(
        20 * 60, "how long taken medical advice is kept for its clinician, by urgency, unless a switch says otherwise"
    )
    lease_advice_urgent_s: int = _doc(3600, "the same, for urgent medical advice")
    lease_advice_normal_s: int = _doc(4 * 3600, "the same, for all other medical advice")
    call_again_days: int = _doc(30, "how far ahead a clinician may set the day on which somebody is called again")
    help_after_s: int = _doc(
        300,
        "how long a helper must have held a case, contact shown, before the helper's word ends it (helped, cannot "
        "reach); the delivery code proves it at once",
    )
    trial_lease_s: int = _doc(
        900,
        "how long the first case of an account that nobody has verified, with no phone proven, is kept for it before "
        "the requester or a moderator agrees",
    )
    new_helpers_network_hour: int = _doc(
        10,
        "accounts of less than a week, verified by nobody, that may take cases from one network within an hour; one "
        "more raises an alarm, and those of them whom nobody has let in yet wait until a moderator has looked",
    )
    release_pause_s: int = _doc(
        3600, "how long who gave a case back leaves it to others; twice as long each time with the same case"
    )
    vouch_after_h: int = _doc(24, "hours of membership after which the word of a verified organisation counts")
    vouched_a_day: int = _doc(
        10,
        "contacts opened within 24 hours by the word of one organisation; then it counts no more until a moderator "
        "has looked",
    )
    run_doors_a_day: int = _doc(
        500,
        "doors to which runs of shopping of one organisation go within 24 hours; then to no more until a moderator has "
        "looked",
    )
    sheet_phones: bool = _doc(False, "whether phones of households stand on the printed sheets of runs")
    members_a_day: int = _doc(20, "people whom one organisation may ask to join within 24 hours")
    open_claims_cap: int = _doc(3, "how many cases one helper may hold at once")
    looks_a_day: int = _doc(10, "how many requesters' contacts one helper may see in 24 hours")
    advice_looks_a_day: int = _doc(30, "the same for one clinician, where medical advice is asked for")
    staff_looks_an_hour: int = _doc(20, "after how many contacts in an hour a moderator's account is locked")
    fresh_s: int = _doc(7 * 86400, "after how long without a word from the requester an open case expires")
    confirm_s: int = _doc(72 * 3600, "after how long a helped case is closed as unconfirmed")
    keep_personal_days: int = _doc(14, "how many days after the end of a case name, phone, door and words are deleted")
    keep_unapproved_days: int = _doc(7, "the same for what was not accepted, or never looked at")
    keep_marks_days: int = _doc(
        1095,
        "how many days a stop, block or lock outlives the deleted account it is about, as a keyed hash of the phone",
    )
    senders: int = _doc(2, "processes of `flask serve` that send messages; the first takes the urgent alone")
    quiet_hours: str = _doc(
        "22:00-06:00",
        "hours in the site's zone in which no message goes out but for extreme danger; what waits goes as one summary",
    )
    follow_sms_a_day: int = _doc(
        200, "codes to phones that begin to follow notices, within a day: each costs you money; 0: none, and no SMS"
    )
    deliveries_keep_days: int = _doc(
        30, "how many days after its end it is known which contact got a message; sums stay"
    )
    road_detour: float = _doc(
        1.3, "metres of road for a metre as the crow flies, by which the routes of shopping runs are planned"
    )
    coarse_ward_km2: int = _doc(300, "a ward larger than this shows places more coarsely still")
    geocoder: str = _doc("areas", "who finds typed addresses: areas (built in), nominatim or photon")
    geocoder_url: str = _doc("", "address of your own Nominatim or Photon")
    geocoder_timeout_s: float = _doc(2.0, "after how long the built-in names answer instead")
    map_file: str = _doc("", "file of streets under the maps, PMTiles; empty: map.pmtiles in the instance folder")
    map_tiles: str = _doc(
        "",
        "tiles of another server in its place, https://…/{z}/{x}/{y} and .png, .jpg or .webp, or .mvt in Protomaps' "
        "schema 4: that server learns where each visitor looks; empty: no other is asked",
    )
    map_credit: str = _doc(
        "© OpenStreetMap", "whose map it is, shown in its corner; without it OpenStreetMap's licence is broken"
    )
    remember_days: int = _doc(30, "how long a browser stays signed in, for people without a staff role")
    staff_second_factor: str = _doc("required", "second factor of staff: required before anything else, or offered")
    staff_idle_s: int = _doc(1800, "after how long without use staff sign in again")
    staff_session_s: int = _doc(12 * 3600, "after how long staff sign in again in any case")
    max_upload_mb: int = _doc(10, "largest picture that may be sent, in megabytes")
    site_url: str = _doc("", "address at which people reach this site, for links in messages: https://help.example.vn")
    sms_url: str = _doc(
        "", "HTTPS address of your SMS gateway; empty: no messages, they are recorded in instance/outbox"
    )
    sms_form: str = _doc(
        "to={to}&text={text}", "fields of the form that the SMS gateway wants; {key} names the message"
    )
    sms_token: str = _doc("", "secret of the SMS gateway, sent as a bearer token")
    sms_taken: str = _doc(
        "",
        'words with commas in the SMS gateway\'s answer that mean taken, such as "CodeResult":"100"; empty: any 2xx',
    )
    sms_duplicate: str = _doc(
        "", "words that mean it had this {key} already: then a second try after a crash doubles nothing"
    )
    sms_gone: str = _doc("", "words that mean there is no such number")
    sms_closed: str = _doc("", "words that mean it lets this site send nothing, such as an empty account")
    sms_reference: str = _doc("", "field of its JSON answer that names the message, by which receipts call it")
    sms_receipts_secret: str = _doc(
        "", "secret by which the SMS gateway signs receipts (HMAC-SHA256, X-Signature); empty: none are taken"
    )
    sms_state: str = _doc("status", "field of a receipt that says where the message stands")
    sms_delivered: str = _doc("delivered", "words with commas in that field that mean it reached the phone")
    sms_read: str = _doc("read", "words that mean it was read")
    sms_failed: str = _doc("failed, undelivered, rejected", "words that mean it never will")
    sms_per_s: float = _doc(0.0, "messages that the SMS gateway takes in a second; 0: as many as go")
    sms_a_day: int = _doc(0, "messages that may cost you money within a day; 0: no ceiling")
    sms_price: float = _doc(0.0, "what one part of a text message costs you, in VND; 0: pages say no cost")
    mail_url: str = _doc(
        "", "SMTP server: smtps://name:password@host, smtp:// (STARTTLS) or smtp+plain:// (on this machine)"
    )
    mail_from: str = _doc("", "sender of mails")
    mail_per_s: float = _doc(0.0, "mails that the server takes in a second; 0: as many as go")
    mail_a_day: int = _doc(0, "mails that the server takes in a day; 0: no ceiling")
    zalo_app_id: str = _doc("", "number of your app at Zalo; empty: no Zalo messages, they are recorded")
    zalo_secret: str = _doc("", "secret of that app: renews tokens and checks the signature of receipts")
    zalo_refresh_token: str = _doc(
        "", "first refresh token of the app; it serves once, later ones are kept by the site"
    )
    zalo_template: str = _doc("", "number of the approved template")
    zalo_fields: str = _doc(
        "noi_dung={text}", "fields of the template as a form: noi_dung={text}&tieu_de={title}&duong_dan={link}"
    )
    zalo_hours: str = _doc("", "hours in which the template's tag may be sent, such as 07:00-22:00; empty: at any hour")
    zalo_codes: str = _doc(
        "0=taken, -101=closed, -102=closed, -103=closed, -104=closed, -105=closed, -106=closed, -108=gone, "
        "-109=closed, -111=ours, -112=ours, -118=gone, -124=token, -133=hours, -144=quota",
        "codes of Zalo's answers: taken, gone, ours, closed, later, token (over), quota (of the day), hours; others "
        "concern the message alone",
    )
    zalo_url: str = _doc("https://business.openapi.zalo.me/message/template", "address of Zalo's messages")
    zalo_refresh_url: str = _doc("https://oauth.zaloapp.com/v4/oa/access_token", "address of Zalo's tokens")
    zalo_receipts_hmac: bool = _doc(False, "Zalo signs receipts by HMAC, not by a plain hash that ends in the secret")
    zalo_per_s: float = _doc(0.0, "messages that Zalo takes in a second; 0: as many as go")
    zalo_a_day: int = _doc(0, "messages that Zalo takes in a day; 0: until it says so")
    push_contact: str = _doc(
        "", "your address for the push services of browsers, mailto:… or https://…; empty: pushes are recorded"
    )
    push_hosts: str = _doc(
        "fcm.googleapis.com, updates.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com",
        "push services that are asked, with commas; * stands for every name below",
    )
    push_per_s: float = _doc(0.0, "pushes that one push service takes in a second; 0: as many as go")
    gateway_private: bool = _doc(
        False, "the SMS gateway and the push services lie in a private network or on this machine"
    )
    development: bool = _doc(
        False, "shows /outbox with the recorded messages, and /design, to everybody: never where real people ask"
    )
    log_format: str = _doc("text", "text for people, json for machines")

    @property
    def hotline_entries(self) -> list[tuple[str, str, str]]:
        """The emergency numbers, each with its words and its English words; "" where the setting says none."""
        found = (HOTLINE.fullmatch(one.strip()) for one in self.hotlines.split(","))
        return [(one[1], one[2] or "", one[3] or "") for one in found if one]

    @property
    def quiet_minutes(self) -> tuple[int, int] | tuple[None, None]:
        """Begin and end of the quiet hours in minutes of the day; none where the setting is empty."""
        return minutes_of(self.quiet_hours)

    @property
    def uploads(self) -> Path:
        """The folder of pictures."""
        return self.instance / "uploads"

    @property
    def sqlalchemy_url(self) -> str:
        """The database address as SQLAlchemy wants it."""
        return database_urls.for_sqlalchemy(self.database_url or f"sqlite:///{self.instance / 'connect.db'}")

    @property
    def sqlalchemy_read_url(self) -> str:
        """The replica's address as SQLAlchemy wants it."""
        return database_urls.for_sqlalchemy(self.database_read_url)


def current() -> Config:
    """The configuration of the app at work."""
    config: Config = current_app.extensions["connect.config"]
    return config


def zone() -> ZoneInfo:
    """The time zone of the site, in which its people read and write moments."""
    return ZoneInfo(current().timezone)
