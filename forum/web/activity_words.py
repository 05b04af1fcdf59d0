"""The lines of the log in words: what was done, to whom, in which week, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.activity.queries import LogLine
from forum.prompts.terms import FOR_EVERYONE
from forum.prompts.untold import moves_in
from forum.web import admin_words, sites_words
from forum.web.presentation import clock, last_minute, points
from forum.web.role_words import role_word
from forum.web.translations import lazy_gettext as _l

VERBS = {
    "admin_appointed": _l("made a person a site admin"),
    "admin_created": _l("made the account of a site admin"),
    "admin_dismissed": _l("made a site admin an ordinary person"),
    "archive_exported": _l("exported the whole course"),
    "assistant_entrusted": _l("changed what an assistant may do"),
    "bank_comment_deleted": _l("deleted a comment of the course's bank"),
    "bank_comment_edited": _l("changed a comment of the course's bank"),
    "bank_comment_shared": _l("shared a comment with the course"),
    "bank_comment_unshared": _l("took a comment out of the course's bank"),
    "canvas_filled": _l("filled a Canvas gradebook with released grades"),
    "check_questioned": _l("asked about a check of the text"),
    "copy_removed": _l("removed the copy"),
    "course_archived": _l("put the course into the archive"),
    "course_changed": _l("changed the course's settings"),
    "course_copied": _l("copied a course"),
    "course_created": _l("made the course"),
    "course_reopened": _l("took the course out of the archive"),
    "delivery_retried": _l("had deliveries tried again"),
    "due_time_set": _l("set a time"),
    "evidence_exported": _l("exported the evidence of the week"),
    "enrolled": _l("enrolled a person"),
    "enrolled_by_code": _l("came into the course with a code"),
    "enrolment_code_ended": _l("ended a code to enrol with"),
    "enrolment_code_made": _l("made a code to enrol with"),
    "enrollment_changed": _l("changed a role or section"),
    "enrollment_ended": _l("took a person out of the course"),
    "extension_asked": _l("asked for an extension"),
    "extension_declined": _l("declined a request for an extension"),
    "extension_ended": _l("took an extension back"),
    "extension_given": _l("gave an extension"),
    "extension_request_withdrawn": _l("took a request for an extension back"),
    "finding_questioned": _l("asked about a finding"),
    "finding_set": _l("decided a finding"),
    "finding_setting_withdrawn": _l("took a decision on a finding back"),
    "gradebook_exported": _l("exported the gradebook"),
    "grade_held": _l("held a grade"),
    "grade_kept": _l("kept a grade although the evidence had changed"),
    "grade_points_renewed": _l("gave a grade the points of the changed rubric"),
    "grade_saved": _l("graded a student"),
    "grades_released": _l("released grades"),
    "group_created": _l("made a group"),
    "group_joined": _l("put a person into a group"),
    "group_left": _l("took a person out of a group"),
    "group_set_created": _l("made groups"),
    "initial_published": _l("published an initial post"),
    "lateness_restored": _l("let lateness count again"),
    "override_withdrawn": _l("let the rubric's total hold again"),
    "total_overridden": _l("set a total by hand"),
    "lateness_struck": _l("struck lateness"),
    "planned_release_cancelled": _l("cancelled a planned release"),
    "planned_release_changed": _l("changed a planned release"),
    "planned_release_lapsed": _l("had planned a release that let nothing out"),
    "log_exported": _l("exported the log"),
    "moves_told": _l("told the class of moved times"),
    "moodle_exported": _l("exported released grades for Moodle"),
    "password_changed": _l("changed their password"),
    "password_set_by_link": _l("chose a password by a link"),
    "person_disabled": _l("closed an account"),
    "person_erased": _l("erased a person"),
    "person_enabled": _l("opened an account again"),
    "post_edited": _l("edited a post"),
    "post_hidden": _l("hid a post"),
    "own_data_exported": _l("took a copy of all their data"),
    "own_work_exported": _l("took a copy of their own work"),
    "post_published": _l("published an initial post"),
    "post_restored": _l("restored a post"),
    "post_shown": _l("showed a hidden post again"),
    "post_withdrawn": _l("withdrew a post"),
    "prompt_changed": _l("changed the week"),
    "prompt_copied": _l("copied a week"),
    "prompt_created": _l("set up a week"),
    "prompt_published": _l("published the week"),
    "prompt_started_from": _l("started the week from a shape or template"),
    "prompt_withdrawn": _l("withdrew the week"),
    "question_answered": _l("answered a question"),
    "reading_list_changed": _l("changed the reading list"),
    "release_planned": _l("planned a release"),
    "reply_published": _l("published a reply"),
    "response_published": _l("published a response"),
    "roster_imported": _l("brought the roster as a file"),
    "rubric_saved": _l("changed the rubric"),
    "schedule_changed": _l("changed what the weeks' times follow"),
    "section_created": _l("made a section"),
    "section_renamed": _l("renamed a section"),
    "sessions_ended": _l("signed out everywhere"),
    "student_reminded": _l("reminded a student"),
    "template_deleted": _l("deleted a template"),
    "template_renamed": _l("renamed a template"),
    "template_saved": _l("kept a week as a template"),
    "template_shared": _l("shared a template with all courses"),
    "template_unshared": _l("made a template the course's alone"),
    "term_created": _l("made a term"),
    "terms_set": _l("changed what is asked"),
    "weights_set": _l("changed what the weeks weigh in the total"),
    **admin_words.VERBS,
    **sites_words.VERBS,
}
#: Why a planned release let nothing out.
LAPSES = {
    "archived": _l("the course is in the archive"),
    "not_allowed": _l("who planned it may release no longer"),
    "nothing": _l("no grade was complete and waiting"),
}
_KINDS = {
    "opens": _l("Opening"),
    "T1": _l("Posts due"),
    "T2": _l("Responses due"),
    "close": _l("Close"),
}
#: Texts, settings and requirements that may have changed, by the name the log gives them.
NAMES = {
    "body": _l("what students are asked"),
    "respond": _l("how to respond"),
    "case_text": _l("the case"),
    "alternative_text": _l("the other case"),
    "purpose": _l("the purpose"),
    "content_note": _l("the content note"),
    "parts": _l("the parts"),
    "description": _l("the description"),
    "agreements": _l("how we talk here"),
    "pattern": _l("the pattern of the weeks"),
    "breaks": _l("the weeks without class"),
    "holidays": _l("the holidays"),
    "sections_are_one_class": _l("whether the sections are one class"),
    "title": _l("the title"),
    "case_title": _l("the title of the case"),
    "alternative_title": _l("the title of the other case"),
    "points": _l("the points"),
    "asks_site": _l("whether a site is chosen"),
    "own_site_allowed": _l("whether students bring sites of their own"),
    "site_cap": _l("how many may choose a site"),
    "write_first": _l("write first, then read"),
    "site_board": _l("the board of sites"),
    "private_allowed": _l("private posts"),
    "grace_minutes": _l("the minutes of grace"),
    "late_rate": _l("what a day of lateness takes"),
    "late_cap": _l("the most that lateness takes"),
    "group_set_id": _l("the groups"),
    "initial_post": _l("the initial post"),
    "choice": _l("the choice of a site"),
    "references": _l("the references"),
    "cited": _l("citing them in the text"),
    "responses": _l("the responses"),
    "different_site": _l("responses to other sites"),
    "response_parts": _l("the parts of a response"),
    "response_to": _l("what a response may answer"),
    "fallback": _l("what holds where too few sites can be answered"),
    "pool_lead_hours": _l("how long before the due time sites must be there"),
    "days": _l("taking part on several days"),
    "day_words": _l("the words that make a day count"),
    "answer_back": _l("answering back"),
}


def verb_word(verb: str) -> str:
    """What was done; a verb without words of its own is said as it is kept."""
    said = VERBS.get(verb)
    return str(said) if said else verb.replace("_", " ")


class LogWords:
    """Says lines of a log in a zone; ``weeks`` maps prompt ids to weeks, ``courses`` course ids to
    their codes, where the log is that of the site.
    """

    def __init__(
        self, weeks: Mapping[int, int], zone: tzinfo, courses: Mapping[int, str] | None = None
    ) -> None:
        self.weeks = weeks
        self.zone = zone
        self.courses = courses or {}

    def verb(self, line: LogLine) -> str:
        """What was done; a verb without words of its own is said as it is kept."""
        return verb_word(line.activity.verb)

    def week(self, line: LogLine) -> int | None:
        """The week it belongs to."""
        return self.weeks.get(line.activity.prompt_id or 0)

    def course(self, line: LogLine) -> str:
        """The code of the course it belongs to; "" for none, and in a course's own log."""
        return self.courses.get(line.activity.course_id or 0, "")

    def change(self, line: LogLine) -> str:
        """From what to what, where the line says so."""
        detail = line.activity.detail or {}
        say = _CHANGES.get(line.activity.verb)
        return say(self, detail) if say else ""

    def time_change(self, detail: Mapping[str, Any]) -> str:
        """A due time before and after."""
        kind = str(_KINDS.get(detail.get("kind", ""), ""))
        opens = detail.get("kind") == "opens"
        before, after = (self._at(detail.get(name), opens) for name in ("before", "after"))
        if before and after:
            return _(
                "%(what)s: %(after)s, before %(before)s", what=kind, after=after, before=before
            )
        return _("%(what)s: %(when)s", what=kind, when=after or before)

    def _at(self, text: Any, opens: bool) -> str:
        if not text:
            return ""
        at = datetime.fromisoformat(str(text))
        return clock(at if opens else last_minute(at), self.zone)

    def weights(self, detail: Mapping[str, Any]) -> str:
        """What weeks weighed and weigh, and how many of the lowest are dropped."""
        said = []
        for week, weights in detail.get("weights", {}).items():
            before, after = (points(Decimal(weight)) for weight in weights)
            said.append(
                _(
                    "Week %(week)s: %(after)s, before %(before)s",
                    week=week,
                    before=before,
                    after=after,
                )
            )
        if "drop_lowest" in detail:
            before, after = detail["drop_lowest"]
            said.append(
                _("Lowest dropped: %(after)s, before %(before)s", before=before, after=after)
            )
        return "; ".join(said)

    def name_change(self, detail: Mapping[str, Any]) -> str:
        """A name before and after."""
        return _("from “%(before)s” to “%(after)s”", before=detail["before"], after=detail["after"])

    def name(self, detail: Mapping[str, Any]) -> str:
        """The name of what was made."""
        return str(detail.get("name", ""))

    def total(self, detail: Mapping[str, Any]) -> str:
        """A total set by hand, what it was before, and why."""
        return _(
            "%(after)s instead of %(before)s: %(reason)s",
            after=points(Decimal(str(detail["after"]))),
            before=points(Decimal(str(detail["before"]))),
            reason=detail["reason"],
        )

    def moves(self, detail: Mapping[str, Any]) -> str:
        """The weeks whose times had moved."""
        weeks = sorted({self.weeks.get(move.prompt_id, 0) for move in moves_in(detail)} - {0})
        return _("weeks: %(weeks)s", weeks=", ".join(map(str, weeks))) if weeks else ""

    def lines(self, detail: Mapping[str, Any]) -> str:
        """The form of a file of the log, and how many lines are in it."""
        number = detail.get("lines", 0)
        lines = ngettext("%(num)d line", "%(num)d lines", number)
        return _("%(form)s, %(lines)s", form=detail.get("form", ""), lines=lines)

    def export(self, detail: Mapping[str, Any]) -> str:
        """The form of a file that was taken, and how many students are in it."""
        number = detail.get("students", 0)
        students = ngettext("%(num)d student", "%(num)d students", number)
        return _("%(form)s, %(students)s", form=detail.get("form", ""), students=students)

    def role(self, detail: Mapping[str, Any]) -> str:
        """A role before and after."""
        before, after = (detail.get(key) or {} for key in ("before", "after"))
        said = [role_word(side["role"]) for side in (before, after) if "role" in side]
        if len(said) == 2 and said[0] != said[1]:
            return _("from %(before)s to %(after)s", before=said[0], after=said[1])
        return said[-1] if said else ""

    def roster(self, detail: Mapping[str, Any]) -> str:
        """How many people a roster file brought, moved and took out."""
        said = [
            (detail.get("joined", 0) + detail.get("returned", 0), _("%(n)s enrolled")),
            (detail.get("moved", 0), _("%(n)s in another section")),
            (detail.get("ended", 0), _("%(n)s taken out")),
        ]
        return ", ".join(words % {"n": number} for number, words in said if number)

    def release(self, detail: Mapping[str, Any]) -> str:
        """How many grades a release let out, and how many a planned one left out."""
        number = detail.get("students", 0)
        said = [ngettext("%(num)d grade", "%(num)d grades", number)] if number else []
        if changed := detail.get("changed", 0):
            said.append(_("%(n)s of them changed", n=changed))
        if detail.get("planned"):
            said.append(_("as planned"))
        if detail.get("outcome") in LAPSES:
            said.append(str(LAPSES[detail["outcome"]]))
        if incomplete := detail.get("incomplete", 0):
            said.append(_("%(n)s without a complete grade left out", n=incomplete))
        if without_note := detail.get("without_note", 0):
            said.append(_("%(n)s changed without a note left out", n=without_note))
        return ", ".join(said)

    def plan(self, detail: Mapping[str, Any]) -> str:
        """When a release is planned, and whose."""
        number = detail.get("students", 0)
        whose = {
            "section": detail.get("name") or _("a section"),
            "group": detail.get("name") or _("a group"),
            "students": ngettext("%(num)d student", "%(num)d students", number),
        }.get(detail.get("part", ""), _("everybody"))
        when, before = (
            clock(datetime.fromisoformat(str(at)), self.zone) if at else ""
            for at in (detail.get("at"), detail.get("before"))
        )
        if before and before != when:
            return _(
                "%(when)s, before %(before)s: %(whose)s", when=when, before=before, whose=whose
            )
        return _("%(when)s: %(whose)s", when=when, whose=whose)

    def texts(self, detail: Mapping[str, Any]) -> str:
        """The names of texts and settings that changed."""
        names = dict.fromkeys([*detail.get("texts", ()), *detail.get("after", {})])
        said = ", ".join(str(NAMES.get(name, name.replace("_", " "))) for name in names)
        if detail.get(FOR_EVERYONE):
            return _("%(what)s, for those too who had begun", what=said)
        return said


_CHANGES: dict[str, Callable[[LogWords, Mapping[str, Any]], str]] = {
    **admin_words.CHANGES,
    **sites_words.CHANGES,
    "archive_exported": LogWords.export,
    "canvas_filled": LogWords.export,
    "course_changed": LogWords.texts,
    "due_time_set": LogWords.time_change,
    "enrolled": LogWords.role,
    "enrollment_changed": LogWords.role,
    "enrollment_ended": LogWords.role,
    "evidence_exported": LogWords.export,
    "extension_ended": LogWords.time_change,
    "extension_given": LogWords.time_change,
    "grades_released": LogWords.release,
    "group_created": LogWords.name,
    "group_set_created": LogWords.name,
    "planned_release_cancelled": LogWords.plan,
    "planned_release_changed": LogWords.plan,
    "planned_release_lapsed": LogWords.release,
    "gradebook_exported": LogWords.export,
    "log_exported": LogWords.lines,
    "moves_told": LogWords.moves,
    "moodle_exported": LogWords.export,
    "prompt_changed": LogWords.texts,
    "release_planned": LogWords.plan,
    "roster_imported": LogWords.roster,
    "schedule_changed": LogWords.texts,
    "section_created": LogWords.name,
    "section_renamed": LogWords.name_change,
    "prompt_started_from": LogWords.name,
    "template_deleted": LogWords.name,
    "template_renamed": LogWords.name_change,
    "template_saved": LogWords.name,
    "template_shared": LogWords.name,
    "template_unshared": LogWords.name,
    "terms_set": LogWords.texts,
    "total_overridden": LogWords.total,
    "weights_set": LogWords.weights,
}
