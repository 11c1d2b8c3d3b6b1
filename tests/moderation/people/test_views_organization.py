"""An organisation is verified from the queue, by whoever answers for its area."""

from flask import Flask

from connect import db
from tests.builders import make_organization, make_person
from tests.visit import Visit


def test_an_official_verifies_an_organisation_from_the_queue(app: Flask) -> None:
    found = make_organization(area="79")
    visit = Visit(app).as_(make_person("official", area="79"))
    visit.get("moderation.queue")
    visit.post("moderation.next_one")
    assert found.name in visit.follow().text
    visit.post("moderation.organization_verify", public_id=found.public_id)
    db.session.rollback()
    assert found.verified_at
    other = make_organization(area="01")
    visit.get("moderation.organization", 404, public_id=other.public_id)
    visit.post("moderation.organization_verify", status=404, public_id=other.public_id)
