"""Bringing a roster file, choosing a class of it, carrying it out, letting it be."""

from forum.courses.imports.actions.applying import (
    IMPORT_WORK,
    WORTH_THE_WORKER,
    ask_for_import,
    run_import,
)
from forum.courses.imports.actions.bringing import (
    bring_file,
    cancel_import,
    choose_class,
    purge_imports,
)
from forum.courses.imports.actions.refusals import (
    ImportOver,
    ImportRefused,
    NoSuchClass,
    NotConfirmed,
    RosterChanged,
)

__all__ = [
    "IMPORT_WORK",
    "WORTH_THE_WORKER",
    "ImportOver",
    "ImportRefused",
    "NoSuchClass",
    "NotConfirmed",
    "RosterChanged",
    "ask_for_import",
    "bring_file",
    "cancel_import",
    "choose_class",
    "purge_imports",
    "run_import",
]
