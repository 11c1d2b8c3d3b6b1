"""Two invented incidents of the demo, made before the wave, so that its requests belong to them."""

from dataclasses import dataclass, field
from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.incidents import actions
from connect.incidents.models import Incident
from connect.incidents.rules import IncidentKind, Status
from connect.registry.demo_data import PLACES, Wave

NAMES = {
    IncidentKind.EPIDEMIC: ("Đợt dịch cuối năm", "The wave at the end of the year"),
    IncidentKind.FLOOD: ("Lũ tháng Mười một ở miền Trung", "The November flood in Central Vietnam"),
}


@dataclass(slots=True)
class Incidents:
    """The incidents of the demo, by the code of each of their provinces, and the admin in whose name they are."""

    admin: Person
    of: dict[str, Incident] = field(default_factory=dict)


def fill(wave: Wave) -> None:
    """Makes both in the name of an admin of the country, whose account nobody can sign in to."""
    with clock.told(wave.now - timedelta(days=12)):
        admin = Person(name="Ban chỉ đạo", phone="+84900000090", password_hash="")  # nosec B106 - nobody signs in
        db.session.add(admin)
        db.session.flush()
        accounts.grant(admin, RoleName.ADMIN, area=areas.get("VN"))
        made = Incidents(admin)
        wave.put(made)
        for kind, (name_vi, name_en) in NAMES.items():
            codes = [code for code, (crisis, _share) in PLACES.items() if crisis == kind]
            incident = actions.make(
                by=admin, kind=kind, name_vi=name_vi, name_en=name_en, status=Status.ACTUAL,
                places=[areas.get(code) for code in codes], starts_at=clock.now(), ends_at=None,
            )  # fmt: skip
            made.of |= dict.fromkeys(codes, incident)
