"""The one blueprint of the feature; each file beside this hangs its pages on it."""

from flask import Blueprint

bp = Blueprint("moderation", __name__, url_prefix="/moderation")
