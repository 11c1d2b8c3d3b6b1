"""Pages about people: a record, many new helpers from one network, an organisation whose word stopped counting."""

from connect.moderation.people.views import network, organization, person, vouching

__all__ = ["network", "organization", "person", "vouching"]
