"""Settings that would mislead people are said at the start, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from forum import create_app
from tests.support.databases import SETTINGS

PRODUCTION = {
    "COLLOQUY_ENV": "production",
    "SECRET_KEY": "a key for this test alone, which protects nothing",
    "DATABASE_URL": "postgresql://forum@127.0.0.1/forum",
}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Set COLLOQUY_URL"),
        ({"COLLOQUY_URL": "forum.example.edu"}, "COLLOQUY_URL must be a whole address"),
        ({"COLLOQUY_URL": "ftp://forum.example.edu"}, "COLLOQUY_URL must be a whole address"),
        ({"COLLOQUY_URL": "https://"}, "COLLOQUY_URL must be a whole address"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT must be"),
        ({"SMTP_PORT": "x"}, "SMTP_PORT must be"),
        ({"OUTBOX_LEASE": "1"}, "OUTBOX_LEASE must be a whole number from 180 on"),
        ({"RETENTION_YEARS": "-1"}, "RETENTION_YEARS must be a whole number from 0 on"),
        ({"OUTBOX_LEASE": "soon"}, "OUTBOX_LEASE must be a whole number"),
    ],
)
def test_a_setting_that_would_mislead_is_refused(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(config.ConfigurationError, match=sentence):
        config.load({**PRODUCTION, **given})


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"COLLOQUY_URL": "https://forum.example.edu/"}, "https://forum.example.edu"),
        ({"TRUSTED_HOSTS": ".example.edu other.edu"}, "https://example.edu"),
    ],
)
def test_mails_lead_to_the_sites_own_address(given: dict[str, str], address: str) -> None:
    assert config.load({**PRODUCTION, **given})["PUBLIC_URL"] == address


@pytest.mark.parametrize(
    "given", ["nobody", "", "a@b@c", "forum@example.edu\nBcc: all@example.edu"]
)
def test_a_sender_that_is_no_address_stops_the_start(tmp_path: Path, given: str) -> None:
    with pytest.raises(config.ConfigurationError, match="MAIL_FROM is no address"):
        create_app({**SETTINGS, "INSTANCE": tmp_path, "MAIL_FROM": given})


def test_a_sender_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    settings = {**SETTINGS, "INSTANCE": tmp_path, "MAIL_FROM": "School <forum@example.edu>"}
    sender = create_app(settings).extensions["mail_sender"]
    assert (sender.name, sender.address) == ("School", "forum@example.edu")
