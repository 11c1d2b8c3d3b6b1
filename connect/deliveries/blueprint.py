"""The pages of deliveries."""

from flask import Blueprint

bp = Blueprint("deliveries", __name__, url_prefix="/deliveries")
