"""A letter to one person becomes a message: plain text first, HTML second, honest headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import quote as percent_encoded

from css_inline import CSSInliner

from forum.mail.headers import LONGEST_NAME, POLICY, address_of, phrase
from forum.mail.text import body_text, cut, one_line

LONGEST_SUBJECT = 200
#: A thread is found again by its first message and its latest ones.
MOST_REFERENCES = 20
_MESSAGE_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,120}")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_LONGEST_LIST_ID = 255
_LONGEST_URL = 900
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style\b)", re.IGNORECASE | re.DOTALL)
_FETCHING_RULE = re.compile(r"@import\b[^;}]*;?|@font-face\s*\{[^}]*\}", re.IGNORECASE)
_INLINER = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True)
class Sender:
    """Who the mails of this forum come from (MAIL_FROM)."""

    address: str
    name: str = "Colloquy"


@dataclass(frozen=True)
class Letter:
    """What one person is told by mail. Ids stand without angle brackets.

    ``list_id`` names the course as a mailing list ("sowk-510.forum.example.edu"); ``reason`` says
    in a few words why the mail is sent, for people's filters.
    """

    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    list_id: str = ""
    list_name: str = ""
    unsubscribe_url: str = ""
    reason: str = ""


def build_message(letter: Letter, sender: Sender, *, date: datetime) -> EmailMessage:
    """Return the letter as a message that is safe to send whatever its texts hold.

    Styles of the HTML are written into its elements, for mail programs that drop style sheets;
    rules inside ``@media`` stay in a style sheet. A rule for the dark theme therefore needs
    ``!important``: it stands against a style of the element itself. Nothing is fetched.

    Raises AddressUnusable for an address of the letter or the sender, ValueError for a message id
    that is none.
    """
    to = address_of(letter.to_address, letter.to_name)
    origin = address_of(sender.address, sender.name)
    is_ascii = to.addr_spec.isascii() and origin.addr_spec.isascii()
    message = EmailMessage(policy=POLICY if is_ascii else POLICY.clone(utf8=True))
    message["From"] = origin
    message["To"] = to
    message["Subject"] = cut(one_line(letter.subject), LONGEST_SUBJECT)
    message["Date"] = date.astimezone(UTC)
    message["Message-ID"] = f"<{_own_id(letter.message_id)}>"
    _add_thread(message, letter)
    _add_list(message, letter)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if reason := cut(one_line(letter.reason), LONGEST_SUBJECT):
        message["X-Colloquy-Reason"] = reason
    message.set_content(body_text(letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(_inlined(letter.html), subtype="html", cte="quoted-printable")
    return message


def _own_id(given: str) -> str:
    """The id of the mail itself: never mended, since a retry must carry the same."""
    if not _MESSAGE_ID.fullmatch(given):
        raise ValueError("A message id has the form left@right, without angle brackets.")
    return given


def _add_thread(message: EmailMessage, letter: Letter) -> None:
    """Say what the mail belongs to; what is no message id is left out."""
    earlier = [one for one in letter.references if _MESSAGE_ID.fullmatch(one)]
    if _MESSAGE_ID.fullmatch(letter.in_reply_to):
        message["In-Reply-To"] = f"<{letter.in_reply_to}>"
        if letter.in_reply_to not in earlier:
            earlier.append(letter.in_reply_to)
    if len(earlier) > MOST_REFERENCES:
        earlier = [earlier[0], *earlier[1 - MOST_REFERENCES :]]
    if earlier:
        message["References"] = " ".join(f"<{one}>" for one in earlier)


def _add_list(message: EmailMessage, letter: Letter) -> None:
    """Name the list for filters, and how to leave it with one click (RFC 8058, https alone)."""
    if len(letter.list_id) <= _LONGEST_LIST_ID and _LIST_ID.fullmatch(letter.list_id):
        name = cut(one_line(letter.list_name), LONGEST_NAME)
        words = phrase(name) if name else []
        message["List-Id"] = " ".join([*words, f"<{letter.list_id}>"])
    url = percent_encoded(one_line(letter.unsubscribe_url), safe=":/?#[]@!$&'()*+,;=%")
    if url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL:
        message["List-Unsubscribe"] = f"<{url}>"
        if url.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _inlined(html: str) -> str:
    """The HTML with its styles in its elements, without rules that make a program fetch."""
    harmless = _STYLE.sub(
        lambda style: style[1] + _FETCHING_RULE.sub("", style[2]) + style[3], body_text(html)
    )
    return _INLINER.inline(harmless)
