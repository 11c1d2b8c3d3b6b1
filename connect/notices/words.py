"""Severity in words, with its look and drawing."""

from flask_babel import lazy_gettext as _l

# number: (words, class of the box, icon)
SEVERITIES = {
    4: (_l("act at once"), "grave", "triangle-alert"),
    3: (_l("serious"), "warn", "circle-alert"),
    2: (_l("important"), "good", "megaphone"),
    1: (_l("for your information"), "info", "info"),
}
