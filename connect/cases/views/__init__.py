"""Pages of the feature: asking, the requester's page, nearby, taking and helping."""

from connect.cases.views import ask, claim, map, mine, nearby, rights, sent, show
from connect.cases.views.blueprint import bp

__all__ = ["ask", "bp", "claim", "map", "mine", "nearby", "rights", "sent", "show"]
