"""Fifty new accounts on one network take what they can: moderators hear of it within ten minutes, no door is learnt."""

from tests.attacks.helping import cases, send, state
from tests.attacks.stage import Stage
from tests.socket.browser import network

ACCOUNTS = 50
AT_MOST = 11  # config: new_helpers_network_hour, and the one that raised the alarm


def attack(stage: Stage) -> None:
    source, listed = network(), cases(stage, ACCOUNTS)
    took = 0
    for number, code in enumerate(listed):
        thief, _ = stage.signed_in()
        thief.source = source
        took += send(thief, code, "claim").status == 303
        send(thief, code, "contact")
        if number % 10 == 9:
            stage.forward(minutes=1)
    assert took <= AT_MOST, f"{took} of {ACCOUNTS} new accounts of one network hold a case each"
    assert stage.value("SELECT count(*) FROM disclosures") == 0, "doors learnt, and nobody verified or let in"
    assert stage.value("SELECT count(*) FROM audit WHERE what = 'alarm' AND detail = 'network'") == 1, "no alarm"

    moderator, _ = stage.signed_in("moderator", area="79")
    opened = moderator.post("/moderation/work", form="/moderation/")
    assert opened.location.startswith("/moderation/network/"), f"no moderator hears of it: {opened.location}"
    page = moderator.follow(opened)
    assert source.rsplit(".", 1)[0] not in page.text, "the page shows the address"
    done = moderator.post(opened.location, {"verb": "take_back"})
    assert done.status == 303
    held = [code for code in listed if state(stage, code) != "open"]
    assert not held, f"{len(held)} cases are still held"
    neighbour, _ = stage.signed_in(verified=True)
    neighbour.source = source
    assert send(neighbour, listed[0], "claim").status == 303, "a verified helper of the same ward is shut out"
