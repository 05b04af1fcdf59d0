"""Mail through a server: one message, one recipient, one plain word about what became of it."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from threading import Lock, Timer

from forum.mail.failures import MailDelayed, MailRefused, cause_of

MOST_MAILS = 50
#: A server that cannot be reached is not asked again for so long: what stands behind a mail in the
#: outbox does not wait for each mail's own time-out.
DOWN_SECONDS = 30.0
#: What one mail may take from the greeting to the last answer, however slowly a server trickles.
#: It has to be well below the outbox's lease, after which another worker would send the mail too.
MOST_SECONDS = 120.0
IDLE_SECONDS = 30.0
#: "Sign in first", "wrong password" and their kin: not the mail is at fault, the operator mends it.
_ABOUT_SIGNING_IN = {530, 534, 535, 538}


class _Stale(Exception):
    """The kept connection had been closed before anything of this message was accepted."""


@dataclass
class _Connection:
    """An open connection, how many mails it took, and when it was last used."""

    smtp: smtplib.SMTP
    mails: int = 0
    used_at: float = 0.0


class SmtpTransport:
    """Hands mails to a server, over TLS that is verified unless ``security`` is "none".

    A connection is kept for up to 50 mails or 30 idle seconds. A thread takes it out while it
    sends, so that each sending thread has one of its own. ``ca_file`` names the authority of a
    server whose certificate is not signed by one that the machine trusts.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str,
        user: str = "",
        password: str = "",
        timeout: float = 20.0,
        local_hostname: str | None = None,
        ca_file: Path | str | None = None,
        pause: float = DOWN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if security not in ("starttls", "tls", "none"):
            raise ValueError("security must be starttls, tls or none.")
        self._host, self._port, self._security = host, port, security
        self._user, self._password = user, password
        self._timeout, self._local_hostname = timeout, local_hostname
        self._ca_file = ca_file
        self._pause, self._clock = pause, clock
        self._lock = Lock()
        self._kept: list[_Connection] = []
        self._down_until, self._down_reason = 0.0, ""

    @property
    def describes(self) -> str:
        """Where mails go, for admins."""
        return f"{self._host}:{self._port}"

    def send(self, message: EmailMessage) -> None:
        """Hand one message to the server. Raises MailDelayed or MailRefused."""
        connection = self._take_kept()
        if connection is not None:
            try:
                return self._send_through(connection, message, is_kept=True)
            except _Stale:
                pass
        self._send_through(self._open(), message, is_kept=False)

    def close(self) -> None:
        """Say goodbye on every kept connection; sending again opens a new one."""
        with self._lock:
            idle, self._kept = self._kept, []
        for connection in idle:
            _quit(connection.smtp)

    def _take_kept(self) -> _Connection | None:
        """A connection that is still fresh; what has been idle too long is closed."""
        with self._lock:
            fresh_since = self._clock() - IDLE_SECONDS
            old = [one for one in self._kept if one.used_at < fresh_since]
            self._kept = [one for one in self._kept if one.used_at >= fresh_since]
            taken = self._kept.pop() if self._kept else None
        for connection in old:
            _quit(connection.smtp)
        return taken

    def _give_back(self, connection: _Connection) -> None:
        if connection.mails >= MOST_MAILS:
            _quit(connection.smtp)
            return
        connection.used_at = self._clock()
        with self._lock:
            self._kept.append(connection)

    def _open(self) -> _Connection:
        """Connect, secure the line and sign in; whatever fails here, the operator can mend."""
        if self._clock() < self._down_until:
            raise self._delayed(self._down_reason)
        try:
            smtp = self._connect()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._down_reason = f"Cannot reach {self.describes}: {_said(error)}"
            self._down_until = self._clock() + self._pause
            raise self._delayed(self._down_reason) from error
        try:
            with _deadline(smtp):
                self._secure_and_sign_in(smtp)
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise self._delayed(f"Signing in failed: {_said(error)}") from None
        except UnicodeError:
            smtp.close()
            # The words of this error hold the password.
            reason = "Signing in failed: user and password must be plain ASCII"
            raise self._delayed(reason) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            smtp.close()
            raise self._delayed(f"{self.describes}: {_said(error)}") from error
        except BaseException:
            smtp.close()
            raise
        return _Connection(smtp)

    def _connect(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                timeout=self._timeout,
                local_hostname=self._local_hostname,
                context=self._context(),
            )
        return smtplib.SMTP(
            self._host, self._port, timeout=self._timeout, local_hostname=self._local_hostname
        )

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file)

    def _secure_and_sign_in(self, smtp: smtplib.SMTP) -> None:
        if self._security == "starttls":
            # Where the server offers none (or somebody cut the offer out), nothing is sent.
            smtp.starttls(context=self._context())
        smtp.ehlo_or_helo_if_needed()
        if self._user:
            smtp.login(self._user, self._password)

    def _send_through(
        self, connection: _Connection, message: EmailMessage, *, is_kept: bool
    ) -> None:
        """Send over this connection and keep it where it can still be used."""
        try:
            with _deadline(connection.smtp):
                self._transmit(connection.smtp, message, is_kept=is_kept)
        except (MailRefused, MailDelayed):
            self._keep_where_usable(connection)
            raise
        except BaseException:
            connection.smtp.close()
            raise
        connection.mails += 1
        self._give_back(connection)

    def _keep_where_usable(self, connection: _Connection) -> None:
        """Where the server answered and has not hung up, the next mail uses the connection."""
        try:
            code, _words = connection.smtp.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != 250:
            connection.smtp.close()
            return
        connection.mails += 1
        self._give_back(connection)

    def _transmit(self, smtp: smtplib.SMTP, message: EmailMessage, *, is_kept: bool) -> None:
        """MAIL, RCPT, DATA: each answer decides whether trying again may help."""
        origin, recipient = _address(message, "From"), _address(message, "To")
        content = message.as_bytes()
        options = self._options(smtp, origin + recipient, len(content))
        try:
            answer = smtp.mail(origin, options)
        except (OSError, smtplib.SMTPException) as error:
            if is_kept:
                raise _Stale from error
            raise self._delayed(f"{self.describes}: {_said(error)}") from error
        if is_kept and answer[0] == 421:
            raise _Stale
        self._judge(smtp, *answer)
        try:
            self._judge(smtp, *smtp.rcpt(recipient))
            self._judge(smtp, *smtp.data(content))
        except smtplib.SMTPDataError as error:
            self._judge(smtp, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            # After the last dot nobody knows; the same message id lets the reader's side tell.
            raise self._delayed(f"{self.describes}: {_said(error)}") from error

    def _options(self, smtp: smtplib.SMTP, addresses: str, size: int) -> list[str]:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        if addresses.isascii():
            return options
        if not smtp.has_extn("smtputf8"):
            raise MailRefused(
                f"{self.describes} takes no addresses with letters beyond ASCII (SMTPUTF8)"
            )
        return [*options, "BODY=8BITMIME", "SMTPUTF8"]

    def _judge(self, smtp: smtplib.SMTP, code: int, words: bytes | str) -> None:
        """Raise MailRefused for a permanent answer, MailDelayed for any other that is no yes."""
        if 200 <= code < 300:
            return
        if code == 421 or not 400 <= code < 600:
            # It hangs up, or nobody knows any more which answer belongs to which command.
            smtp.close()
        reason = _answer(code, words)
        if 500 <= code < 600 and code not in _ABOUT_SIGNING_IN:
            raise MailRefused(reason, self._secrets())
        raise self._delayed(reason)

    def _delayed(self, reason: str) -> MailDelayed:
        return MailDelayed(reason, self._secrets())

    def _secrets(self) -> list[str]:
        """The password in every form in which a server might repeat it."""
        plain = f"\0{self._user}\0{self._password}"
        forms = [self._password, plain]
        encoded = [base64.b64encode(form.encode(errors="replace")).decode() for form in forms]
        return [self._password, *encoded] if self._password else []


@contextmanager
def _deadline(smtp: smtplib.SMTP) -> Iterator[None]:
    """Cut the line where an exchange takes longer than a mail may: a time-out of the socket is for
    one step, and a server that sends a byte now and then passes it for ever."""
    timer = Timer(MOST_SECONDS, _cut, [smtp])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(smtp: smtplib.SMTP) -> None:
    with suppress(OSError):
        if smtp.sock is not None:
            smtp.sock.shutdown(socket.SHUT_RDWR)


def _address(message: EmailMessage, header: str) -> str:
    (one,) = message[header].addresses
    return str(one.addr_spec)


def _said(error: BaseException) -> str:
    """What went wrong: the server's answer where there is one."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # smtplib takes a server that says nothing for one that hung up.
        is_silent = isinstance(error.__context__, TimeoutError)
        return "no answer in time" if is_silent else "the connection was closed"
    return cause_of(error)


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {text}" if code > 0 else "an answer that is not SMTP"


def _quit(smtp: smtplib.SMTP) -> None:
    """Take leave; a server that is gone already is no trouble."""
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()
