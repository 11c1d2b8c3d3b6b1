"""The one blueprint of the feature; the views of each aspect hang their pages on it."""

from flask import Blueprint

bp = Blueprint("incidents", __name__, url_prefix="/incidents")
