"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("stories", __name__, url_prefix="/stories")
