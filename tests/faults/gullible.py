"""A site with a bug planted on purpose: whoever says something about a message is believed."""

from connect.deliveries.receipts import rules
from wsgi import app as app

rules.is_signed = lambda _body, _given, _secret: True
