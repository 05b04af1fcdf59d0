"""What a machine may lack: a browser, PostgreSQL, Redis, LibreOffice."""

import os
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip the test with its reason on somebody's own machine; fail it where `CI=true`.

    So a test that silently stopped running is noticed where it matters.
    """
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{reason} (CI=true, so this is a failure.)", pytrace=False)
    pytest.skip(reason)
