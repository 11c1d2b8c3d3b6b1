"""The blueprint of the front pages and of what belongs to no feature."""

from flask import Blueprint

bp = Blueprint("home", __name__)
