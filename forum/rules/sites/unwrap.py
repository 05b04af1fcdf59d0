"""Archives, translators, redirectors, mail guards and library proxies: the address behind them."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from urllib.parse import parse_qs, unquote

from forum.rules.sites.address import Address, Refused, bare_host, parse_address
from forum.rules.sites.suffixes import public_suffix
from forum.rules.sites.tables import REDIRECTORS

MAX_DEPTH = 4

_ARCHIVED = re.compile(
    r"/(?:web|wayback|save)/(?:[0-9*]{1,14}[a-z_]{0,4}/)?(?P<address>(?:https?:/+)?[^/]+\..+)",
    re.IGNORECASE,
)
_ARCHIVED_ELSEWHERE = re.compile(r"/(?:[\w.-]+/){0,5}(?P<address>https?:/.+)", re.IGNORECASE)
_ARCHIVES = frozenset(
    ("archive.ph", "archive.is", "archive.today", "archive.li", "archive.vn", "archive.fo",
     "archive.md", "arquivo.pt", "webarchive.nationalarchives.gov.uk", "wayback.archive-it.org",
     "webarchive.org.uk", "webarchive.loc.gov", "secure-web.cisco.com")
)  # fmt: skip
_CACHED = re.compile(r"cache:(?:[\w-]{8,16}:)?(?P<address>\S+)")
_GUARDED = re.compile(r"/v[23]/__(?P<address>.+?)__;")
_SEARCHED = re.compile(r".*/RU=(?P<address>[^/]+)/R[KS]=.*")
_IMAGE = re.compile(r"/(?P<address>[^/]+\.[^/]+.*)")
_AMP = re.compile(r"/(?:amp|c|v)/(?:s/)?(?P<address>[^/]+\.[^/]+.*)")
_PROXY = re.compile(
    r"(?P<inner>.+)\.(?:(?:[a-z0-9-]*(?:ezproxy|libproxy|proxy)[a-z0-9-]*|ezp\d*)\.[a-z0-9-]+"
    r"|idm\.oclc)\.[a-z0-9.-]+"
)
# 0-www.ijm.org.library.school.edu, and with hyphens for the dots
_OLDER_PROXY = re.compile(
    r"0-(?P<inner>.+)\.(?:[a-z0-9-]*(?:lib|catalog|wam|opac)[a-z0-9-]*)\.[a-z0-9.-]+"
)
_PROXY_SIGN_IN = re.compile(
    r"(?:login\.)?(?:(?:[a-z0-9-]*proxy[a-z0-9-]*|ezp\d*)\.[a-z0-9-]+|[a-z0-9-]+\.idm\.oclc)\..+"
)
_GOOGLE = re.compile(r"(?P<service>(?:translate\.)?google)(?:\.[a-z]{2,3}){1,2}")


def unwrap(address: Address) -> Address:
    """Return the address that `address` leads to, itself when it wraps none.

    Raises `Refused` after more than four wrappers and when what is inside cannot be read.
    """
    for _ in range(MAX_DEPTH + 1):
        inner = _inner(address)
        if inner is None:
            return address
        address = parse_address(inner)
    raise Refused("wrapped")


def _inner(address: Address) -> str | None:
    host, path = bare_host(address.host), address.path
    if host == "web.archive.org" or host == "archive.org":
        return _found(_ARCHIVED, path, address)
    if host in _ARCHIVES:
        return _found(_ARCHIVED_ELSEWHERE, path, address)
    if host.endswith(".translate.goog"):
        return _dotted(host.removesuffix(".translate.goog")) + path
    if ".safelinks.protection." in host:
        return _parameter(address, ("url",))
    if host == "out.reddit.com":
        return _parameter(address, ("url",))
    if host == "go.openathens.net" and path.startswith("/redirector/"):
        return _parameter(address, ("url",))
    if host == "r.search.yahoo.com":
        return _found(_SEARCHED, path, None)
    if host == "bing.com" and path.startswith("/ck/"):
        return _from_letters(_parameter(address, ("u",)) or "")
    if host in {"i0.wp.com", "i1.wp.com", "i2.wp.com"}:
        return _found(_IMAGE, path, None)
    if host.endswith("mimecast.com") and path.startswith("/s/"):
        return _parameter(address, ("domain",))
    if host == "webcache.googleusercontent.com":
        return _found(_CACHED, _parameter(address, ("q",)) or "", None)
    if host == "urldefense.com":
        return _found(_GUARDED, path, None)
    if host == "urldefense.proofpoint.com" and path.startswith("/v2"):
        guarded = _parameter(address, ("u",))
        return guarded and unquote(guarded.replace("-", "%").replace("_", "/"))
    is_amp = path.startswith("/amp/") and (host == "bing.com" or _GOOGLE.fullmatch(host))
    if is_amp or host.endswith(".cdn.ampproject.org"):
        return _found(_AMP, path, address)
    names = REDIRECTORS.get(_redirector(host, path))
    if names:
        return _parameter(address, names)
    return _behind_proxy(host, path, address)


def _redirector(host: str, path: str) -> str:
    # Redirectors of Google answer under every ending.
    google = _GOOGLE.fullmatch(host)
    return (f"{google['service']}.com" if google else host) + path


def _found(pattern: re.Pattern[str], text: str, address: Address | None) -> str | None:
    match = pattern.match(text)
    if not match:
        return None
    query = f"?{address.query}" if address and address.query else ""
    return unquote(match["address"]) + query


def _parameter(address: Address, names: tuple[str, ...]) -> str | None:
    values = parse_qs(address.query, max_num_fields=None, separator="&")
    for name in names:
        if name in values:
            return values[name][0]
    return None


def _from_letters(code: str) -> str | None:
    """Read what Bing writes: "a1", then the address in base64 without its padding."""
    letters = code.removeprefix("a1").rstrip("=")
    try:
        text = urlsafe_b64decode(letters + "=" * (-len(letters) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return text or None


def _dotted(label: str) -> str:
    """Undo what proxies and translators do to a host: a dot is "-", a hyphen "--"."""
    return label.replace("--", "\0").replace("-", ".").replace("\0", "-")


def _behind_proxy(host: str, path: str, address: Address) -> str | None:
    match = _PROXY.fullmatch(host) or _OLDER_PROXY.fullmatch(host)
    if match:
        inner = match["inner"]
        plain = inner if "." in inner else _dotted(inner)
        if "." in plain and public_suffix(plain):
            return plain + path
    if path in {"/login", "/"} and _PROXY_SIGN_IN.fullmatch(host):
        return _parameter(address, ("url", "qurl"))
    return None
