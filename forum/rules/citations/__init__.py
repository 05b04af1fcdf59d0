"""Citations in a text against the list of references (EVIDENCE.md, section 2).

A text is compared with its own list; whether a work exists is not checked. What cannot be read is
kept and counted as unread, so that a person looks at it: it is never a failure.
"""

from forum.rules.citations.checking import check_citations
from forum.rules.citations.chosen_site import ChosenSite, SiteUse
from forum.rules.citations.finding import find_citations
from forum.rules.citations.matching import match_citations
from forum.rules.citations.models import (
    MAX_CHARACTERS,
    Citation,
    CitationReport,
    Pair,
    Part,
    Reference,
    Unreadable,
)
from forum.rules.citations.notes import LEVELS, CitationCheck, Code, Level, Note
from forum.rules.citations.reading import (
    parse_reference,
    split_document,
    split_numbered_list,
    split_reference_list,
)
from forum.rules.citations.showing import format_reference, reference_text

__all__ = [
    "LEVELS",
    "MAX_CHARACTERS",
    "ChosenSite",
    "Citation",
    "CitationCheck",
    "CitationReport",
    "Code",
    "Level",
    "Note",
    "Pair",
    "Part",
    "Reference",
    "SiteUse",
    "Unreadable",
    "check_citations",
    "find_citations",
    "format_reference",
    "match_citations",
    "parse_reference",
    "reference_text",
    "split_document",
    "split_numbered_list",
    "split_reference_list",
]
