"""Which site is meant: "respond to colleagues who visited a different site" (EVIDENCE.md, 1).

Only text is read; no address is ever fetched. Zero wrong answers of "same" is the bar that matters:
where two addresses may or may not be one site, the answer is "unsure".
"""

from forum.rules.sites.address import MAX_LENGTH
from forum.rules.sites.compare import Comparison, compare, compare_keys
from forum.rules.sites.doubts import KnownSite, doubt_between, is_nearly_name, pairs_in_doubt
from forum.rules.sites.keys import SiteKey
from forum.rules.sites.names import NO_NAMES, CourseNames, course_names, fold_name, identity
from forum.rules.sites.unwrap import MAX_DEPTH

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "NO_NAMES",
    "Comparison",
    "CourseNames",
    "KnownSite",
    "SiteKey",
    "compare",
    "compare_keys",
    "course_names",
    "doubt_between",
    "fold_name",
    "identity",
    "is_nearly_name",
    "pairs_in_doubt",
]
