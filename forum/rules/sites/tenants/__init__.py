"""Hosts that many organisations share, and what of an address says whose page it is: data.

The public suffix list knows the hosts whose companies asked to be in it; the rest stands here, in
groups. Each group names the public page or list it was checked against, and when.
"""

from __future__ import annotations

from forum.rules.sites.tenants.campuses import CAMPUSES
from forum.rules.sites.tenants.hosts import HOSTS
from forum.rules.sites.tenants.links import LINKS
from forum.rules.sites.tenants.pages import PAGES
from forum.rules.sites.tenants.shapes import Group, PathRule

GROUPS: tuple[Group, ...] = (*PAGES, *HOSTS, *LINKS, *CAMPUSES)

#: The first steps of the path name the tenant.
PATH_TENANTS: dict[str, PathRule] = {
    host: rule for group in GROUPS for host, rule in group.paths.items()
}
#: The subdomain is the site.
SUBDOMAIN_TENANTS = frozenset(host for group in GROUPS for host in group.subdomains)
#: Every address on such a host, or under such a domain, is one item of somebody not named.
ITEM_HOSTS = frozenset(host for group in GROUPS for host in group.items)
#: Short links: they stand for an address that only opening them would tell.
SHORTENERS = frozenset(host for group in GROUPS for host in group.short)
#: Universities outside the endings that belong to universities.
CAMPUS_DOMAINS = frozenset(host for group in GROUPS for host in group.campuses)

__all__ = [
    "CAMPUS_DOMAINS",
    "GROUPS",
    "ITEM_HOSTS",
    "PATH_TENANTS",
    "SHORTENERS",
    "SUBDOMAIN_TENANTS",
    "Group",
    "PathRule",
]
