"""What would take long is refused, with a sentence; what people write is not."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from forum.markup import TooComplex, TooLong, clean_html, render_markdown
from forum.markup.guard import MAX_DEPTH
from tests.markup.shapes import HTML, MARKDOWN, SIZES, fill

# One floor is a fixed piece of plain Python, 4.5 ms of CPU where the limits were measured.
# So 100 ms of that machine are this many floors of any machine.
FLOORS = 100 / 4.5


def measure_floor() -> float:
    started = time.process_time()
    for number in range(60_000):
        len(str(number))
    return time.process_time() - started


def cost_in_floors(work: Callable[[str], object], text: str) -> float:
    """Return the CPU of `work(text)` in floors, the best of ten: noise only ever adds."""
    costs = []
    for _ in range(10):
        floor = measure_floor()
        started = time.process_time()
        with suppress(TooComplex):
            work(text)
        costs.append((time.process_time() - started) / max(floor, measure_floor()))
        if costs[-1] <= FLOORS:
            break
    return min(costs)


def longest_accepted(work: Callable[[str], object], text: str) -> str:
    """Return the longest beginning of `text` found by halving that `work` does not refuse."""
    low, high = 0, len(text)
    for _ in range(6):
        middle = (low + high + 1) // 2
        try:
            work(text[:middle])
            low = middle
        except TooComplex:
            high = middle - 1
    return text[:low]


def test_there_are_32_shapes_of_each_kind():
    assert len(MARKDOWN) == len(HTML) == 32


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", MARKDOWN)
def test_no_markdown_takes_long(shape, size):
    assert cost_in_floors(render_markdown, fill(MARKDOWN[shape], size)) <= FLOORS


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", HTML)
def test_no_html_takes_long(shape, size):
    assert cost_in_floors(clean_html, fill(HTML[shape], size)) <= FLOORS


@pytest.mark.parametrize("shape", MARKDOWN)
def test_markdown_just_within_the_limits_does_not_take_long(shape):
    text = longest_accepted(render_markdown, fill(MARKDOWN[shape], 60_000))
    assert cost_in_floors(render_markdown, text) <= FLOORS


@pytest.mark.parametrize("shape", HTML)
def test_html_just_within_the_limits_does_not_take_long(shape):
    text = longest_accepted(clean_html, fill(HTML[shape], 60_000))
    assert cost_in_floors(clean_html, text) <= FLOORS


def test_a_megabyte_is_refused_at_once():
    with pytest.raises(TooLong, match="too long"):
        render_markdown("word " * 200_000)
    with pytest.raises(TooLong):
        clean_html("word " * 200_000)
    with pytest.raises(TooLong):
        clean_html("word " * 39_000)


@pytest.mark.parametrize(
    "source",
    [
        "x" * 2_001,
        "*a* " * 1_500,
        "line\n" * 1_100,
        "[" * 51,
        "[a] " * 301,
        "https://a.org " * 401,
        ">" * (MAX_DEPTH + 1) + " deep",
        "- " * (MAX_DEPTH + 1) + "deep",
        ">" * 80 + " deep",
        "| a | b |\n|---|---|\n" + "| a | b |\n" * 600,
        '"' * 2_000 + " " + '"' * 2,
    ],
    ids=[
        "word",
        "marks",
        "lines",
        "open brackets",
        "brackets",
        "links",
        "quotes",
        "lists",
        "beyond Markdown's own limit",
        "cells",
        "entities",
    ],
)
def test_beyond_the_limits_the_writer_is_told(source):
    with pytest.raises(TooComplex) as refusal:
        render_markdown(source)
    assert str(refusal.value) == "This formatting is too complex, paste as plain text."


def test_more_attributes_than_any_editor_writes_are_refused():
    assert clean_html("<b" + " a=b" * 40 + ">x</b>") == "<b>x</b>"
    with pytest.raises(TooComplex):
        clean_html("<b" + " a=b" * 41 + ">x</b>")


def test_what_people_write_passes():
    chapter = "A sentence with *one* [link](https://a.org/b_c) and “quotes”. " * 6 + "\n\n"
    table = "| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 60 + "\n"
    references = "Smith, J. (2020). *A title*. https://doi.org/10.1/abc_def\n\n" * 60
    deep = "".join("  " * depth + "- point\n" for depth in range(20))
    japanese = "社会福祉の仲間として学んだことを書きます。" * 200
    html = render_markdown(chapter * 15 + table + references + deep + japanese)
    assert html.count("<a ") == 150
    assert html.count("<td>") == 180
    assert "社会福祉" in html
    assert len(render_markdown("> " * MAX_DEPTH + "deep")) > 0
