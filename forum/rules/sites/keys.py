"""From an address to the key that is stored and shown: what of it says whose site it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote

from forum.rules.sites import tables
from forum.rules.sites.address import EDGES, Address, Refused, bare_host
from forum.rules.sites.sentences import QUESTIONS, REFUSALS
from forum.rules.sites.suffixes import official_domain, registered_domain

Kind = Literal["site", "part", "tenant", "platform", "item", "name", "several", "none", "invalid"]

MAX_KEY = 250

_SHARED = re.compile(
    r".+\.(?:gov|mil|edu|int|(?:gov|gob|gouv|govt|gub|go|gv|gc|mil|edu|ac)\.[a-z]{2}|[a-z]{2}\.us)"
)
_CAMPUS = re.compile(r".+\.(?:edu|edu\.[a-z]{2}|ac\.[a-z]{2})")
_SIGNS = re.compile(r"[^\w.@~+=-]+")
_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm)$")
_ID = re.compile(r"(?:.*[/-])?\d+|profile\.php\?id=\w+|channel/.+")


@dataclass(frozen=True, slots=True)
class SiteKey:
    """Whose site a text means.

    `key` is stored, shown and compared, at most 250 characters, and reads as the same key again;
    empty when there is none. `kind`: a `site`; a `part` of a government's or university's domain;
    a `tenant` of a platform; a `platform` without a tenant; an `item` (a video, a short link: not
    whose); a `name` the course does not know; `several` sites; `none`; `invalid`, and then `code`
    says why.
    """

    kind: Kind
    key: str = ""
    domain: str = ""
    part: str = ""
    step: str = ""
    code: str = ""

    @property
    def is_certain(self) -> bool:
        """Say whether the key tells whose site it is, without asking the writer again."""
        return self.kind in {"site", "part", "tenant"}

    @property
    def reason(self) -> str:
        """Why the writer has to be asked again, in a sentence; empty where the key is certain."""
        return REFUSALS[self.code] if self.code else QUESTIONS.get(self.kind, "")


def key_of(address: Address) -> SiteKey:
    """Return the key of an unwrapped address. Raises `Refused`."""
    host = _known_host(address.host)
    bare = bare_host(host)
    if bare in tables.SHORTENERS or bare in tables.ITEM_HOSTS:
        return _item(bare, address)
    domain = registered_domain(host)
    if domain is None or (domain.split(".")[0] in {"www", "m"} and _is_platform(domain)):
        return _platform_home(host)
    if _is_search(domain, address):
        raise Refused("search")
    rule = tables.PATH_TENANTS.get(bare) or tables.PATH_TENANTS.get(domain)
    if domain in tables.SUBDOMAIN_TENANTS:
        return _tenant_by_host(host, domain, address)
    if domain in tables.ITEM_DOMAINS and not rule:
        return _item(bare, address)
    if rule:
        return _tenant_by_path(bare if bare in tables.PATH_TENANTS else domain, rule, address)
    if domain in tables.SHARED_DOMAINS or _SHARED.fullmatch(domain):
        return _part(host, domain, address)
    return SiteKey("site", domain, domain)


def _known_host(host: str) -> str:
    """Return the host under the name it goes by today."""
    domain = registered_domain(host) or host
    today = tables.HOST_ALIASES.get(host) or tables.HOST_ALIASES.get(domain)
    return today or host


def _platform_home(host: str) -> SiteKey:
    """A public suffix has no owner: github.io is a platform, org.uk is nothing to visit."""
    official = official_domain(host)
    if official is None:
        raise Refused("suffix")
    return SiteKey("platform", official, official)


def _is_platform(domain: str) -> bool:
    """Say whether what follows the first label is a company's public suffix: www.github.io."""
    above = domain.partition(".")[2]
    return official_domain(above) == above


def _is_search(domain: str, address: Address) -> bool:
    path, parameter = tables.SEARCHES.get(domain.split(".")[0], ("", ""))
    if not path or not address.path.startswith(path):
        return False
    return parameter in parse_qs(address.query)


def _item(host: str, address: Address) -> SiteKey:
    tail = address.path.strip("/").rstrip(EDGES + "/")
    query = address.query.rstrip(EDGES + "/")
    query = f"?{query}" if query else ""
    key = f"{host}/{tail}{query}" if tail or query else host
    if len(key) > MAX_KEY:
        raise Refused("long")
    return SiteKey("item" if tail or query else "platform", key, host)


def _tenant_by_host(host: str, domain: str, address: Address) -> SiteKey:
    labels = host.removesuffix(domain).rstrip(".").split(".")
    tenant = labels[-1]
    if tenant and tenant not in tables.PLATFORM_SUBDOMAINS | tables.LANGUAGES:
        return SiteKey("tenant", f"{tenant}.{domain}", domain, tenant)
    if domain in tables.PATH_IS_SUBDOMAIN and address.steps:
        sign = tables.PATH_IS_SUBDOMAIN[domain]
        first = "".join(_readable_steps(address)[:1]).lower()
        name = first.removeprefix(sign)
        if first.startswith(sign) and re.fullmatch(r"[a-z0-9-]{1,63}", name):
            return SiteKey("tenant", f"{name}.{domain}", domain, name)
    rule = tables.PATH_TENANTS.get(domain)
    return _tenant_by_path(domain, rule, address) if rule else SiteKey("platform", domain, domain)


def _tenant_by_path(platform: str, rule: tables.PathRule, address: Address) -> SiteKey:
    steps = _readable_steps(address)
    if steps and steps[0].lower() in tables.LANGUAGES and platform != "x.com":
        steps = steps[1:]
    if not steps:
        return SiteKey("platform", platform, platform)
    first = steps[0].lower()
    if first == "profile.php" and "id" in parse_qs(address.query):
        name = f"profile.php?id={parse_qs(address.query)['id'][0][:40]}"
    elif first in rule.items or first.endswith(".php"):
        return _item(platform, address)
    elif first in rule.folded and len(steps) > 1:
        name = _handle(platform, steps[1])
    elif first in rule.spaces | rule.deep and len(steps) == 1:
        return SiteKey("platform", platform, platform)
    elif first == "channel":
        # Codes tell upper from lower case.
        name = f"channel/{steps[1]}"
    elif first in rule.spaces:
        name = f"{first}/{steps[1].lower()}"
    elif first in rule.deep:
        name = "/".join(_deep(steps)).lower()
    elif rule.deep and "." in first and platform == "sites.google.com":
        name = "/".join(steps[:2]).lower()
    else:
        name = _handle(platform, steps[0])
    key = f"{platform}/{name}"
    if not name or len(key) > MAX_KEY:
        raise Refused("long" if name else "host")
    return SiteKey("tenant", key, platform, name)


def _deep(steps: list[str]) -> list[str]:
    """Return the steps of a name of two steps; Facebook may put two of a category before it."""
    return [steps[0], *steps[3:5]] if steps[1].lower() == "category" else steps[:3]


def _handle(platform: str, step: str) -> str:
    """Return a name as the platform reads it: without case; Facebook leaves out dots, too."""
    name = step.lower().removeprefix("@")
    if platform == "facebook.com":
        return name.replace(".", "")
    return f"@{name}" if platform in {"youtube.com", "tiktok.com"} else name


def _readable_steps(address: Address) -> list[str]:
    """Return the steps of a path as people read them, without signs that end an address."""
    plain = (unicodedata.normalize("NFKC", unquote(step)) for step in address.steps)
    steps = (_SIGNS.sub("-", step).strip("-" + EDGES) for step in plain)
    return [step for step in steps if step]


def is_identifier(tenant: SiteKey) -> bool:
    """Say whether a tenant goes by a number or code that a named tenant may also have."""
    return _ID.fullmatch(tenant.part) is not None


def _part(host: str, domain: str, address: Address) -> SiteKey:
    """An office with its own host, or the first telling step of the path."""
    labels = host.removesuffix(domain).rstrip(".").split(".")
    telling = [part for part in labels if part and part not in tables.SERVICE_SUBDOMAINS]
    office = ".".join(part for part in telling if part not in tables.LANGUAGES)
    is_hosting = not office or office in tables.HOSTING_SUBDOMAINS
    is_school = _CAMPUS.fullmatch(domain) and not is_hosting
    step = "" if is_school else _telling_step(_readable_steps(address))
    key = (f"{office}." if office else "") + domain + (f"/{step}" if step else "")
    if len(key) > MAX_KEY:
        raise Refused("long")
    return SiteKey("part", key, domain, office, step)


def _telling_step(steps: list[str]) -> str:
    named: list[str] = []
    for raw in steps:
        step = _FILE.sub("", raw.lower())
        if not named and (step in tables.GENERAL_STEPS or step.split("-")[0] in tables.LANGUAGES):
            continue
        named.append(step)
        if step not in tables.CONTAINER_STEPS and len(step) > 1 and not step.isdecimal():
            return "/".join(named)
    return ""
