"""What staff do before a week begins: the schedule, a week's settings, its preview, extensions."""

from forum.web.setup import (
    edit,
    extensions,
    history,
    new,
    pattern,
    preview,
    publication,
    schedule,
    schedule_file,
    telling,
    templates,
    times,
    unsaved,
)
from forum.web.setup.door import blueprint

__all__ = [
    "blueprint",
    "edit",
    "extensions",
    "history",
    "new",
    "pattern",
    "preview",
    "publication",
    "schedule",
    "schedule_file",
    "telling",
    "templates",
    "times",
    "unsaved",
]
