"""A real mail server on loopback whose manners can be changed while it runs.

with MailServer() as server:
    server.refuse(r"nobody@", "550 5.1.1 No such user here")
    ...
    assert [mail.subject for mail in server.mails] == ["Welcome"]
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Received:
    """A mail the server has taken: the envelope, the message and when it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    received_at: datetime
    was_encrypted: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        """The message as the standard library's parser understands it."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    def body(self, kind: str = "plain") -> str:
        """The text of the part of this kind: "plain" or "html"."""
        part = self.message.get_body((kind,))
        assert part is not None, f"no {kind} part"
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Manners:
    """How the server behaves; a test changes what it wants while the server runs."""

    #: Seconds before every answer.
    slow: float = 0.0
    #: Recipients (a pattern) and the answer they get.
    refused: list[tuple[str, str]] = field(default_factory=list)
    #: The answer to MAIL, to the whole message or to the greeting, where it is not yes.
    refuse_sender: str = ""
    refuse_message: str = ""
    #: Hang up after so many bytes of a message.
    close_after: int | None = None
    #: Take the message, then hang up without an answer.
    close_unanswered: bool = False
    #: User and password that must be given; None lets everybody in.
    account: tuple[str, str] | None = None
    #: What a wrong password is answered.
    refuse_login: str = "535 5.7.8 Authentication credentials invalid"
    offers_smtputf8: bool = True


class MailServer:
    """A server in a thread of its own on a free port of 127.0.0.1.

    ``certificate`` (see ``make_certificate``) makes it offer STARTTLS, or speak TLS from the first
    byte with ``security="tls"``. ``mails`` are what it took, ``connections`` how often somebody
    connected, ``commands`` what they said ("QUIT", "MAIL FROM:<…>").
    """

    host = "127.0.0.1"

    def __init__(self, certificate: Certificate | None = None, security: str = "starttls") -> None:
        self.manners = Manners()
        self.mails: list[Received] = []
        self.connections = 0
        self.commands: list[str] = []
        self.port = 0
        self.certificate = certificate
        self.security = security if certificate else "none"
        self._open: set[_Peer] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def refuse(self, recipient: str, answer: str = "550 5.1.1 No such user here") -> None:
        """Give recipients that match this pattern an answer of their own."""
        self.manners.refused.append((recipient, answer))

    def settings(self) -> dict[str, Any]:
        """The settings of config.py that lead to this server."""
        return {
            "SMTP_HOST": "localhost" if self.certificate else self.host,
            "SMTP_PORT": self.port,
            "SMTP_SECURITY": self.security,
            "SMTP_USER": self.manners.account[0] if self.manners.account else "",
            "SMTP_PASSWORD": self.manners.account[1] if self.manners.account else "",
            "SMTP_CA_FILE": str(self.certificate.file) if self.certificate else "",
            "SMTP_TIMEOUT": 5.0,
        }

    def wait_for(self, number: int, seconds: float = 10.0) -> list[Received]:
        """The mails, once there are that many; fails where they do not come in time."""
        deadline = time.monotonic() + seconds
        while len(self.mails) < number:
            assert time.monotonic() < deadline, f"{len(self.mails)} of {number} mails came"
            time.sleep(0.01)
        return list(self.mails)

    def start(self) -> None:
        """Listen; after ``stop`` on the same port as before."""
        assert self._thread is None, "it is running"
        listening = socket.create_server((self.host, self.port))
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._loop, listening, ready), daemon=True, name="mail server"
        )
        self._thread.start()
        assert ready.wait(10), "the mail server did not start"

    def stop(self) -> None:
        """Hang up on everybody and listen no more."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the mail server did not stop"
        self._thread = self._loop = None

    def hang_up(self) -> None:
        """Close every open connection and go on listening, as servers do with idle ones."""
        assert self._loop is not None

        async def close_all() -> None:
            self._abort_all()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(close_all(), self._loop).result(10)

    def _run(
        self, loop: asyncio.AbstractEventLoop, listening: socket.socket, ready: threading.Event
    ) -> None:
        asyncio.set_event_loop(loop)
        context = self.certificate.context() if self.certificate else None
        server = loop.run_until_complete(
            loop.create_server(
                lambda: self._peer(loop, context),
                sock=listening,
                ssl=context if self.security == "tls" else None,
            )
        )
        loop.call_soon(ready.set)
        loop.run_forever()
        server.close()
        self._abort_all()
        loop.run_until_complete(self._settle())
        asyncio.set_event_loop(None)
        loop.close()

    async def _settle(self) -> None:
        """Let what was cancelled come to its end."""
        me = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not me]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)

    def _abort_all(self) -> None:
        for peer in list(self._open):
            peer.hang_up()

    def _peer(self, loop: asyncio.AbstractEventLoop, context: ssl.SSLContext | None) -> _Peer:
        self.connections += 1
        manners = self.manners
        return _Peer(
            self,
            loop=loop,
            hostname="mail.test",
            tls_context=context if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            enable_SMTPUTF8=manners.offers_smtputf8,
            auth_required=manners.account is not None,
            auth_require_tls=False,
            authenticator=self._check_account if manners.account else None,
        )

    def _check_account(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        pair = (given.login.decode(), given.password.decode())
        if pair == self.manners.account:
            return AuthResult(success=True, auth_data=pair[0])
        return AuthResult(success=False, handled=False, message=self.manners.refuse_login)

    # What aiosmtpd asks about each command.

    async def handle_MAIL(
        self, peer: _Peer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.manners.refuse_sender:
            return self.manners.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, peer: _Peer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        for pattern, answer in self.manners.refused:
            if re.search(pattern, address):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, peer: _Peer, session: Session, envelope: Envelope) -> str:
        if self.manners.refuse_message:
            return self.manners.refuse_message
        assert isinstance(envelope.content, bytes)
        self.mails.append(
            Received(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                raw=envelope.content,
                received_at=datetime.now(UTC),
                was_encrypted=session.ssl is not None or self.security == "tls",
                user=str(session.auth_data or ""),
            )
        )
        if self.manners.close_unanswered:
            peer.hang_up()
        return "250 2.0.0 Taken"


class _Peer(SMTP):
    """One connection, which can be slow and can be cut."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        super().__init__(server, **options)
        self._server = server
        self._bytes_of_message: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._server._open.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._server._open.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._bytes_of_message is None:
            said = data[:200].decode("utf-8", "replace").split(None, 1)
            self._server.commands.append(" ".join([said[0].upper(), *said[1:]]) if said else "")
        else:
            self._bytes_of_message += len(data)
            most = self._server.manners.close_after
            if most is not None and self._bytes_of_message >= most:
                self.hang_up()
                return
        super().data_received(data)

    async def smtp_DATA(self, arg: str) -> None:
        self._bytes_of_message = 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self._bytes_of_message = None

    async def push(self, status: Any) -> None:
        if self._server.manners.slow:
            await asyncio.sleep(self._server.manners.slow)
        if self.transport is not None and not self.transport.is_closing():
            await super().push(status)

    def hang_up(self) -> None:
        """Close without a word."""
        transport = self._original_transport or self.transport
        if transport is not None:
            transport.abort()


@dataclass(frozen=True)
class Certificate:
    """A certificate that signed itself, made for one test run."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


def make_certificate(folder: Path, name: str = "localhost") -> Certificate:
    """Make a certificate for this host name with openssl."""
    made = Certificate(folder / "server.pem", folder / "server.key")
    command = (
        "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2"
        f" -subj /CN={name} -addext subjectAltName=DNS:{name}"
    )
    files = ["-keyout", str(made.key), "-out", str(made.file)]
    subprocess.run([*command.split(), *files], check=True, capture_output=True, timeout=60)
    return made
