"""The troubles of gateways in words, each with what to do."""

from flask_babel import lazy_gettext as _l

MEDIA = {"push": _l("Push messages"), "mail": _l("Mail"), "sms": _l("Text messages"), "zalo": _l("Zalo")}

WHY = {
    "http_401": _l("It refuses our key. Look at the token in the settings, and at the clock of this machine."),
    "http_403": _l("It does not let this site in. Look at the token, the contact address and this machine's clock."),
    "http_404": _l("Its address is not there. Look at the address in the settings."),
    "http_429": _l("It asks for fewer messages. Set its limit in the settings."),
    "closed_by_word": _l("It lets this site send nothing, as it does when the account is empty."),
    "no_word_of_taken": _l("It takes no message. Look at the form and the words of its answers in the settings."),
    "smtp_535": _l("It refuses name or password. Look at mail_url in the settings."),
    "SMTPAuthenticationError": _l("It refuses name or password. Look at mail_url in the settings."),
    "SMTPNotSupportedError": _l("It has no encryption. Look at mail_url in the settings."),
    "timeout": _l("It does not answer in time. It is asked again by itself."),
    "no_key": _l("The site has no key yet. Run flask setup."),
}
ELSE = _l("It is asked again by itself.")
