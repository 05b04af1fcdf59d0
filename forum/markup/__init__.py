"""Typed text becomes safe HTML here and nowhere else: the one room that knows bleach and Markdown.

Text goes through four steps: `clean_text` (what a database can keep), Markdown with raw HTML
switched off, the guard (nothing too large or too deep reaches bleach), bleach with one short
allow-list. The HTML is made once, at writing, and stored with `MARKUP_VERSION`.
"""

from forum.markup.clean import SafeHtml, clean_html
from forum.markup.guard import TooComplex, TooLong
from forum.markup.names import replace_names
from forum.markup.passages import Passage, mark_passages
from forum.markup.plain import excerpt, plain_text
from forum.markup.render import MARKUP_VERSION, render_markdown
from forum.markup.stored import text_of_html
from forum.markup.text import clean_text

__all__ = [
    "MARKUP_VERSION",
    "Passage",
    "SafeHtml",
    "TooComplex",
    "TooLong",
    "clean_html",
    "clean_text",
    "excerpt",
    "mark_passages",
    "plain_text",
    "render_markdown",
    "replace_names",
    "text_of_html",
]
