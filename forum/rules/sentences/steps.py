"""What can be done next, and what all requirements share."""

from __future__ import annotations

from datetime import datetime

from forum.rules.facts import Status
from forum.rules.sentences.base import Wording


class StepWording(Wording):
    """Next steps of the student; terms, leaving, an instructor's setting."""

    def not_asked(self, requirement: str) -> str:
        """The prompt does not ask for it."""
        return self._(NOT_ASKED[requirement])

    def old_rules(self, since: datetime | None) -> str:
        """Earlier terms are better: those of the beginning, or those in force from `since`."""
        if since is None:
            return self._("Judged by the rules in force when this student began.")
        return self._("Judged by the rules in force from {at}.", at=self.time(since))

    def left(self) -> str:
        """The student is no longer in the course."""
        return self._("This student has left the course; nothing is asked for.")

    def setting(self, sentence: str, status: Status, reason: str) -> str:
        """An instructor's setting, after what the rules found."""
        text = "{sentence} Set to “{status}” by the instructor: {reason}"
        return self._(text, sentence=sentence, status=self._(status), reason=reason)

    def step(self, what: str, due_at: datetime) -> str:
        """Something to do by the due time."""
        return self._("{what} by {at}.", what=what, at=self.due(due_at))

    def late_step(self, what: str, closes_at: datetime) -> str:
        """Something that can still be done late."""
        text = "{what}; late work is accepted until {at}."
        return self._(text, what=what, at=self.due(closes_at))

    def closed_step(self) -> str:
        """Nothing can be done any more."""
        return self._(
            "The discussion has closed. "
            "Ask your instructor if something prevented you from taking part."
        )

    def publish(self) -> str:
        """Step for the initial post."""
        return self._("Publish your initial post")

    def restore(self) -> str:
        """Step for a withdrawn initial post."""
        return self._("Restore it to count again; its original time is kept.")

    def ask_about_hidden(self) -> str:
        """Step for a hidden initial post."""
        return self._(
            "Your instructor has hidden this post; "
            "read the note beside it, or write to your instructor."
        )

    def name_site(self) -> str:
        """Step for the site."""
        return self._("Name the site you visited")

    def complete_parts(self) -> str:
        """Step for the parts."""
        return self._("Complete the missing parts")

    def add_references(self, missing: int, cited: bool) -> str:
        """Step for the references."""
        if cited:
            return self._many(
                "List {n} more reference and cite it in the text",
                "List {n} more references and cite them in the text",
                missing,
            )
        return self._many("List {n} more reference", "List {n} more references", missing)

    def respond(self, missing: int, different_site: bool) -> str:
        """Step for the responses."""
        if different_site:
            return self._many(
                "Respond to {n} more colleague who visited a different site",
                "Respond to {n} more colleagues who visited a different site",
                missing,
            )
        return self._many(
            "Respond to {n} more colleague", "Respond to {n} more colleagues", missing
        )

    def post_on_more_days(self, missing: int) -> str:
        """Step for the active days."""
        return self._many("Post on {n} more day", "Post on {n} more days", missing)

    def answer(self, missing: int) -> str:
        """Step for answering back."""
        return self._many(
            "Answer a colleague who replied to you",
            "Answer {n} colleagues who replied to you",
            missing,
        )


NOT_ASKED = {
    "initial_post": "No initial post is asked for.",
    "choice": "No site is asked for.",
    "parts": "No parts are asked for.",
    "references": "No references are asked for.",
    "responses": "No responses are asked for.",
    "active_days": "No active days are asked for.",
    "answer_back": "No answers are asked for.",
}
