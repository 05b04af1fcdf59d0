"""The blueprint of exports, apart from its views so that they can register on it."""

from flask import Blueprint

blueprint = Blueprint("exports", __name__)

PATH = "/c/<slug>/exports"
