"""From what a student typed to a host, a path and a query, or to the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import idna

from forum.rules.sites.suffixes import public_suffix

MAX_LENGTH = 2_048
# So many addresses in one text name no site, whatever else stands there.
_MOST_ADDRESSES = 8

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00]")
_WRAPPERS = re.compile('[<>"“”„«»\\s]+')
_LINK_TARGET = re.compile(r"\]\(")
EDGES = "()[]{}'‘’`*~,;.!?…|"
# Also with a letter too few or too many, without the colon, or with one slash.
_SCHEME = re.compile(
    r"(?:www\.)?(?:[htps]{2,8}[:;]{1,2}/{1,4}|h{0,2}t{1,3}p{1,2}s{0,2}/{1,4}:?|https?:(?=\w)"
    r"|hxxps?:/{1,4})",
    re.IGNORECASE,
)
_INNER_SCHEME = re.compile(r"(?<=[^\w/=&?%.-])https?://", re.IGNORECASE)
_FOREIGN_SCHEME = re.compile(
    r"(?P<script>javascript|vbscript|data|file|blob|about|view-source|chrome)[:]"
    r"|(?P<mail>mailto|tel|sms|skype):"
    r"|(?P<other>(?:ftps?|sftp|wss?|git|ssh|irc|gopher|magnet)(?=:)|[a-z][a-z0-9+-]{2,20}(?=://)):",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\S)(?:web ?)?(?:site|page|url|link|address)\s*[:=]\s*(?=\S)", re.IGNORECASE
)
_BARE = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}\.?(?::\d*)?(?:[/?#].*)?")
_COMMAS = re.compile(r"(?:www,)?[\w-]+(?:,[\w-]+)*,[a-z]{2,6}", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:[:/].*)?")
_ASCII_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LOCAL = re.compile(r"(?:.*\.)?(?:localhost|local|localdomain|internal|lan|intranet|home\.arpa)")
_HIDDEN = re.compile(r".+\.(?:onion|i2p)")
# Where blanks around dots, or dots in words, were taken out: endings that no sentence ends in.
_SPACED = re.compile(
    r"(?:(?:[htps]{4,5}|hxxps?):/{1,2}|www\.)?[\w-]+(?:\.[\w-]+)*"
    r"\.(?:org|com|net|edu|gov|int|info|uk|us|ca|au|nz|ie|eu|de|fr|ng|za|ke|gh)(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_DOT_IN_WORDS = re.compile(r"\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*|\s+dot\s+", re.IGNORECASE)
_SPACED_DOT = re.compile(r"\s*([./:])\s*")
# Words that may stand before an address without being its beginning.
_LEADING = frozenset(
    ("a", "an", "and", "at", "by", "called", "from", "here", "in", "is", "link", "my", "of", "on",
     "or", "page", "see", "site", "the", "their", "to", "url", "visit", "visited", "was", "web",
     "website", "with", "homepage", "chose", "choose", "picked", "address", "online", "es", "und",
     "est", "sitio", "org", "named", "used", "read",
     "out", "check", "go", "looked", "viewed", "about", "via", "using", "use", "this", "that", "it",
     "our", "into", "found", "selected", "open")
)  # fmt: skip


class Refused(ValueError):
    """The text cannot be read as a site; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the web: host in lower-case ASCII, path with its case, query without "?"."""

    host: str
    path: str
    query: str

    @property
    def steps(self) -> list[str]:
        """The steps of the path, as typed, without empty ones."""
        return [step for step in self.path.split("/") if step]


def find_addresses(text: str) -> list[Address]:
    """Return the addresses that stand in `text`, in order; none when it is words only.

    Raises `Refused` when what is meant as an address cannot be one: script, mail, a user name, a
    number, this machine, an unknown ending.
    """
    if len(text) > MAX_LENGTH:
        raise Refused("long")
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _LABEL.sub("", _LINK_TARGET.sub(" ", plain)).replace("\\", "/")
    spaced = _without_blanks(plain)
    if spaced:
        return [parse_address(spaced)]
    tokens = [token for token in _WRAPPERS.split(plain) if token.strip(EDGES)]
    found = []
    is_mail = False
    for place, token in enumerate(tokens):
        bare = token.strip(EDGES).lstrip("/")
        # A name may end in an underscore; one on both sides is emphasis.
        bare = bare.strip("_" + EDGES) if bare.startswith("_") else bare
        before = tokens[max(place - 6, 0) : place]
        if _is_meant(bare, is_alone=len(tokens) == 1) and not _is_half(before, bare):
            found.append(parse_address(bare))
        if len(found) == _MOST_ADDRESSES:
            break
        is_mail = is_mail or _MAIL.fullmatch(bare) is not None
    if is_mail and not found:
        raise Refused("mail")
    return found


def parse_address(text: str) -> Address:
    """Return the parts of one address, its scheme repaired or missing. Raises `Refused`."""
    if len(text) > MAX_LENGTH:
        raise Refused("long")
    rest = _without_scheme(text).replace("\\", "/")
    authority, mark, tail = _cut(rest, "/?#")
    if mark == "#":
        tail = ""
    path, _, query = tail.partition("?") if mark == "/" else ("", "", tail)
    return Address(_host(authority), "/" + path.partition("#")[0], query.partition("#")[0])


def bare_host(host: str) -> str:
    """Return a host without its `www`, however often it was typed."""
    while host.startswith("www."):
        host = host.removeprefix("www.")
    return host


def _without_blanks(text: str) -> str:
    """Return "www.a.org" for "www. a .org" and for "a dot org"; "" where it is something else."""
    text = text.strip().strip(EDGES + "<>")
    if len(text) > 200 or not (re.search(r"\s[./]|[./]\s", text) or _DOT_IN_WORDS.search(text)):
        return ""
    joined = _SPACED_DOT.sub(r"\1", _DOT_IN_WORDS.sub(".", text))
    return joined if _SPACED.fullmatch(joined) else ""


def _is_half(before: Sequence[str], address: str) -> bool:
    """Say whether the words before a bare address may belong to it: "freedom network.org".

    They do not where they are the name or the initials that stand in the address.
    """
    if not before or _SCHEME.match(address) or address.lower().startswith("www."):
        return False
    last = before[-1]
    if not last[-1].isalnum() or last.strip(EDGES).casefold() in _LEADING:
        return False
    words = [word for word in (re.sub(r"\W", "", token).casefold() for token in before) if word]
    name = re.sub(r"\W", "", _cut(address, "/?#:")[0]).casefold()
    initials = "".join(word[0] for word in words)
    # A name that holds the words before it stands for itself.
    return not (words[-1] in name or (len(initials) > 1 and initials in name))


def _is_meant(token: str, *, is_alone: bool) -> bool:
    """Say whether a word of a sentence is meant as an address."""
    if _SCHEME.match(token):
        return True
    foreign = _FOREIGN_SCHEME.match(token)
    if foreign:
        raise Refused("mail" if foreign["mail"] else "scheme" if foreign["other"] else "script")
    if _INNER_SCHEME.search(token):
        return True
    if _DOTTED.fullmatch(token) or re.match(r"localhost\b|\[[0-9a-f:]+\]", token, re.IGNORECASE):
        return True
    if _COMMAS.fullmatch(token) and (is_alone or token.lower().startswith("www,")):
        return public_suffix(token.lower().replace(",", ".")) is not None
    if not _BARE.fullmatch(token):
        return False
    if token.lower().startswith("www."):
        return True
    host = _cut(token, "/?#:")[0].lower().rstrip(".")
    # "Thanks.For" is no address, but a single word with a dot in it is meant as one.
    return is_alone or public_suffix(host) is not None


def _without_scheme(text: str) -> str:
    """Cut every scheme before the host, and what stands before the first one inside the word."""
    inner = _INNER_SCHEME.search(text)
    if inner and not _SCHEME.match(text):
        text = text[inner.start() :]
    while match := _SCHEME.match(text):
        text = text[match.end() :]
    foreign = _FOREIGN_SCHEME.match(text)
    if foreign:
        raise Refused("script" if foreign["script"] else "scheme")
    return text.lstrip("/")


def _cut(text: str, marks: str) -> tuple[str, str, str]:
    """Split at the first of `marks`: before, the mark, after."""
    for position, sign in enumerate(text):
        if sign in marks:
            return text[:position], sign, text[position + 1 :]
    return text, "", ""


def _host(authority: str) -> str:
    if "@" in authority:
        raise Refused("user")
    if "[" in authority or authority.count(":") > 1:
        raise Refused("number")
    host, _, port = authority.lower().partition(":")
    if port and not (port.isascii() and port.isdecimal()):
        raise Refused("host")
    if "," in host and "." not in host:
        host = host.replace(",", ".")
    host = host.strip(".。｡")
    if not host:
        raise Refused("empty")
    if _LOCAL.fullmatch(host):
        raise Refused("local")
    if _HIDDEN.fullmatch(host):
        raise Refused("hidden")
    if _NUMERIC.fullmatch(host):
        raise Refused("number")
    return _ascii_host(host)


def _ascii_host(host: str) -> str:
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError as error:
            raise Refused("host") from error
    if len(host) > 253 or not all(_ASCII_LABEL.fullmatch(label) for label in host.split(".")):
        raise Refused("host")
    if public_suffix(host) is None:
        raise Refused("ending" if "." in host else "short")
    return host
