"""What was found in a post, said the same to its author and to staff."""

from __future__ import annotations

from flask_babel import ngettext

from forum.rules.overlap import Kind


def say_passage(kind: Kind, words: int) -> str:
    """What was found, in a sentence."""
    if kind == "self":
        return ngettext(
            "A passage with %(num)d word also stands in a post by the same author in an earlier "
            "course (self-reuse).",
            "A passage with %(num)d words also stands in a post by the same author in an earlier "
            "course (self-reuse).",
            words,
        )
    if kind == "quoted":
        return ngettext(
            "A quotation of %(num)d word, with a citation near it, also stands in another post of "
            "this prompt.",
            "A quotation of %(num)d words, with a citation near it, also stands in another post of "
            "this prompt.",
            words,
        )
    if kind == "uncited":
        return ngettext(
            "A quotation of %(num)d word, without a citation near it, also stands in another post "
            "of this prompt.",
            "A quotation of %(num)d words, without a citation near it, also stands in another post "
            "of this prompt.",
            words,
        )
    return ngettext(
        "A passage with %(num)d word also stands in another post of this prompt.",
        "A passage with %(num)d words also stands in another post of this prompt.",
        words,
    )
