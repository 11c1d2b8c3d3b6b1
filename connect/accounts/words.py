"""Names of roles and kinds of organisations, and sentences about passwords, as the pages show them."""

from flask_babel import gettext as _, lazy_gettext as _l

from connect.accounts.models import Passkey, Role
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.models import Session
from connect.areas import queries as areas

KINDS = {
    "group": _l("Volunteer group"),
    "charity": _l("Charity fund"),
    "religious": _l("Religious organisation"),
    "union": _l("Union or association"),
    "business": _l("Business"),
    "school": _l("School"),
    "clinic": _l("Clinic or hospital"),
    "authority": _l("Public authority"),
}
TITLES = {
    "doctor": _l("Doctor"),
    "physician": _l("Assistant physician"),
    "nurse": _l("Nurse"),
    "midwife": _l("Midwife"),
    "psychologist": _l("Clinical psychologist"),
    "paramedic": _l("Paramedic"),
}
CREDENTIALS = {
    "waits": _l("waits for a look"),
    "holds": _l("checked"),
    "suspended": _l("stands still"),
    "lapsed": _l("lapsed"),
    "refused": _l("not accepted"),
    "revoked": _l("taken back"),
    "withdrawn": _l("given back"),
}
CREDENTIAL_TONES = {"waits": "wait", "holds": "done", "suspended": "ready", "lapsed": "ready"}
PASSWORD_TROUBLES = {
    "short": _l("The password is too short. Use at least 8 characters; a few words in a row are easy to keep in mind."),
    "long": _l("The password is too long. Use at most 200 characters."),
    "phone": _l("Your phone number is the first thing others would try. Choose another password."),
    "common": _l("Many people use this password, so it is tried first. Choose another one."),
}
EVENTS = {
    "passkey_added": _l("A passkey was added"),
    "passkey_removed": _l("A passkey was removed"),
    "app_added": _l("An app for codes was added"),
    "app_removed": _l("The app for codes was removed"),
    "codes_made": _l("New codes for paper were made"),
    "code_used": _l("A code from paper was used"),
    "factor_reset": _l("Whoever runs this site removed every second factor, because a device was lost"),
}


def role_in_words(held: Role) -> str:
    """A role with its scope: "Moderator for Đà Nẵng", "Member of Nhóm Bếp Ấm"."""
    if held.organization is not None:
        pattern = _("Member of %(name)s") if held.role == RoleName.VOLUNTEER else _("Coordinator of %(name)s")
        return pattern % {"name": held.organization.name}
    name = {
        RoleName.VOLUNTEER: _("Volunteer"),
        RoleName.MODERATOR: _("Moderator"),
        RoleName.OFFICIAL: _("Official"),
        RoleName.ADMIN: _("Admin"),
    }[held.role]
    if held.area is None or held.area.parent_id is None:
        return _("%(role)s, everywhere", role=name)
    return _("%(role)s for %(area)s", role=name, area=areas.label(held.area))


def device_in_words(session: Session | Passkey) -> str:
    """A browser as its owner knows it: "Chrome on Android"."""
    if session.browser and session.platform:
        return _("%(browser)s on %(platform)s", browser=session.browser, platform=session.platform)
    return session.browser or session.platform or _("A browser we do not know")


PAUSES = {
    "members": _l("Has asked many people to join within a day"),
    "contacts": _l("Many contacts were opened by its word within a day"),
    "doors": _l("Its runs went to many doors within a day"),
    "kept": _l("A moderator keeps its word without effect"),
}
LOCKS = {
    "looks": _l("Looked at more contacts in an hour than the work needs"),
    "bait": _l("Looked at a contact that nobody has a reason to look at"),
}
