"""Which transport the settings ask for."""

from __future__ import annotations

import pytest

import config
from forum.mail import FolderTransport, transport_from
from tests.support.smtp import MailServer


def test_without_a_server_mails_become_files_in_the_instance(tmp_path, letter):
    transport = transport_from(config.load({"COLLOQUY_INSTANCE": str(tmp_path)}))
    assert isinstance(transport, FolderTransport)
    transport.send(letter())
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_the_settings_of_the_operator_lead_to_the_server(tmp_path, certificate, letter):
    with MailServer(certificate) as server:
        server.manners.account = ("forum", "correct horse")
        settings = config.load(
            {
                "COLLOQUY_INSTANCE": str(tmp_path),
                "SMTP_HOST": "localhost",
                "SMTP_PORT": str(server.port),
                "SMTP_USER": "forum",
                "SMTP_PASSWORD": "correct horse",
                "SMTP_CA_FILE": str(certificate.file),
            }
        )
        transport = transport_from(settings)
        transport.send(letter())
        transport.close()
        assert transport.describes == f"localhost:{server.port}"
        assert [(mail.user, mail.was_encrypted) for mail in server.mails] == [("forum", True)]


def test_the_helper_leads_to_its_own_server(server, letter):
    transport = transport_from(server.settings())
    transport.send(letter())
    transport.close()
    assert len(server.wait_for(1)) == 1


@pytest.mark.parametrize(
    ("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)], ids=str
)
def test_each_kind_of_security_has_its_usual_port(tmp_path, security, port):
    settings = config.load(
        {
            "COLLOQUY_INSTANCE": str(tmp_path),
            "SMTP_HOST": "smtp.example.edu",
            "SMTP_SECURITY": security,
        }
    )
    assert transport_from(settings).describes == f"smtp.example.edu:{port}"
