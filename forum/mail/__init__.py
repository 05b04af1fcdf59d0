"""Mail is built here and handed over: letters become messages, messages go to a server or a folder.

`build_message` is the only place where what people wrote becomes a header or a body of a mail; a
transport takes one message for one person and says `MailDelayed` or `MailRefused` where it fails.
"""

from forum.mail.headers import AddressUnusable, address_of
from forum.mail.message import Letter, Sender, build_message
from forum.mail.transport import (
    FolderTransport,
    MailDelayed,
    MailRefused,
    SmtpTransport,
    Transport,
    transport_from,
)

__all__ = [
    "AddressUnusable",
    "FolderTransport",
    "Letter",
    "MailDelayed",
    "MailRefused",
    "Sender",
    "SmtpTransport",
    "Transport",
    "address_of",
    "build_message",
    "transport_from",
]
