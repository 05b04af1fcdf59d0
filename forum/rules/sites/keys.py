"""From an address to the key that is stored and shown: what of it says whose site it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote

from forum.rules.sites import tables, tenants
from forum.rules.sites.address import EDGES, Address, Refused, bare_host
from forum.rules.sites.sentences import QUESTIONS, REFUSALS
from forum.rules.sites.suffixes import official_domain, registered_domain

Kind = Literal["site", "part", "tenant", "platform", "item", "name", "several", "none", "invalid"]

MAX_KEY = 250

_SHARED = re.compile(
    r".+\.(?:gov|mil|edu|int|(?:gov|gob|gouv|govt|gub|go|gv|gc|mil|edu|ac)\.[a-z]{2}|[a-z]{2}\.us)"
    r"|(?:gov|gouv|govt)\.[a-z]{2}\.[a-z]{2}"
)
_CAMPUS = re.compile(r".+\.(?:edu|edu\.[a-z]{2}|ac\.[a-z]{2})")
# uni-koeln.de, univ-lyon2.fr, u-paris.fr, tu-berlin.de, unibo.it, universityofgalway.ie
_UNIVERSITY = re.compile(
    r"^(?:(?:uni|univ|tu|fh|th|hs|ph)-[\w-]+\.(?:de|at|ch|fr|hu|bg|si)|u-[\w-]+\.fr|uni\w+\.it)$"
    r"|universit"
)
_SIGNS = re.compile(r"[^\w.@~+=-]+")
_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm)$")
_ID = re.compile(r"(?:.*[/-])?\d+|profile\.php\?id=\w+|channel/.+|user/.+")
_NUMBER = re.compile(r"(?<!\d)\d{5,}$")
_BLOGSPOT = re.compile(r"blogspot\.(?:com?\.)?[a-z]{2,3}")
_COUNTRY = re.compile(r"(?:com?\.)?[a-z]{2}")
# Before the name of a platform: its page for telephones, for a language, for a country.
_OTHER_DRESS = re.compile(
    r"(?:(?:m|mobile|touch|web|mbasic|music|old|new|l|lm|[a-z]{2}(?:-[a-z]{2})?)\.)?"
)


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
    if _is_search(registered_domain(host) or "", address):
        raise Refused("search")
    if bare in tenants.SHORTENERS or bare in tenants.ITEM_HOSTS:
        return _item(bare, address)
    domain = registered_domain(host)
    if domain is None or (domain.split(".")[0] in {"www", "m"} and _is_platform(domain)):
        return _platform_home(host)
    if bare in tenants.PATH_TENANTS and bare not in tenants.SUBDOMAIN_TENANTS:
        return _tenant_by_path(bare, tenants.PATH_TENANTS[bare], address)
    if domain in tenants.SUBDOMAIN_TENANTS or _BLOGSPOT.fullmatch(domain):
        return _tenant_by_host(host, domain, address)
    if domain in tenants.PATH_TENANTS:
        if not _OTHER_DRESS.fullmatch(bare.removesuffix(domain)):
            return _item(bare, address)
        return _tenant_by_path(domain, tenants.PATH_TENANTS[domain], address)
    if domain in tenants.ITEM_HOSTS or domain.partition(".")[2] in tenants.ITEM_HOSTS:
        return _item(bare, address)
    if _is_shared(domain):
        return _part(host, domain, address)
    return _site(domain, address)


def _site(domain: str, address: Address) -> SiteKey:
    """A domain of one owner, but for the page of one of its people: isp.net/~ana."""
    first = "".join(_readable_steps(address)[:1]).lower()
    if not first.startswith("~") or len(first) == 1:
        return SiteKey("site", domain, domain)
    if len(domain) + len(first) >= MAX_KEY:
        raise Refused("long")
    return SiteKey("tenant", f"{domain}/{first}", domain, first)


def _is_shared(domain: str) -> bool:
    return domain in tables.SHARED_DOMAINS or bool(_SHARED.fullmatch(domain)) or _is_campus(domain)


def _is_campus(domain: str) -> bool:
    if domain in tenants.CAMPUS_DOMAINS or _CAMPUS.fullmatch(domain):
        return True
    return _UNIVERSITY.search(domain) is not None


def _known_host(host: str) -> str:
    """Return the host under the name it goes by today."""
    domain = registered_domain(host) or host
    today = tables.HOST_ALIASES.get(host) or tables.HOST_ALIASES.get(domain)
    if today:
        return today
    # eventbrite.co.uk is eventbrite.com.
    brand, _, ending = domain.partition(".")
    if brand in tables.COUNTRY_BRANDS and _COUNTRY.fullmatch(ending):
        return host.removesuffix(ending) + "com"
    return host


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
    if labels[-1] == "files" and len(labels) > 1:
        labels = labels[:-1]  # what the site alpha keeps at alpha.files.wordpress.com
    tenant = labels[-1]
    if tenant.startswith(("static", "cdn")) or tenant in tables.FILE_SUBDOMAINS:
        return _item(host, address)
    if tenant and tenant not in tables.PLATFORM_SUBDOMAINS and tenant not in tables.LANGUAGES:
        return SiteKey("tenant", f"{tenant}.{domain}", domain, tenant)
    if domain in tables.PATH_IS_SUBDOMAIN and address.steps:
        sign = tables.PATH_IS_SUBDOMAIN[domain]
        first = "".join(_readable_steps(address)[:1]).lower()
        name = first.removeprefix(sign)
        if first in tables.PLATFORM_STEPS:
            return _item(domain, address)
        if first.startswith(sign) and re.fullmatch(r"[a-z0-9-]{1,63}", name):
            return SiteKey("tenant", f"{name}.{domain}", domain, name)
    rule = tenants.PATH_TENANTS.get(domain)
    return _tenant_by_path(domain, rule, address) if rule else SiteKey("platform", domain, domain)


def _tenant_by_path(platform: str, rule: tenants.PathRule, address: Address) -> SiteKey:
    steps = _readable_steps(address)
    if steps and steps[0].lower() in tables.LANGUAGES and platform != "x.com":
        steps = steps[1:]
    if not steps:
        return SiteKey("platform", platform, platform)
    first = steps[0].lower()
    if first == "profile.php" and "id" in parse_qs(address.query):
        name = f"profile.php?id={parse_qs(address.query)['id'][0][:40]}"
    elif _is_item(platform, rule, first):
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
    elif "." in first and platform == "sites.google.com":
        name = "/".join(steps[:2]).lower()
    elif rule.plain and (platform != "tiktok.com" or first.startswith("@")):
        name = _handle(platform, steps[0])
    else:
        return _item(platform, address)
    key = f"{platform}/{name}"
    if not name or len(key) > MAX_KEY:
        raise Refused("long" if name else "host")
    return SiteKey("tenant", key, platform, name)


def _is_item(platform: str, rule: tenants.PathRule, first: str) -> bool:
    if first in rule.spaces | rule.deep | rule.folded:
        return False
    if platform == "vimeo.com" and first.isdecimal():
        return True
    return first in rule.items or first in tables.PLATFORM_STEPS or first.endswith(".php")


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
    steps = (_readable(_SIGNS.sub("-", step)) for step in plain)
    return [step for step in steps if step]


def _readable(step: str) -> str:
    """Strip what ends an address, but not the sign before somebody's name: ~ana."""
    name = step.strip("-" + EDGES)
    return f"~{name}" if name and step.startswith("~") else name


def is_identifier(tenant: SiteKey) -> bool:
    """Say whether a tenant goes by a number or code that a named tenant may also have."""
    return _ID.fullmatch(tenant.part) is not None


def number_of(tenant: SiteKey) -> str:
    """Return the number at the end of a tenant's name, by which the platform knows it; or ""."""
    found = _NUMBER.search(tenant.part)
    return found[0] if found else ""


def is_hosting(part: SiteKey) -> bool:
    """Say whether a part of a domain is a host, or a path, of its people: sites.umich.edu, ~ana."""
    return part.part in tables.HOSTING_SUBDOMAINS or part.step.startswith("~")


def _part(host: str, domain: str, address: Address) -> SiteKey:
    """An office with its own host, or the first telling step of the path."""
    labels = host.removesuffix(domain).rstrip(".").split(".")
    telling = [part for part in labels if part and part not in tables.SERVICE_SUBDOMAINS]
    office = ".".join(part for part in telling if part not in tables.LANGUAGES)
    is_hosting = not office or office in tables.HOSTING_SUBDOMAINS
    is_school = _is_campus(domain) and not is_hosting
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
