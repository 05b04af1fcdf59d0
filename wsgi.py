"""Builds the application for a WSGI server: ``gunicorn wsgi:app``."""

from forum import create_app

app = create_app()
