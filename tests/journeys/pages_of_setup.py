"""The pages on which weeks are set up, as stops of a walk through the sample."""

from __future__ import annotations

from collections.abc import Iterator

from tests.journeys import schedule_steps, steps
from tests.journeys.buttons import open_menus, outdated, press
from tests.journeys.forum import Forum
from tests.journeys.stop import Stop


def setting_up(forum: Forum) -> Iterator[Stop]:
    """Weeks, templates and extensions."""
    who = "ngozi"
    yield Stop("new week", who, "setup/new")
    yield Stop("keep as a template, refused", who, "w/6/setup/template", steps.keep_nameless, 422)
    yield Stop("templates", who, "w/6/setup/template", press("Keep the template"))
    yield Stop("templates, opened", who, "setup/templates", open_menus)
    yield Stop("template", who, "setup/templates/1")
    yield Stop("set-up, published", who, "w/6/setup")
    yield Stop("set-up, draft", who, "w/7/setup", open_menus)
    yield Stop("set-up, contents taken", who, "w/7/setup", steps.take_contents)
    yield Stop("set-up, another rubric", who, "w/7/setup", steps.take_rubric)
    yield Stop("set-up, refused", who, "w/7/setup", steps.impossible, 422)
    yield Stop("set-up, who changes", who, "w/6/setup", steps.ask_for_more)
    overtaken = outdated("version", press("Save", exact=True), "1")
    yield Stop("set-up, overtaken", who, "w/6/setup", overtaken, 409)
    yield Stop("extensions", who, "w/6/extensions")
    yield Stop("extensions, asked for", who, "w/5/extensions", open_menus)
    yield Stop("extensions, refused", who, "w/6/extensions", press("Give"), 422)
    forum.publish_week(7)
    yield Stop("nothing to grade yet", who, "w/7/grade")


def previews(_forum: Forum) -> Iterator[Stop]:
    """A week as students will see it."""
    who = "ngozi"
    for state in ("before", "writing", "waiting", "responding", "late", "extension"):
        yield Stop(f"preview, {state}", who, f"w/7/preview?state={state}", open_menus)
    for state in ("closed", "missed"):
        yield Stop(f"preview, {state}", who, f"w/6/preview?state={state}", open_menus)
    yield Stop("preview, typed", who, "w/6/setup", press("Preview what is typed"))
    yield Stop("preview, 320 pixels", who, "w/6/preview?state=waiting&width=320")
    yield Stop("preview, framed", who, "w/6/preview?state=waiting&framed=1", open_menus)
    yield Stop("preview, a post", who, "w/6/preview/p/1?state=responding", open_menus)
    yield Stop("preview, a response", who, "w/6/preview/p/5/respond?state=responding")


def long_form(_forum: Forum) -> Iterator[Stop]:
    """What a save of a week leaves behind, and what is typed and not saved."""
    who = "ngozi"
    yield Stop("history, empty", who, "w/6/setup/history")
    yield Stop("set-up, saved", who, "w/6/setup", steps.rename_week)
    yield Stop("history", who, "w/6/setup/history")
    yield Stop("a version", who, "w/6/setup/history/1", open_menus)
    yield Stop("set-up, restored", who, "w/6/setup?version=1")
    yield Stop("set-up, not saved to the week", who, "w/6/setup", steps.come_back)
    yield Stop("set-up, a date in the text", who, "w/6/setup", steps.follow_a_date)


def pattern(_forum: Forum) -> Iterator[Stop]:
    """The pattern of the weeks."""
    for name, then, status in schedule_steps.PATTERN:
        yield Stop(f"schedule, {name}", "ngozi", "setup", then, status)


def rows(_forum: Forum) -> Iterator[Stop]:
    """The rows of the schedule, and what students read of it."""
    yield Stop("schedule", "ngozi", "setup")
    for name, then, status in schedule_steps.ROWS:
        yield Stop(f"schedule, {name}", "ngozi", "setup", then, status)
    yield Stop("week, changed", "elise", "w/6", schedule_steps.read_changes)
    yield Stop("what has changed", "elise", "changes")
