"""Every setting, read from the environment once.

Production (``COLLOQUY_ENV=production``) refuses to start without its own secret and database.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class ConfigurationError(RuntimeError):
    """A setting is missing or makes no sense; the message is one sentence for the operator."""


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings of the application as a mapping for ``app.config``.

    Raises ConfigurationError where production lacks a secret or a database of its own.
    """
    env = os.environ if environ is None else environ
    production = env.get("COLLOQUY_ENV", "local") == "production"
    instance = Path(env.get("COLLOQUY_INSTANCE", str(ROOT / "instance")))
    url = database_url(env.get("DATABASE_URL", ""), instance, production)
    return {
        "ENVIRONMENT": "production" if production else "local",
        "INSTANCE": instance,
        "SECRET_KEY": _secret(env, instance, production),
        "SECRET_KEY_FALLBACKS": [key for key in env.get("SECRET_KEY_FALLBACKS", "").split() if key],
        "SQLALCHEMY_DATABASE_URI": url,
        # Errors are logged without the values people typed.
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": production,
            "pool_pre_ping": not url.startswith("sqlite"),
        },
        "TRUSTED_HOSTS": env.get("TRUSTED_HOSTS", "").split() or None,
        "TRUSTED_PROXIES": int(env.get("TRUSTED_PROXIES", "0")),
        "HTTPS": production,
        "SESSION_COOKIE_NAME": "__Host-forum" if production else "forum",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_IDLE": timedelta(hours=2),
        "SESSION_ABSOLUTE": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        # As large as the whole, so that what is refused was not read and can be given back.
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "RATELIMIT_STORAGE_URI": env.get("REDIS_URL", "memory://"),
        "RATELIMIT_STORAGE_OPTIONS": _redis_patience(env.get("REDIS_URL", "")),
        "RATELIMIT_ENABLED": True,
        # Years after a term's end for which it is kept who people were; 0 keeps it for ever.
        "RETENTION_YEARS": _whole_number(env, "RETENTION_YEARS", 0, least=0),
        # What is done outside requests; see forum/jobs and forum/mail.
        "QUEUE_URL": env.get("QUEUE_URL", ""),
        # For how long a worker has an entry of the outbox to itself: longer than a mail may take.
        "OUTBOX_LEASE": timedelta(seconds=_whole_number(env, "OUTBOX_LEASE", 300, least=180)),
        **_mail(env, instance),
        "PUBLIC_URL": _public_url(env, production),
        "BABEL_DEFAULT_LOCALE": env.get("COLLOQUY_LOCALE", "en"),
        "SUPPORT_ADDRESS": env.get("COLLOQUY_SUPPORT", ""),
    }


def database_url(given: str, instance: Path, production: bool) -> str:
    """Return an SQLAlchemy address: the given one through psycopg 3, or SQLite in ``instance``.

    Raises ConfigurationError where production names no database.
    """
    if not given:
        if production:
            raise ConfigurationError("Set DATABASE_URL: production needs a database of its own.")
        return f"sqlite:///{instance / 'colloquy.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _mail(env: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """How mail leaves: through SMTP_HOST, or, without one, as files in ``instance/mail``.

    Raises ConfigurationError for a port or a kind of security that does not exist.
    """
    security = env.get("SMTP_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        raise ConfigurationError("SMTP_SECURITY must be starttls, tls or none.")
    port = env.get("SMTP_PORT") or {"starttls": "587", "tls": "465", "none": "25"}[security]
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigurationError("SMTP_PORT must be a number from 1 to 65535.")
    return {
        "SMTP_HOST": env.get("SMTP_HOST", ""),
        "SMTP_PORT": int(port),
        "SMTP_SECURITY": security,
        "SMTP_USER": env.get("SMTP_USER", ""),
        "SMTP_PASSWORD": env.get("SMTP_PASSWORD", ""),
        # The authority behind the server's certificate, where the machine does not know it.
        "SMTP_CA_FILE": env.get("SMTP_CA_FILE", ""),
        "SMTP_TIMEOUT": 20.0,
        "MAIL_FOLDER": instance / "mail",
        "MAIL_FROM": env.get("MAIL_FROM", "colloquy@localhost.localdomain"),
        # Whether mails may hold what somebody wrote; many institutions forbid it.
        "MAIL_QUOTES_POSTS": env.get("MAIL_QUOTES_POSTS", "no") == "yes",
    }


def _whole_number(env: Mapping[str, str], name: str, usual: int, least: int) -> int:
    """A setting that is a number of something. Raises ConfigurationError."""
    given = env.get(name) or str(usual)
    if not given.isascii() or not given.isdigit() or not least <= int(given) < 1_000_000:
        raise ConfigurationError(f"{name} must be a whole number from {least} on.")
    return int(given)


def _public_url(env: Mapping[str, str], production: bool) -> str:
    """The address under which people reach the site, for links in mails; without a last slash.

    Raises ConfigurationError for one that is no address, and in production where there is none:
    links to set a password would lead to the reader's own machine.
    """
    given = env.get("COLLOQUY_URL", "").rstrip("/")
    if given:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError("COLLOQUY_URL must be a whole address: https://….")
        return given
    hosts = env.get("TRUSTED_HOSTS", "").split()
    if hosts:
        return f"{'https' if production else 'http'}://{hosts[0].removeprefix('.')}"
    if production:
        raise ConfigurationError("Set COLLOQUY_URL: mails lead to the site by it.")
    return f"http://127.0.0.1:{env.get('PORT') or 5000}"


def _redis_patience(url: str) -> dict[str, Any]:
    """A slow Redis is as good as none: pages do not wait for it."""
    return {"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if url.startswith("redis") else {}


def _secret(env: Mapping[str, str], instance: Path, production: bool) -> str:
    """The signing key: from SECRET_KEY, or (never in production) one kept in ``instance``."""
    given = env.get("SECRET_KEY", "")
    if production:
        if len(given) < 32:
            raise ConfigurationError("Set SECRET_KEY to at least 32 random characters.")
        return given
    return given or _kept_secret(instance / "secret_key")


def _kept_secret(path: Path) -> str:
    """Read the local signing key, making it on the first start so that sessions survive."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = os.urandom(32).hex()
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret
