"""The blueprint of grading, apart from its views so that they can register on it."""

from flask import Blueprint

blueprint = Blueprint("grading", __name__)
