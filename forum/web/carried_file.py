"""A file that travels from one step of a form to the next, in the page: it is kept nowhere."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import request

#: The field in which a file is chosen, and the hidden one in which it goes on.
CHOSEN, CARRIED = "file", "carried_file"


def read_file(largest: int) -> bytes:
    """The file that came with this form, chosen or carried; nothing where it was tampered with.

    Of a larger one than ``largest`` bytes one byte more is read, so that it is known as such.
    """
    chosen = request.files.get(CHOSEN)
    if chosen:
        return chosen.stream.read(largest + 1)
    try:
        return urlsafe_b64decode(request.form.get(CARRIED, "").encode("ascii"))
    except (UnicodeEncodeError, binascii.Error):
        return b""


def has_file() -> bool:
    """Whether any file came with this form."""
    return bool(request.files.get(CHOSEN) or request.form.get(CARRIED))


def carried(data: bytes) -> dict[str, str]:
    """What a template needs to bring the file along: name and value of the hidden field."""
    return {"carried_name": CARRIED, "carried": urlsafe_b64encode(data).decode("ascii")}
