"""Which site is meant: "respond to colleagues who visited a different site" (EVIDENCE.md, 1).

Only text is read; no address is ever fetched. Zero wrong answers of "same" is the bar that matters:
where two addresses may or may not be one site, the answer is "unsure".
"""

from forum.rules.sites.compare import Comparison, compare, compare_keys
from forum.rules.sites.keys import SiteKey
from forum.rules.sites.names import NO_NAMES, CourseNames, course_names, identity

__all__ = [
    "NO_NAMES",
    "Comparison",
    "CourseNames",
    "SiteKey",
    "compare",
    "compare_keys",
    "course_names",
    "identity",
]
