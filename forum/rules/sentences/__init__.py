"""Every sentence the rules say, in one place.

No pronouns, no blame, always a time, always the reason. Each format string passes whole through
`translate`, so that another language can order its words as it likes. Catalogues are extracted
with the keywords `_` and `_many:1,2`.
"""

from __future__ import annotations

from forum.rules.sentences.base import Translate, as_written
from forum.rules.sentences.classes import ClassWording
from forum.rules.sentences.initial import InitialWording
from forum.rules.sentences.responses import ResponseWording
from forum.rules.sentences.steps import StepWording

__all__ = ["Speech", "Translate", "as_written"]


class Speech(InitialWording, ResponseWording, ClassWording, StepWording):
    """The words for one discussion: one language, one zone."""
