"""The coarse brake on requests: Flask-Limiter, counted over all processes of the machine, or in Redis by setting.

Where an address is the key, its network is: /24, or /64 of IPv6, which one visitor has as a whole. A whole ward can
share one, so a network alone never keeps anybody from asking for help; limits on asking are wide and answer with the
form as it was typed. What is counted is kept as a keyed hash.
"""

from importlib import import_module
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Flask, request
from flask_limiter.util import get_remote_address
from limits import parse

from connect.config import Config
from connect.crypto.fingerprints import fingerprint
from connect.text import phone_to_e164
from connect.web.flask_tuning import OnlyMarked
from connect.web.limits import site_store  # noqa: F401 - makes its kind of store known to the limiter

IPV4_BYTES, IPV6_BYTES = 3, 8  # of an address, that name its network: /24 and /64


def network_of(address: str) -> str:
    """The network of an address, as it is written: "203.0.113.0/24", "2001:db8:1:2::/64"; "?" of what is none."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    found = getattr(found, "ipv4_mapped", None) or found
    kept = IPV4_BYTES if found.version == 4 else IPV6_BYTES
    start = type(found)(found.packed[:kept].ljust(len(found.packed), b"\0"))
    return f"{start}/{kept * 8}"


def network() -> str:
    """The network of this request, as a keyed hash; with `trusted_proxies` set, as the proxy says."""
    return fingerprint("network", network_of(get_remote_address()))


limiter = OnlyMarked(key_func=network, headers_enabled=False, strategy="moving-window")


def init_app(app: Flask, config: Config) -> None:
    """Binds the limiter; with Redis several machines share the counters, and without its answer each machine counts."""
    file = config.instance / "limits.db"
    if config.redis_url:
        import_module(
            "connect.web.limits.redis_store"
        )  # makes its kind of store known to the limiter, and loads Redis's library
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {"file": str(file)}
    app.config["RATELIMIT_STORAGE_URI"] = f"shared+{config.redis_url}" if config.redis_url else f"site://{file}"
    app.config["RATELIMIT_KEY_PREFIX"] = "connect"
    limiter.init_app(app)


def phone_in_form() -> str:
    """Key of a limit on one phone, however it is spelt, from whatever address."""
    return fingerprint("limit", phone_to_e164(request.form.get("phone", "")) or "?")


def hit(limit: str, *keys: str) -> bool:
    """Counts one more of these keys; False when that is beyond the limit ("60 per hour").

    For a view that answers with its own page; `limiter.limit` refuses with the site's.
    """
    return bool(limiter.limiter.hit(parse(limit), *keys))


def fits(limit: str, *keys: str) -> bool:
    """Whether one more of these keys would be within the limit; counts nothing."""
    return bool(limiter.limiter.test(parse(limit), *keys))
