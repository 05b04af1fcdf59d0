"""Every page of the forum, and the states worth seeing, as stops of a walk through the sample.

A new page needs a stop here: `test_accessibility.py` compares the list with the routes there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forum.notifications.tokens import Stop as Stopped
from forum.notifications.tokens import sign_stop
from tests.journeys import (
    canvas_file,
    copy_steps,
    pages_of_setup,
    roster_file,
    site_file,
    steps,
)
from tests.journeys.buttons import open_menus, outdated, press, send
from tests.journeys.forum import Forum
from tests.journeys.news import tell_many
from tests.journeys.stop import Stop

#: Answers to scripts, and addresses that only lead on to a page of this list.
NO_PAGES = {
    "accounts.token",
    "calendar.feed",
    "work.download",
    "discussion.current",
    "discussion.next_unread",
    "discussion.read_drafts",
    "grading.offers",
    "setup.download",
    "site_files.download",
    "readings.download",
    "setup.read_draft",
}


def stops(forum: Forum) -> Iterator[Stop]:
    """All stops of all walks; what a stop changes, later ones of other walks do not mind."""
    for walk in WALKS.values():
        yield from walk(forum)


def _anybody(forum: Forum) -> Iterator[Stop]:
    yield Stop("sign-in", "", "/sign-in")
    yield Stop("sign-in refused", "", "/sign-in", press("Sign in", exact=True), 422)
    yield Stop("forgotten", "", "/password/reset")
    yield Stop("reset over", "", "/password/reset/nobody", status=404)
    yield Stop("invitation over", "", "/invitation/nobody", status=404)
    yield Stop("what counts", "", "/help/what-counts")
    yield Stop("how the checks work", "", "/help/checks")
    yield Stop("join", "", "/join")
    yield Stop("join, unknown code", "", "/join/AAAA-AAAA", status=404)
    code = forum.enrolment_code()
    yield Stop("join a course", "", f"/join/{code}")
    yield Stop("join a course, refused", "", f"/join/{code}", press("Send the link"), 422)
    yield Stop("join, in the course already", "elise", f"/join/{code}")
    yield Stop("stop mail", "", _stop_path(forum))
    yield Stop("stop mail, done", "", _stop_path(forum), press("Stop these mails"))
    yield Stop("stop mail, undone", "", _stop_path(forum), steps.stop_and_undo)
    yield Stop("stop mail, forged", "", "/stop-mail/nobodys", status=404)


def _before_posting(_forum: Forum) -> Iterator[Stop]:
    who = "ximena"
    yield Stop("home", who, "/")
    yield Stop("course", who, "")
    yield Stop("week, draft", who, "w/6", open_menus)
    yield Stop("review", who, "w/6/review")
    yield Stop("publish refused", who, "w/6/review", steps.publish_without_site, 422)
    yield Stop("earlier versions", who, "w/6/drafts/initial/part-overview/versions")
    yield Stop("all, gate closed", who, "w/6/all")
    yield Stop("week, over", who, "w/5")
    yield Stop("ask for more time", who, "w/5/extension-request")
    yield Stop("week, asked", who, "w/5/extension-request", press("Send the request"))
    yield Stop("week, a long address checked", who, "w/6", steps.list_a_long_address)
    yield Stop("week, missing", who, "w/7", status=404)
    yield Stop("not for students", who, "w/6/participation", status=403)
    yield Stop("my work, empty", who, "my-work")
    yield Stop("my grades", who, "my-grades")
    yield Stop("people", who, "people")


def _after_posting(forum: Forum) -> Iterator[Stop]:
    who = "elise"
    own = forum.initial_post("elise")
    yield Stop("home", who, "/")
    yield Stop("course", who, "")
    yield Stop("week, posted", who, "w/6", open_menus)
    yield Stop("week, by name", who, "w/6?order=name")
    yield Stop("all", who, "w/6/all")
    yield Stop("own post", who, f"p/{own}")
    yield Stop("edit", who, f"p/{own}/edit")
    yield Stop("edit, refused", who, f"p/{own}/edit", steps.edit_to_nothing, 422)
    yield Stop("versions", who, f"p/{own}/versions")
    for key in ("hana", "nadia"):
        number = forum.initial_post(key)
        yield Stop(f"post by {key}", who, f"p/{number}", open_menus)
        yield Stop(f"respond to {key}", who, f"p/{number}/respond")
    yield Stop(
        "respond, refused",
        who,
        f"p/{forum.initial_post('nadia')}/respond",
        send("Publish"),
        422,
    )
    yield Stop("my work", who, "my-work", open_menus)
    yield Stop("my grades", who, "my-grades", open_menus)
    yield Stop("profile", who, "/account")
    yield Stop("password", who, "/account/password")
    yield Stop("password, refused", who, "/account/password", press("Change"), 422)
    yield Stop("sessions", who, "/account/sessions")
    yield Stop("own data", who, "/account/data")
    yield Stop("calendar, without address", who, "/account/calendar")
    yield Stop("calendar", who, "/account/calendar", press("Make an address"))
    yield Stop("notifications, none", who, "/notifications")
    told = _tell_elise(forum)
    yield Stop("notifications", who, "/notifications", open_menus)
    yield Stop("notifications, older", who, f"/notifications?before={told['newest']}")
    yield Stop("notifications, nothing older", who, "/notifications?before=1")
    yield Stop("notification, gone", who, f"/notifications/{told['gone']}", status=410)
    yield Stop("mail", who, "/account/notifications")
    yield Stop("mail, refused", who, "/account/notifications", steps.no_such_way, 422)
    yield Stop("missing", who, "/nowhere", status=404)


def _grading(forum: Forum) -> Iterator[Stop]:
    who = "ngozi"
    yield Stop("home", who, "/")
    yield Stop("course", who, "")
    yield Stop("week", who, "w/6", open_menus)
    yield Stop("post", who, f"p/{forum.initial_post('hana')}", open_menus)
    yield Stop("matrix", who, "w/6/participation")
    yield Stop("matrix, refused", who, "w/6/participation", press("See what changes"), 422)
    yield Stop("decision for a section", who, "w/6/participation/selection")
    yield Stop("decision for many, preview", who, "w/6/participation", steps.excuse_everyone)
    for key, week in (("elise", 6), ("ximena", 6), ("hana", 6), ("grace", 5)):
        desk = f"w/{week}/grade/{forum.user_id(key)}"
        yield Stop(f"desk of {key}, week {week}", who, desk, open_menus)
    desk = f"w/5/grade/{forum.user_id('lena')}"
    yield Stop("desk, refused", who, desk, press("Save and next"), 422)
    yield Stop("gradebook", who, "gradebook")
    yield Stop("gradebook, by total", who, "gradebook?order=total")
    yield Stop("comment bank", who, "comments", steps.keep_comment)
    yield Stop("comment bank, refused", who, "comments", press("Keep the comment"), 422)
    yield Stop("comment", who, "comments/1/text")  # the one that was just kept
    yield Stop("desk, bank open", who, desk, steps.open_bank)
    yield Stop("release", who, "w/5/release")
    yield Stop("release, too early", who, "w/6/release")
    yield Stop("release, refused", who, "w/6/release", press("Plan the release"), 422)
    yield Stop("release, planned", who, "w/6/release", steps.plan_release)
    planned = f"w/6/release/plans/{forum.planned_release(6)}"
    yield Stop("planned release", who, planned, open_menus)
    yield Stop("planned release, overtaken", who, planned, outdated("version", press("Save")), 409)
    yield Stop(
        "desk, overtaken", who, f"w/5/grade/{forum.user_id('joy')}", steps.regrade_twice, 409
    )


def _reading_list(_forum: Forum) -> Iterator[Stop]:
    who = "ngozi"
    yield Stop("reading list", who, "w/5/grade/met", open_menus)
    yield Stop("reading list, refused", who, "w/5/grade/met", steps.save_unread, 422)
    yield Stop("reading list, bank asked for", who, "w/5/grade/met", steps.ask_for_bank)
    yield Stop("reading list, week under way", who, "w/6/grade/met")


def _looking_at_the_class(forum: Forum) -> Iterator[Stop]:
    who = "ngozi"
    yield Stop("attention", who, "w/6/participation/attention", open_menus)
    yield Stop("waiting", who, "w/6/participation/waiting")
    yield Stop("waiting, nobody", who, "w/1/participation/waiting")
    yield Stop("shared passages", who, "w/1/overlap")
    yield Stop("shared passages, none", who, "w/6/overlap")
    rosa = forum.user_id("rosa")
    yield Stop("passages of a student", who, f"w/1/overlap/{rosa}")
    yield Stop("figures", who, "w/6/participation/figures")
    for name in ("timing", "sites", "network", "workload", "all"):
        yield Stop(f"figure, {name}", who, f"w/6/participation/figures/{name}", open_menus)


def _running_the_class(_forum: Forum) -> Iterator[Stop]:
    who = "ngozi"
    yield Stop("sites", who, "sites")
    yield Stop("sites, refused", who, "sites", press("Add the site"), 422)
    yield Stop("sites, a bad file", who, "sites", site_file.bringing(site_file.BAD), 422)
    yield Stop("sites, what a file adds", who, "sites", site_file.bringing(site_file.SOME))
    yield Stop("names of a site", who, "sites/1/name")
    yield Stop("names, refused", who, "sites/1/name", press("Add the name"), 422)
    yield Stop("merge a site", who, "sites/1/merger")
    yield Stop("merge, preview", who, "sites/1/merger?into=2")
    yield Stop("split, nothing merged", who, "sites/1/separation", status=409)
    merge = press("Merge into Coalition of Immokalee Workers")
    yield Stop("sites, one merged", who, "sites/1/merger?into=2", merge)
    yield Stop("split a site", who, "sites/1/separation")
    yield Stop("sites, split again", who, "sites/1/separation", press("Split them"))
    yield Stop("reading list of the course, none", who, "readings")
    yield Stop("reading list of the course, refused", who, "readings", press("Add them"), 422)
    yield Stop("reading list of the course", who, "readings", steps.add_reading)
    yield Stop("entry of the reading list", who, "readings/1")
    yield Stop("people", who, "people")
    yield Stop("people, refused", who, "people", press("Enrol", exact=True), 422)
    yield Stop("member", who, "people/6")
    yield Stop("codes, none", who, "people/codes")
    yield Stop("codes, made", who, "people/codes", press("Make the code"))
    yield Stop("groups", who, "groups")
    yield Stop("groups, refused", who, "groups", press("Make the groups"), 422)
    yield Stop("groups, made", who, "groups", steps.make_groups)
    proposal = "groups/proposal?set=1&week=6&who=all&seed=a"
    yield Stop("groups, proposed", who, proposal)
    yield Stop("groups, not proposed", who, "groups/proposal?set=1&week=99&seed=a", status=422)
    yield Stop("one more group", who, "groups/1/new")
    yield Stop("rename a section", who, "sections/1/name")
    yield Stop("course settings", who, "settings")
    yield Stop("course settings, refused", who, "settings", steps.without_title, 422)
    yield Stop("weights", who, "gradebook/weights")
    yield Stop("weights, refused", who, "gradebook/weights", steps.weigh_nothing, 422)
    yield Stop("log", who, "log")


def _exports(_forum: Forum) -> Iterator[Stop]:
    who = "ngozi"
    yield Stop("exports", who, "exports")
    yield Stop("exports, a bad file", who, "exports", canvas_file.bring_broken, 422)
    yield Stop("canvas, preview", who, "exports", canvas_file.preview)


def _roster(_forum: Forum) -> Iterator[Stop]:
    who, place = "ngozi", "people/file"
    yield Stop("roster by file", who, place)
    yield Stop("roster, refused", who, place, roster_file.bringing(roster_file.BAD), 422)
    zipped = roster_file.bringing(roster_file.two_classes(), "school.zip")
    yield Stop("roster, several classes", who, place, zipped)
    yield Stop("roster, preview", who, place, roster_file.bringing(roster_file.SOME))
    yield Stop("roster, who stays", who, f"{place}/2?show=missing")
    yield Stop("roster, carried out", who, place, roster_file.carrying_out(roster_file.SOME))
    large = roster_file.carrying_out(roster_file.many(520))
    yield Stop("roster, in the worker's hands", who, place, large)
    yield Stop("roster, latest files", who, place)


def _others(forum: Forum) -> Iterator[Stop]:
    yield Stop("home", "tomas", "/")
    yield Stop("desk", "tomas", f"w/6/grade/{forum.user_id('hana')}")
    yield Stop("release", "tomas", "w/5/release")
    yield Stop("home", "ruth", "/")
    yield Stop("week", "ruth", "w/6")
    yield Stop("not for observers", "ruth", "w/6/participation", status=403)


def _administration(forum: Forum) -> Iterator[Stop]:
    who = "ada"
    yield Stop("home", who, "/")
    yield Stop("administration", who, "/admin")
    yield Stop("new course", who, "/admin/courses/new")
    yield Stop("new course, refused", who, "/admin/courses/new", press("Make the course"), 422)
    yield Stop("terms", who, "/admin/terms")
    yield Stop("terms, refused", who, "/admin/terms", press("Make the term"), 422)
    yield Stop("term", who, "/admin/terms/1")
    yield Stop("term, too short for its course", who, "/admin/terms/1", steps.shorten_term, 422)
    yield Stop("signing in", who, "/admin/sign-in")
    yield Stop("signing in, refused", who, "/admin/sign-in", steps.no_domain, 422)
    yield Stop("accounts", who, "/admin/people")
    yield Stop("person", who, f"/admin/people/{forum.user_id('hana')}")
    yield Stop("accounts, nobody", who, "/admin/people?q=zzz")
    forum.put_into_outbox()
    yield Stop("home, with trouble", who, "/")
    erasure = f"/admin/people/{forum.user_id('hana')}/erasure"
    yield Stop("retention", who, "/admin/retention")
    yield Stop("erasure", who, erasure)
    yield Stop("erasure, refused", who, erasure, press("Erase this person"), 422)
    yield Stop("deliveries, waiting", who, "/admin/deliveries")
    yield Stop("deliveries, failed", who, "/admin/deliveries?state=failed")
    yield Stop("deliveries, retried", who, "/admin/deliveries?state=failed", press("Retry"))
    yield Stop("deliveries, done", who, "/admin/deliveries?state=done")
    yield Stop("password once more", who, "/account/confirmation?next=/admin/people")
    yield Stop("log of the site", who, "/admin/log")
    yield Stop("log of the site, refused", who, "/admin/log?since=then", status=422)
    yield Stop("schedule", who, "setup")
    yield Stop("week", who, "w/6")
    yield Stop("people", who, "people")


def _after_decisions(forum: Forum) -> Iterator[Stop]:
    """Withdrawn, hidden, overtaken."""
    own = forum.initial_post("elise")
    overtaken = outdated("base", send("Save changes"))
    yield Stop("edit, overtaken", "elise", f"p/{own}/edit", overtaken, 409)
    yield Stop("post, withdrawn", "elise", f"p/{own}", press("Withdraw"))
    yield Stop("week, withdrawn", "elise", "w/6", open_menus)
    hidden = forum.initial_post("ben")
    yield Stop("post, hidden", "ngozi", f"p/{hidden}", steps.hide)
    yield Stop("own post, hidden", "ben", f"p/{hidden}")
    yield Stop("week, post hidden", "ben", "w/6")


def _empty_course(_forum: Forum) -> Iterator[Stop]:
    """A course just made, with nobody and nothing in it."""
    yield Stop("course made", "ada", "/admin/courses/new", steps.make_course)
    for name, path in (
        ("course", ""),
        ("people", "people"),
        ("schedule", "setup"),
        ("changes", "changes"),
        ("sites", "sites"),
        ("exports", "exports"),
        ("log", "log"),
        ("new week", "setup/new"),
        ("templates", "setup/templates"),
    ):
        yield Stop(f"{name}, empty", "ada", f"/c/sowk-620/{path}")


def _copying(_forum: Forum) -> Iterator[Stop]:
    """The next term of the course, and what it was copied from."""
    who = "ada"
    yield Stop("copy", who, "copy")
    yield Stop("copy, refused", who, "copy", press("Show old and new dates"), 422)
    yield Stop("copy, old and new dates", who, "copy", copy_steps.show_dates)
    yield Stop("copy, made", who, "copy", copy_steps.make_copy)
    yield Stop("copy, once more", who, "/c/sowk-510-2/copied")
    yield Stop("settings of the copy", who, "/c/sowk-510-2/settings")


def _stop_path(forum: Forum) -> str:
    """The address that a mail to Elise would carry."""
    token = sign_stop([forum.app.config["SECRET_KEY"]], Stopped(forum.user_id("elise"), "response"))
    return f"/stop-mail/{token}"


def _tell_elise(forum: Forum) -> dict[str, int]:
    """Tell Elise of a due time, of an own extension that is gone, and of many answers."""
    with forum.looking() as session:
        return tell_many(session, forum.user_id("elise"))


#: Each walk is a test of its own, on a copy of the course of its own.
WALKS: dict[str, Callable[[Forum], Iterator[Stop]]] = {
    "anybody": _anybody,
    "before posting": _before_posting,
    "after posting": _after_posting,
    "after decisions": _after_decisions,
    "grading": _grading,
    "reading list": _reading_list,
    "looking at the class": _looking_at_the_class,
    "running the class": _running_the_class,
    "exports": _exports,
    "roster by file": _roster,
    "setting up": pages_of_setup.setting_up,
    "previews": pages_of_setup.previews,
    "the long form of a week": pages_of_setup.long_form,
    "the pattern": pages_of_setup.pattern,
    "the schedule": pages_of_setup.rows,
    "others": _others,
    "administration": _administration,
    "an empty course": _empty_course,
    "copying a course": _copying,
}
