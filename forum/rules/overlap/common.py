"""Words that say nothing of a text: those of grammar, and those of every discussion."""

from __future__ import annotations

#: Letters from which a word can be one with content, in scripts with spaces.
FEWEST_LETTERS = 4

# English words of grammar of four letters and more (shorter ones never count), then what students
# of any course write to each other.
_LISTED = """
    about above after again against also although always among another anything around because been
    before being below best better between both cannot come could does doing done down during each
    either else especially even ever every everything from further gave give going have having here
    hers herself himself however indeed instead into itself just like made make makes making many
    maybe might more moreover most much must myself neither nothing once only other others ought
    ours ourselves over perhaps quite rather really same seem seems shall should since some someone
    something still such than that their theirs them themselves then there therefore these they
    thing things this those though through thus together toward towards under unless until upon
    very well were what whatever when where whether which while whom whose will with within without
    would your yours yourself youre dont doesnt didnt isnt arent wasnt cant couldnt wouldnt wont
    thats theyre weve havent hasnt
    agree agreed answer chose choose chosen class colleague colleagues course difference differences
    different discussion enjoyed example good great important interesting learn learned learning
    people point points post posted posts question questions read reading reference references
    respond response responses reply review share shared sharing similar site sites student students
    thank thanks think thought thoughts topic visit visited website websites week weeks write
    writing wrote
"""
COMMON = frozenset(_LISTED.split())


def has_content(word: str) -> bool:
    """Whether a word as it is compared says something of its text.

    In scripts without spaces, where words are single letters here, every letter does but the ones
    of Japanese grammar (hiragana). Of languages other than English only the length is known.
    """
    if len(word) == 1:
        return not word.isascii() and not "\u3040" <= word <= "\u309f" and word.isalpha()
    return len(word) >= FEWEST_LETTERS and word not in COMMON
