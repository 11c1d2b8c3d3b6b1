"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("messages", __name__, url_prefix="/messages")
