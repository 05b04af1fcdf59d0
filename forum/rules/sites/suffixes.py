"""The public suffix list as it ships with its library, loaded once; never fetched."""

from __future__ import annotations

from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList


@cache
def _full_list() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@cache
def _official_list() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(4_096)
def public_suffix(host: str) -> str | None:
    """Return the suffix under which `host` is registered ("org.uk"), None for an unknown ending."""
    suffix: str | None = _full_list().publicsuffix(host)
    return suffix


@lru_cache(4_096)
def registered_domain(host: str) -> str | None:
    """Return the name somebody registered ("polarisproject.org", "alpha.github.io"), or None."""
    domain: str | None = _full_list().privatesuffix(host)
    return domain


@lru_cache(4_096)
def official_domain(host: str) -> str | None:
    """Return the registered name where hosts of companies ("github.io") count as names, too."""
    domain: str | None = _official_list().privatesuffix(host)
    return domain
