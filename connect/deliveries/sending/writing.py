"""A message as a mail or an SMS holds it: with the links that a push opens by itself, and the way to stop it."""

from flask_babel import force_locale, gettext as _

from connect.deliveries.ledger.owners import Said
from connect.web.addresses import whole


def text_of(said: Said, medium: str, lang: str) -> str:
    """The text of a message for a medium. An SMS, which costs by the letter, has the title alone where there is one."""
    if medium == "push" or not (said.link or said.choices):
        return said.text
    with force_locale(lang):
        if medium == "mail":
            stop = _("To change or stop these messages: %(link)s", link=whole(said.choices))
            parts = [said.text, whole(said.link) if said.link else "", f"-- \n{stop}" if said.choices else ""]
            return "\n\n".join(part for part in parts if part)
        stop = _("Stop: %(link)s", link=whole(said.choices))
        parts = [said.title or said.text, whole(said.link) if said.link else "", stop if said.choices else ""]
        return "\n".join(part for part in parts if part)


def headers_of(said: Said) -> dict[str, str]:
    """The headers of a mail by which its reader's program stops it with one press (RFC 8058)."""
    if not said.choices:
        return {}
    return {
        "List-Unsubscribe": f"<{whole(said.choices)}/stop>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
