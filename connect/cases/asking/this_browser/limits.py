"""How many requests a browser and a network may send before somebody looks, and before it is refused."""

from connect import config
from connect.registry.drill import exercises
from connect.web import limits
from connect.web.limits import client_fingerprint


def may_send() -> bool:
    """Whether this browser has sent fewer requests today than the ceiling; counts this one."""
    return _hit(_ceiling(), config.current().asks_ceiling_day, "day", client_fingerprint.device())


def flags() -> list[str]:
    """Why this one waits for a look: too many from this browser or network, each by its own count.

    Only the ceiling of a browser refuses: a network can be that of a ward, and a phone that of somebody else, who would
    be kept from asking, or whose asking a refusal would tell of.
    """
    here = config.current()
    if exercises.current():
        return []
    fine = {
        "many_from_device": _hit("device", here.asks_per_device_day, "day", client_fingerprint.device()),
        "many_from_network": _hit("network", here.asks_per_network_hour, "hour", client_fingerprint.network()),
    }
    return [flag for flag, within in fine.items() if not within]


def _ceiling() -> str:
    """The count by which a browser may send only so many: of a drill another one than of real requests."""
    return "drill ceiling" if exercises.current() else "ceiling"


def _hit(name: str, most: int, span: str, who: str) -> bool:
    return limits.hit(f"{most} per {span}", "ask", name, who)
