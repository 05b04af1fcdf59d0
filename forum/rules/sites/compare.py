"""Same, different, unsure or not to be read, always with the reason in a sentence."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from forum.rules.sites.keys import SiteKey, is_hosting, is_identifier, number_of
from forum.rules.sites.names import NO_NAMES, CourseNames, identity
from forum.rules.sites.sentences import REASONS, REFUSALS
from forum.rules.sites.suffixes import public_suffix
from forum.rules.sites.tables import LOOK_ALIKES

Verdict = Literal["same", "different", "unsure", "invalid"]

# Shorter names are often one letter apart and real: YWCA and YMCA.
_SHORTEST_ALIKE = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two texts mean one site. `code` names the reason, `reason` says it in a sentence."""

    verdict: Verdict
    code: str
    reason: str


def compare(a: str, b: str, names: CourseNames = NO_NAMES) -> Comparison:
    """Compare what two people gave as their site. Only `same` ever counts against a response."""
    return compare_keys(identity(a, names), identity(b, names), names)


def compare_keys(a: SiteKey, b: SiteKey, names: CourseNames = NO_NAMES) -> Comparison:
    """Compare two keys that `identity` gave. The order of the two does not matter."""
    for key in (a, b):
        if key.kind == "invalid":
            return Comparison("invalid", key.code, REFUSALS[key.code])
    verdict, code = _judge(a, b, names)
    first, second = sorted((_shown(a), _shown(b)))
    return Comparison(verdict, code, REASONS[code].format(a=first, b=second))


def _judge(a: SiteKey, b: SiteKey, names: CourseNames) -> tuple[Verdict, str]:
    kinds = {a.kind, b.kind}
    for kind in ("none", "several", "name"):
        if kind in kinds:
            return "unsure", kind
    if a.key == b.key and "platform" not in kinds:
        return "same", "same"
    for kind in ("platform", "item"):
        if kind in kinds:
            return "unsure", kind
    if names.by_key.get(a.key) == a and names.by_key.get(b.key) == b:
        return "different", "listed"
    if a.kind == b.kind == "part" and a.domain == b.domain:
        return _judge_parts(a, b)
    if a.kind == b.kind == "tenant" and a.domain == b.domain:
        return _judge_tenants(a, b)
    if _look_alike(_label(a), _label(b)):
        return "unsure", "alike"
    return "different", "different"


def _judge_parts(a: SiteKey, b: SiteKey) -> tuple[Verdict, str]:
    if a.part != b.part or (a.step and b.step) or is_hosting(a) or is_hosting(b):
        return "unsure", "parts"
    return "same", "home"


def _judge_tenants(a: SiteKey, b: SiteKey) -> tuple[Verdict, str]:
    if is_identifier(a) != is_identifier(b):
        return "unsure", "identifier"
    if is_identifier(a):
        is_one = bool(number_of(a)) and number_of(a) == number_of(b)
        return ("unsure", "identifier") if is_one else ("different", "tenants")
    if a.part.rpartition("/")[0] == b.part.rpartition("/")[0]:
        is_alike = _look_alike(_label(a), _label(b))
    else:
        # company/alpha and school/alpha may be one; a/one.org/club and a/two.org/club are not.
        is_alike = _label(a) == _label(b) and not (_has_owner(a) or _has_owner(b))
    return ("unsure", "alike") if is_alike else ("different", "tenants")


def _has_owner(tenant: SiteKey) -> bool:
    """Say whether the name of a tenant tells whose it is before it tells what it is."""
    return tenant.part.count("/") > 1 or "." in tenant.part.partition("/")[0]


def nearly_one(key: str, other: str) -> bool:
    """Say quickly whether two keys may be alike, or parts of one domain; never a wrong no."""
    (domain, label), (other_domain, other_label) = _outline(key), _outline(other)
    if domain == other_domain:
        return True
    if abs(len(label) - len(other_label)) > 1:
        return False
    half = max(len(label) // 2 - 1, 1)
    return label[:half] == other_label[:half] or label[-half:] == other_label[-half:]


@lru_cache(8_192)
def _outline(key: str) -> tuple[str, str]:
    found = identity(key)
    return found.domain, _skeleton(_label(found))


def _label(key: SiteKey) -> str:
    """Return the name in a key: the domain without its ending, or the tenant's name."""
    if key.kind == "tenant":
        return key.part.rpartition("/")[2].lstrip("@~")
    suffix = public_suffix(key.domain) or ""
    return key.domain.removesuffix(suffix).rstrip(".")


def _look_alike(a: str, b: str) -> bool:
    """Say whether two names differ by nothing, a hyphen, look-alike letters or one letter."""
    first, second = _skeleton(a), _skeleton(b)
    if first == second:
        return True
    return min(len(first), len(second)) >= _SHORTEST_ALIKE and is_one_slip(first, second)


def _skeleton(label: str) -> str:
    if "xn--" in label:
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            return label
    decomposed = unicodedata.normalize("NFKD", label)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    plain = plain.lower().translate(LOOK_ALIKES)
    plain = plain.replace("rn", "m").replace("vv", "w").replace("-", "").replace("_", "")
    # wwwpolarisproject.org: the dot behind it may have been forgotten.
    return plain.removeprefix("www") or plain


def is_one_slip(a: str, b: str) -> bool:
    """Say whether one letter is changed, missing or too many, or two neighbours are swapped."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]


def _shown(key: SiteKey) -> str:
    return key.key or "no site"
