"""Due times inside the text, and the text as safe HTML."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.queries import PromptSetup
from forum.prompts.text import fill_tokens, render_prompt_text, unknown_tokens

DUE = datetime(2025, 10, 9, 4, 0, tzinfo=UTC)


def said(due_at: datetime) -> str:
    return due_at.strftime("%d/%m")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by {{post_due}}", "by 09/10"),
        ("by {{ post_due }}, {{post_due}}", "by 09/10, 09/10"),
        ("by {{responses_due}}", "by {{responses_due}}"),
        ("by {{due}}", "by {{due}}"),
        ("{{{post_due}}}", "{09/10}"),
        ("{{post_due", "{{post_due"),
        ("{{" + "x" * 5000 + "}}", "{{" + "x" * 5000 + "}}"),
        ("", ""),
    ],
)
def test_tokens_that_have_a_time_are_filled(text: str, shown: str) -> None:
    assert fill_tokens(text, {"T1": DUE, "T2": None}, said) == shown


def test_unknown_tokens_are_named() -> None:
    assert unknown_tokens("{{post_due}} {{due}} {{}} {{ close }}") == ["due", ""]


def test_each_text_is_rendered_safely() -> None:
    prompt = Prompt(
        body="*Write* by {{post_due}}. <script>alert(1)</script>",
        respond="",
        case_text="Her case",
        alternative_text="",
    )
    row = Checkpoint(kind="T1", week=1, day=3, local_time="23:59", due_at=DUE, set_at=DUE)
    setup = PromptSetup(prompt, (), (), (), (row,), ())
    text = render_prompt_text(setup, said)
    assert text["body"].startswith("<p><em>Write</em> by 09/10.")
    assert "<script" not in text["body"]
    assert (text["respond"], text["case"]) == ("", "<p>Her case</p>")
