"""Severity in words, with its tone."""

from flask_babel import lazy_gettext as _l

# number: (words, tone)
SEVERITIES = {
    4: (_l("act at once"), "grave"),
    3: (_l("serious"), "ready"),
    2: (_l("important"), "watch"),
    1: (_l("for your information"), "tell"),
}
