"""What is said of a citation or an entry, by the code of the note, and the rule behind it."""

from __future__ import annotations

from forum.rules.citations.notes import Code

#: What was found; the words are the student's own, in quotation marks.
FOUND: dict[Code, str] = {
    "missing": "%(words)s is cited but has no reference.",
    "unused": "%(words)s is listed but not cited.",
    "year": "%(words)s has another year than its reference.",
    "ambiguous": "%(words)s fits several references.",
    "names": "%(words)s has other names than its reference.",
    "doi": "%(words)s has a DOI that cannot be read.",
    "url": "%(words)s has a web address that cannot be read.",
    "duplicate": "%(words)s is listed twice.",
    "unread": "%(words)s could not be read as a reference; your instructor will look at it.",
    "course": "%(words)s differs from the course's entry: %(fields)s.",
    "et-al": "%(words)s writes out three names or more.",
    "two-names": "%(words)s leaves out the second of two names.",
    "ampersand": "%(words)s joins names with “and” in brackets.",
    "and": "%(words)s joins names with “&” in the sentence.",
    "order": "%(words)s stands behind an entry that follows it in the alphabet.",
    "old-doi": "%(words)s has its DOI in an older form.",
    "home-page": "%(words)s leads to a home page.",
}

#: The rule, in one sentence.
RULES: dict[Code, str] = {
    "missing": "Every work that the text cites stands in the list.",
    "unused": "The list holds only works that the text cites.",
    "year": "A citation has the year of its reference.",
    "ambiguous": "A letter after the year, or an initial, says which of several is meant.",
    "names": "A citation has the names of its reference, in their order.",
    "doi": "A DOI is https://doi.org/10. with a number, a slash and the rest.",
    "url": "A web address begins with https:// and has no blanks.",
    "duplicate": "A work stands in the list once, however often it is cited.",
    "unread": "A reference has an author or title, and a year or “n.d.”.",
    "course": "Works of the course's reading list are given as they stand there.",
    "et-al": "From three authors on, the first name is followed by “et al.”",
    "two-names": "A work of two authors is cited with both names.",
    "ampersand": "Two names are joined by “&” in brackets.",
    "and": "Two names are joined by “and” in the sentence.",
    "order": "References stand in the order of the alphabet.",
    "old-doi": "A DOI is written as an address that begins with https://doi.org/.",
    "home-page": "A reference leads to the page that was read.",
}
