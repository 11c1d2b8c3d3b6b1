"""Pages of the feature: asking, the requester's page, nearby, taking and helping."""

from connect.cases.views import claim, nearby, show
from connect.cases.views.blueprint import bp

__all__ = ["bp", "claim", "nearby", "show"]
