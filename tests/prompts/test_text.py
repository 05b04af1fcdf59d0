"""Due times inside the text, and the text as safe HTML."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.queries import PromptSetup
from forum.prompts.text import (
    fill_tokens,
    has_silent_image,
    render_prompt_text,
    skipped_heading,
    unknown_tokens,
)

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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n# F", ""),
        ("### A\n\n##### B *and* C & D", "B and C & D"),
        ("#### First of all", "First of all"),
        ("Title\n=====\n\nText\n\n##### Deep", "Deep"),
        ("> ##### Quoted", "Quoted"),
        ("#5 is no heading", ""),
        ("```\n##### code\n```", ""),
        ("No heading at all", ""),
    ],
)
def test_a_heading_that_leaves_out_a_level_is_found(text: str, said: str) -> None:
    assert skipped_heading(text) == said


@pytest.mark.parametrize(
    ("text", "is_silent"),
    [
        ("![](https://example.org/a.png)", True),
        ("![ ][map]", True),
        ("![A map of shelters](https://example.org/a.png)", False),
        ("Write `![](address)` for an image!", False),
        ("Really! [](nothing)", False),
    ],
)
def test_an_image_without_words_is_found(text: str, is_silent: bool) -> None:
    assert has_silent_image(text) is is_silent
