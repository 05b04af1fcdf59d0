"""What notifications say, in plain text, for the list, the mail and the digest alike.

No text that somebody wrote stands in them but the reason of who hid a post, which is written to
its author. ``translate`` turns a sentence into the receiver's language, ``clock`` says an instant
in the course's zone, ``city`` that zone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from forum.notifications import kinds
from forum.notifications.moves import OwnMove
from forum.notifications.views import View

Translate = Callable[[str], str]
#: Says an instant in a zone; with ``seconds=True`` to the second.
Clock = Callable[..., str]

#: A due instant is the first late one; people know the minute before it.
MINUTE = timedelta(minutes=1)

#: The kinds as the page of preferences names them.
NAMES = {
    "response": "Answers to me",
    "eligible": "A colleague I can respond to, while I wait for one",
    "due": "Something that is not done, a day before it is due or when the staff reminds me",
    "grade": "A grade is released or changed",
    "answer": "My question about a finding or a check is answered",
    "hidden": "A post of mine is hidden",
    "extension": "An extension is given or ended",
    "moved": "Times of a week are moved and my instructor tells the class",
    "declined": "My request for an extension is declined",
    "enrolled": "I am enrolled in a course",
    "receipt": "Receipts for what I publish",
    "ready": "A week is ready to grade",
    "question": "A student asks about a finding or a check",
    "asked": "A student asks for an extension",
    "scarce": "Students have nobody to respond to",
    "planned": "A planned release has happened",
}
#: Why a mail of each kind was sent.
REASONS = {
    "response": "because somebody answered you",
    "eligible": "because you were waiting for a colleague whose post you can respond to",
    "due": "because something that is asked of you is not done and can still be done",
    "grade": "because a grade of yours was released or changed",
    "answer": "because you asked about a finding or a check",
    "hidden": "because a post of yours was hidden",
    "extension": "because your own due time has changed",
    "moved": "because times were moved and your instructor wanted the class to know",
    "declined": "because you asked for an extension",
    "enrolled": "because you were enrolled in a course",
    "receipt": "because you published something; it is your receipt",
    "ready": "because you grade in this course and a week is ready",
    "question": "because you grade in this course and a student asked about a finding or a check",
    "asked": "because you give extensions in this course and a student asked for one",
    "scarce": "because you teach this course and students wait for somebody to respond to",
    "planned": "because you grade in this course and a release was planned",
}
#: Kinds whose sentences hold a time.
_TIMED = {"due", "extension", "moved", "receipt"}
_CHECKPOINTS = {"T1": "your post", "T2": "your responses", "close": "the close"}
_TIMES = {
    "opens": "it opens {at}",
    "T1": "your post is due {at}",
    "T2": "your responses are due {at}",
    "close": "it closes {at}",
}


@dataclass(frozen=True)
class Words:
    """Says notifications to one receiver."""

    translate: Translate
    clock: Clock
    city: Callable[[tzinfo], str]

    def headline(self, view: View) -> str:
        """One sentence: who did what, or what is to be done."""
        return _SENTENCES[view.kind](self, view)

    def headline_of(self, views: Sequence[View]) -> str:
        """One sentence for several of one kind under one week."""
        if len(views) == 1:
            return self.headline(views[0])
        names = list(dict.fromkeys(view.actor_name for view in views if view.actor_name))
        say = _SENTENCES_OF_MANY.get(views[0].kind)
        return say(self, views, names) if say else self.headline(views[0])

    def subject_of(self, views: Sequence[View]) -> str:
        """The subject of a mail about several of one kind under one week."""
        say = _SUBJECTS.get(views[0].kind)
        said = (say(self, views) if say else self.headline_of(views)).rstrip(".")
        if views[0].prompt is None:
            return said
        return self.say("{what} (week {week})", what=said, week=views[0].prompt.week)

    def place(self, view: View) -> str:
        """Where it happened: "SOWK 510, week 6: Developing alliances"."""
        if view.prompt is None:
            return self.say("{code}: {title}", code=view.course.code, title=view.course.title)
        return self.say(
            "{code}, week {week}: {title}",
            code=view.course.code,
            week=view.prompt.week,
            title=view.prompt.title,
        )

    def zone_note(self, views: Sequence[View]) -> str:
        """In which zone the times of these are said; "" where they say none, or several zones'."""
        zones = {view.course.zone_name: view.course.zone for view in views if view.kind in _TIMED}
        if len(zones) != 1:
            return ""
        (zone,) = zones.values()
        return self.say("Times are for {city}.", city=self.city(zone))

    def name(self, kind: str) -> str:
        """A kind as the page of preferences names it."""
        return self.translate(NAMES[kind])

    def reason(self, kind: str) -> str:
        """Why a mail was sent: "because somebody answered you"."""
        return self.translate(REASONS[kind])

    def say(self, text: str, **values: object) -> str:
        """A sentence in the receiver's language, with its values."""
        return self.translate(text).format(**values)

    def move(self, move: OwnMove, zone: tzinfo) -> str:
        """What a time that moved is now for the receiver, and what it was."""
        lasts = timedelta(0) if move.kind == "opens" else MINUTE
        what = self.say(_TIMES[move.kind], at=self.clock(move.due_at - lasts, zone))
        if not move.is_new:
            return self.say("{what}, as before", what=what)
        before = self.clock(move.before - lasts, zone)
        return self.say("{what}, instead of {before}", what=what, before=before)

    def moves_by_week(self, view: View) -> list[str]:
        """The times that moved, a sentence for each week; none where one sentence says them all."""
        weeks = _by_week(view)
        if len(weeks) < 2:
            return []
        return [
            self.say("Week {week}, {title}: {moves}.", week=week, title=moves[0].title, moves=said)
            for week, moves in weeks.items()
            if (said := "; ".join(self.move(move, view.course.zone) for move in moves))
        ]

    def due(self, view: View) -> str:
        """The minute by which something is due, in the course's zone."""
        if view.due_at is None:
            return ""
        return self.clock(view.due_at - MINUTE, view.course.zone)


def _response(words: Words, view: View) -> str:
    if not view.detail.get("to_own", True):
        return words.say("{name} replied under your post.", name=view.actor_name)
    if view.detail.get("is_reply"):
        return words.say("{name} replied to you.", name=view.actor_name)
    return words.say("{name} responded to you.", name=view.actor_name)


def _responses(words: Words, views: Sequence[View], names: Sequence[str]) -> str:
    if len(names) == 1:
        return words.say("{name} answered you {n} times.", name=names[0], n=len(views))
    if len(names) == 2:
        return words.say("{one} and {other} answered you.", one=names[0], other=names[1])
    return words.say(
        "{one}, {other} and {n} more answered you.", one=names[0], other=names[1], n=len(names) - 2
    )


def _eligible(words: Words, view: View) -> str:
    return words.say("{name} has posted: you can respond now.", name=view.actor_name)


def _due(words: Words, view: View) -> str:
    if view.detail.get("checkpoint") == "close":
        return words.say("Not done yet: late work is accepted until {at}.", at=words.due(view))
    what = words.translate(_CHECKPOINTS[str(view.detail.get("checkpoint", "T1"))])
    if view.due_at is None:
        return words.say("Due soon: {what}.", what=what)
    return words.say("Due {at}: {what}.", what=what, at=words.due(view))


def _grade(words: Words, view: View) -> str:
    if view.detail.get("changed"):
        return words.say("Your grade was changed; the reason stands beside it.")
    return words.say("Your grade is released.")


def _answer(words: Words, view: View) -> str:
    if view.detail.get("check"):
        return words.say("{name} answered your question about a check.", name=view.actor_name)
    return words.say("{name} answered your question about a finding.", name=view.actor_name)


def _hidden(words: Words, view: View) -> str:
    reason = view.post.hidden_reason if view.post else ""
    return words.say("{name} has hidden your post: {reason}", name=view.actor_name, reason=reason)


def _extension(words: Words, view: View) -> str:
    what = words.translate(_CHECKPOINTS.get(str(view.detail.get("checkpoint")), "your post"))
    if view.detail.get("ended"):
        return words.say(
            "Your extension was taken back ({what}): the class's time holds again.", what=what
        )
    return words.say("You have an extension for {what}: {at}.", what=what, at=words.due(view))


def _moved(words: Words, view: View) -> str:
    weeks = _by_week(view)
    if len(weeks) > 1:
        said = ", ".join(str(week) for week in weeks)
        return words.say(
            "{name} has moved times of weeks {weeks}.", name=view.actor_name, weeks=said
        )
    said = "; ".join(words.move(move, view.course.zone) for move in view.moves)
    if any(move.is_new for move in view.moves):
        return words.say("{name} has moved times: {moves}.", name=view.actor_name, moves=said)
    return words.say(
        "{name} has moved times of the class. For you {moves}.", name=view.actor_name, moves=said
    )


def _moved_again(words: Words, views: Sequence[View], _names: Sequence[str]) -> str:
    return words.say("Times have moved more than once.")


def _by_week(view: View) -> dict[int, list[OwnMove]]:
    weeks: dict[int, list[OwnMove]] = {}
    for move in view.moves:
        weeks.setdefault(move.week, []).append(move)
    return weeks


def _declined(words: Words, view: View) -> str:
    return words.say("{name} has declined your request for an extension.", name=view.actor_name)


def _enrolled(words: Words, view: View) -> str:
    return words.say("You are enrolled in {code}, {title}.", **_course(view))


def _receipt(words: Words, view: View) -> str:
    if view.post is None:
        return words.say("Published.")
    at = words.clock(view.post.published_at, view.course.zone, seconds=True)
    return words.say("Published {at}. Receipt {receipt}.", at=at, receipt=view.post.receipt)


def _receipts(words: Words, views: Sequence[View], _names: Sequence[str]) -> str:
    return " ".join(_receipt(words, view) for view in views)


def _ready(words: Words, view: View) -> str:
    return words.say("Everything is due by now: the week is ready to grade.")


def _question(words: Words, view: View) -> str:
    if view.detail.get("check"):
        return words.say("{name} asks about a check.", name=view.actor_name)
    return words.say("{name} asks about a finding.", name=view.actor_name)


def _questions(words: Words, views: Sequence[View], names: Sequence[str]) -> str:
    return words.say("{n} questions wait for an answer.", n=len(views))


def _asked(words: Words, view: View) -> str:
    return words.say("{name} asks for an extension.", name=view.actor_name)


def _asked_by_many(words: Words, views: Sequence[View], names: Sequence[str]) -> str:
    return words.say("{n} students ask for an extension.", n=len(views))


def _scarce(words: Words, view: View) -> str:
    return words.say(
        "Students who have posted and found nobody to respond to: {n}.",
        n=view.detail.get("count", 0),
    )


def _planned(words: Words, view: View) -> str:
    outcome, released = view.detail.get("outcome"), view.detail.get("released", 0)
    if outcome == "archived":
        return words.say("The planned release let nothing out: the course is in the archive.")
    if outcome == "not_allowed":
        return words.say("The planned release let nothing out: who planned it may not release now.")
    said = words.say("The planned release has happened. Grades released: {n}.", n=released)
    if incomplete := view.detail.get("incomplete", 0):
        said += " " + words.say("Left out, no complete grade: {n}.", n=incomplete)
    if without_note := view.detail.get("without_note", 0):
        said += " " + words.say("Left out, changed without a note: {n}.", n=without_note)
    return said


def _course(view: View) -> dict[str, object]:
    return {"code": view.course.code, "title": view.course.title}


_SENTENCES: dict[str, Callable[[Words, View], str]] = {
    kinds.RESPONSE.name: _response,
    kinds.ELIGIBLE.name: _eligible,
    kinds.DUE.name: _due,
    kinds.GRADE.name: _grade,
    kinds.ANSWER.name: _answer,
    kinds.HIDDEN.name: _hidden,
    kinds.EXTENSION.name: _extension,
    kinds.MOVED.name: _moved,
    kinds.DECLINED.name: _declined,
    kinds.ENROLLED.name: _enrolled,
    kinds.RECEIPT.name: _receipt,
    kinds.READY.name: _ready,
    kinds.QUESTION.name: _question,
    kinds.ASKED.name: _asked,
    kinds.SCARCE.name: _scarce,
    kinds.PLANNED.name: _planned,
}
_SENTENCES_OF_MANY: dict[str, Callable[[Words, Sequence[View], Sequence[str]], str]] = {
    kinds.RESPONSE.name: _responses,
    kinds.MOVED.name: _moved_again,
    kinds.RECEIPT.name: _receipts,
    kinds.QUESTION.name: _questions,
    kinds.ASKED.name: _asked_by_many,
}


def _subject_of_receipts(words: Words, views: Sequence[View]) -> str:
    if len(views) > 1 or views[0].post is None:
        return words.say("{n} receipts", n=len(views))
    return words.say("Receipt {receipt}", receipt=views[0].post.receipt)


def _subject_of_hidden(words: Words, views: Sequence[View]) -> str:
    return words.say("A post of yours is hidden")


def _subject_of_moved(words: Words, views: Sequence[View]) -> str:
    weeks = {move.week for view in views for move in view.moves}
    if len(weeks) > 1:
        return words.say("Times of {n} weeks have moved", n=len(weeks))
    return words.say("Times have moved")


def _subject_of_planned(words: Words, views: Sequence[View]) -> str:
    return words.say("A planned release has happened")


#: Subjects that are not the sentence itself.
_SUBJECTS: dict[str, Callable[[Words, Sequence[View]], str]] = {
    kinds.RECEIPT.name: _subject_of_receipts,
    kinds.HIDDEN.name: _subject_of_hidden,
    kinds.MOVED.name: _subject_of_moved,
    kinds.PLANNED.name: _subject_of_planned,
}
