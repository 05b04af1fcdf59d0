"""Handing mails to a server, and what is said where it does not take them."""

from __future__ import annotations

import base64
import socket
import threading
import traceback

import pytest

from forum.mail import MailDelayed, MailRefused, Sender, SmtpTransport, build_message
from tests.mail.conftest import LETTER, NOW
from tests.support.smtp import MailServer, make_certificate


def test_a_mail_arrives_as_it_was_written(server, connect, letter):
    connect(server).send(letter(text="Dear Ana,\n.a line with a dot\n" + "é" * 2000))
    (mail,) = server.mails
    assert (mail.sender, mail.recipients) == ("forum@example.edu", ("ana@example.org",))
    assert mail.body() == "Dear Ana,\n.a line with a dot\n" + "é" * 2000 + "\n"
    assert max(map(len, mail.raw.splitlines())) <= 998


def test_fifty_mails_go_over_one_connection_and_the_next_over_another(server, connect, letter):
    transport = connect(server)
    for number in range(50):
        transport.send(letter(message_id=f"{number}@forum.test"))
    assert server.connections == 1
    transport.send(letter())
    assert (server.connections, len(server.mails)) == (2, 51)
    assert server.commands.count("QUIT") == 1


def test_a_connection_that_was_idle_for_half_a_minute_is_not_used_again(server, connect, letter):
    moment = [100.0]
    transport = connect(server, clock=lambda: moment[0])
    transport.send(letter())
    moment[0] += 29
    transport.send(letter())
    assert server.connections == 1
    moment[0] += 31
    transport.send(letter())
    assert server.connections == 2


def test_closing_says_goodbye_and_sending_again_connects_again(server, connect, letter):
    transport = connect(server)
    transport.send(letter())
    transport.close()
    assert server.commands[-1] == "QUIT"
    transport.send(letter())
    assert server.connections == 2


def test_a_kept_connection_that_the_server_closed_costs_no_attempt(server, connect, letter):
    transport = connect(server)
    transport.send(letter())
    server.hang_up()
    transport.send(letter())
    assert (server.connections, len(server.mails)) == (2, 2)


def test_a_kept_connection_that_says_it_closes_costs_no_attempt(server, connect, letter):
    transport = connect(server)
    transport.send(letter())
    server.manners.refuse_sender = "421 4.4.2 Idle too long"
    with pytest.raises(MailDelayed) as delayed:
        transport.send(letter())
    # It was asked once more, over a new connection, and no third time.
    assert server.connections == 2
    assert delayed.value.reason_for_admins == "421 4.4.2 Idle too long"


def test_a_server_that_was_restarted_gets_the_next_mail(server, connect, letter):
    transport = connect(server, pause=0.0)
    transport.send(letter())
    server.stop()
    with pytest.raises(MailDelayed) as delayed:
        transport.send(letter())
    assert delayed.value.reason_for_admins == (
        f"Cannot reach 127.0.0.1:{server.port}: Connection refused"
    )
    server.start()
    transport.send(letter())
    assert len(server.mails) == 2


def test_a_server_that_cannot_be_reached_is_left_alone_for_a_while(server, connect, letter):
    passed = 0.0
    transport = connect(server, clock=lambda: passed)
    server.stop()
    for _ in range(2):
        with pytest.raises(MailDelayed, match="Cannot reach"):
            transport.send(letter())
    server.start()
    with pytest.raises(MailDelayed, match="Connection refused"):
        transport.send(letter())  # what it was told, without asking
    assert server.connections == 0
    passed = 31.0
    transport.send(letter())
    assert len(server.mails) == 1


def test_a_server_that_trickles_its_answers_is_cut_off(server, connect, letter, monkeypatch):
    """Each answer comes within the time-out of a step; all of them together take too long."""
    monkeypatch.setattr("forum.mail.smtp.MOST_SECONDS", 0.5)
    server.manners.slow = 0.2
    with pytest.raises(MailDelayed):
        connect(server, timeout=5.0).send(letter())
    assert server.mails == []


def test_threads_send_at_once_and_each_mail_arrives_once(server, connect, letter):
    transport = connect(server)
    mails = [letter(message_id=f"{number}@forum.test") for number in range(24)]

    def send(some):
        for mail in some:
            transport.send(mail)

    threads = [threading.Thread(target=send, args=(mails[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail.message["Message-ID"] for mail in server.mails) == sorted(
        mail["Message-ID"] for mail in mails
    )
    assert 1 <= server.connections <= 4


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 No such user here", MailRefused),
        ("552 5.2.2 Mailbox full", MailRefused),
        ("451 4.7.1 Greylisted, try again later", MailDelayed),
        ("421 4.3.2 Closing down", MailDelayed),
        ("530 5.7.0 Authentication required", MailDelayed),
    ],
)
def test_the_answer_about_a_recipient_decides_whether_to_try_again(
    server, connect, letter, answer, kind
):
    server.refuse("^ana@", answer)
    transport = connect(server)
    with pytest.raises(kind) as failure:
        transport.send(letter())
    assert failure.value.reason_for_admins == answer
    transport.send(letter(to_address="bea@example.org"))
    assert [mail.recipients for mail in server.mails] == [("bea@example.org",)]


def test_a_refused_recipient_does_not_cost_the_next_one_the_connection(server, connect, letter):
    server.refuse("^ana@")
    transport = connect(server)
    with pytest.raises(MailRefused):
        transport.send(letter())
    transport.send(letter(to_address="bea@example.org"))
    assert server.connections == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("553 5.7.1 Sender not allowed", MailRefused),
        ("450 4.1.8 Sender unknown for now", MailDelayed),
    ],
)
def test_a_sender_can_be_refused_for_good_or_for_now(server, connect, letter, answer, kind):
    server.manners.refuse_sender = answer
    with pytest.raises(kind) as failure:
        connect(server).send(letter())
    assert failure.value.reason_for_admins == answer


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("554 5.7.1 This looks like spam", MailRefused),
        ("452 4.3.1 Out of room", MailDelayed),
    ],
)
def test_a_message_can_be_refused_for_good_or_for_now(server, connect, letter, answer, kind):
    server.manners.refuse_message = answer
    with pytest.raises(kind) as failure:
        connect(server).send(letter())
    assert failure.value.reason_for_admins == answer
    assert server.mails == []


def test_a_connection_cut_in_mid_message_is_a_delay_and_the_next_attempt_works(
    server, connect, letter
):
    server.manners.close_after = 2000
    transport = connect(server)
    long = letter(text="word " * 2000)
    with pytest.raises(MailDelayed) as delayed:
        transport.send(long)
    assert delayed.value.reason_for_admins.startswith(f"127.0.0.1:{server.port}: ")
    assert server.mails == []
    server.manners.close_after = None
    transport.send(long)
    assert len(server.mails) == 1


def test_an_answer_that_is_lost_is_a_delay_and_the_retry_has_the_same_id(server, connect, letter):
    server.manners.close_unanswered = True
    transport = connect(server)
    with pytest.raises(MailDelayed):
        transport.send(letter())
    server.manners.close_unanswered = False
    transport.send(letter())
    assert [mail.message["Message-ID"] for mail in server.mails] == [
        "<news-12@forum.example.edu>",
        "<news-12@forum.example.edu>",
    ]


def test_a_kept_connection_cut_in_mid_message_is_not_tried_again_at_once(server, connect, letter):
    transport = connect(server)
    transport.send(letter())
    server.manners.close_unanswered = True
    with pytest.raises(MailDelayed):
        transport.send(letter())
    assert (server.connections, len(server.mails)) == (1, 2)


def test_a_server_that_says_nothing_is_a_delay(server, connect, letter):
    server.manners.slow = 1.0
    with pytest.raises(MailDelayed) as delayed:
        connect(server, timeout=0.2).send(letter())
    assert "no answer in time" in delayed.value.reason_for_admins


def test_a_server_that_falls_silent_between_commands_is_a_delay(server, connect, letter):
    transport = connect(server, timeout=0.3)
    transport.send(letter())
    server.manners.slow = 1.0
    with pytest.raises(MailDelayed) as delayed:
        transport.send(letter())
    assert "no answer in time" in delayed.value.reason_for_admins


def test_something_that_speaks_no_smtp_is_a_delay(connect, letter):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            peer, _address = listening.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        web = threading.Thread(target=answer)
        web.start()
        transport = SmtpTransport("127.0.0.1", listening.getsockname()[1], security="none")
        with pytest.raises(MailDelayed) as delayed:
            transport.send(letter())
        web.join()
    assert "an answer that is not SMTP" in delayed.value.reason_for_admins


def test_a_host_that_does_not_exist_is_a_delay(connect, letter, server):
    with pytest.raises(MailDelayed) as delayed:
        connect(server, host="no-such-host.invalid").send(letter())
    assert delayed.value.reason_for_admins.startswith("Cannot reach no-such-host.invalid:")


def test_an_address_beyond_ascii_goes_where_the_server_takes_it(server, connect, letter):
    connect(server).send(letter(to_address="grüße@example.org", to_name="Günther"))
    (mail,) = server.mails
    assert mail.recipients == ("grüße@example.org",)
    assert "<grüße@example.org>".encode() in mail.raw


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot(server, connect, letter):
    server.manners.offers_smtputf8 = False
    transport = connect(server)
    with pytest.raises(MailRefused) as refused:
        transport.send(letter(to_address="grüße@example.org"))
    assert "SMTPUTF8" in refused.value.reason_for_admins
    transport.send(letter())
    assert len(server.mails) == 1


def test_a_domain_beyond_ascii_needs_nothing_of_the_server(server, connect, letter):
    server.manners.offers_smtputf8 = False
    connect(server).send(letter(to_address="ana@bücher.example"))
    assert server.mails[0].recipients == ("ana@xn--bcher-kva.example",)


def test_what_the_server_says_becomes_one_clean_line(server, connect, letter):
    server.refuse("^ana@", "550-5.1.1 No\x07 such\r\n550 5.1.1 user " + "here " * 100)
    with pytest.raises(MailRefused) as refused:
        connect(server).send(letter())
    reason = refused.value.reason_for_admins
    assert reason.startswith("550 5.1.1 No such 5.1.1 user here here")
    assert len(reason) <= 300
    assert reason.isprintable()


def test_who_signs_in_rightly_may_send(server, connect, letter):
    server.manners.account = ("forum", "correct horse")
    connect(server, user="forum", password="correct horse").send(letter())
    assert server.mails[0].user == "forum"


@pytest.mark.parametrize(
    "password", ["wr0ng-horse", "wröng-horse"], ids=["a wrong one", "one beyond ASCII"]
)
def test_a_password_that_fails_is_a_delay_and_is_never_repeated(server, connect, letter, password):
    server.manners.account = ("forum", "correct horse")
    echoes = [
        password,
        base64.b64encode(password.encode()).decode(),
        base64.b64encode(f"\0forum\0{password}".encode()).decode(),
    ]
    server.manners.refuse_login = f"535 5.7.8 forum may not use {' '.join(echoes)}"
    with pytest.raises(MailDelayed) as delayed:
        connect(server, user="forum", password=password).send(letter())
    assert delayed.value.reason_for_admins.startswith("Signing in failed: ")
    shown = "".join(traceback.format_exception(delayed.value))
    assert [echo for echo in echoes if echo in shown] == []
    assert "horse" not in repr(delayed.value)


def test_a_server_that_offers_no_signing_in_is_a_delay(server, connect, letter):
    with pytest.raises(MailDelayed):
        connect(server, user="forum", password="correct horse").send(letter())
    assert server.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_over_a_line_whose_certificate_was_checked(
    certificate, connect, letter, security
):
    with MailServer(certificate, security) as server:
        server.manners.account = ("forum", "correct horse")
        transport = connect(
            server,
            host="localhost",
            ca_file=certificate.file,
            user="forum",
            password="correct horse",
        )
        transport.send(letter())
        transport.send(letter())
        assert [mail.was_encrypted for mail in server.mails] == [True, True]
        assert server.connections == 1
        transport.close()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_neither_mail_nor_password(
    certificate, connect, letter, security
):
    with MailServer(certificate, security) as server:
        server.manners.account = ("forum", "correct horse")
        with pytest.raises(MailDelayed) as delayed:
            connect(server, host="localhost", user="forum", password="correct horse").send(letter())
        assert "certificate not trusted: self-signed certificate" in (
            delayed.value.reason_for_admins
        )
        assert server.mails == []
        assert not [said for said in server.commands if said.startswith("AUTH")]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(tmp_path, connect, letter, security):
    other = make_certificate(tmp_path, "mail.example.edu")
    with MailServer(other, security) as server:
        with pytest.raises(MailDelayed) as delayed:
            connect(server, host="localhost", ca_file=other.file).send(letter())
        assert "certificate not trusted: Hostname mismatch" in delayed.value.reason_for_admins
        assert server.mails == []


def test_a_server_without_starttls_gets_nothing_where_it_is_asked_for(server, connect, letter):
    with pytest.raises(MailDelayed) as delayed:
        connect(server, security="starttls").send(letter())
    assert "STARTTLS" in delayed.value.reason_for_admins
    assert server.mails == []


def test_an_authority_file_that_is_missing_is_a_delay(certificate, connect, letter, tmp_path):
    with MailServer(certificate) as server, pytest.raises(MailDelayed):
        connect(server, host="localhost", ca_file=tmp_path / "none.pem").send(letter())


def test_a_sender_beyond_ascii_counts_as_well(server, connect):
    mail = build_message(LETTER, Sender("grüße@example.edu"), date=NOW)
    connect(server).send(mail)
    assert server.mails[0].sender == "grüße@example.edu"
