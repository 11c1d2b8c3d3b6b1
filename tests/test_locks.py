"""The locks hold all that they install needs, because nothing is resolved when they are installed."""

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What declares it, and what it does not need of that: its plots, which nobody here draws.
LEFT_OUT = {("pyvrp", "matplotlib")}


def test_all_that_a_package_needs_is_there_but_what_is_left_out_on_purpose() -> None:
    there = {canonicalize_name(one.metadata["Name"]): one for one in metadata.distributions()}
    missing = {
        (name, canonicalize_name(needed.name))
        for name, one in there.items()
        for needed in map(Requirement, one.requires or ())
        if (needed.marker is None or needed.marker.evaluate({"extra": ""}))
        and ((found := there.get(canonicalize_name(needed.name))) is None
             or not needed.specifier.contains(found.version, prereleases=True))
    }  # fmt: skip
    assert missing == LEFT_OUT
