"""What is said where a class is too small, and of talk: active days, answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forum.rules.sentences.base import Wording


class ClassWording(Wording):
    """Sentences about shortages, `active_days` and `answer_back`."""

    def nobody_there(self) -> str:
        """Nobody had posted at all."""
        return self._(
            "No colleague had posted in time to be answered, so no response is asked for."
        )

    def people_there(self, reach: int, different_site: bool, at: datetime) -> str:
        """How many colleagues could be answered; the beginning of a sentence."""
        if different_site:
            if not reach:
                text = "No colleague with a different site had posted by {at}"
                return self._(text, at=self.due(at))
            return self._many(
                "Only {n} colleague with a different site had posted by {at}",
                "Only {n} colleagues with a different site had posted by {at}",
                reach,
                at=self.due(at),
            )
        if not reach:
            return self._("No colleague had posted by {at}", at=self.due(at))
        return self._many(
            "Only {n} colleague had posted by {at}",
            "Only {n} colleagues had posted by {at}",
            reach,
            at=self.due(at),
        )

    def shortage(self, people: str, same_site: int, need: int, asked: int) -> str:
        """What follows from `people`: same-site responses that count too, a smaller need."""
        text = people
        if same_site:
            text += self._many(
                ", so {n} same-site response counts too",
                ", so {n} same-site responses count too",
                same_site,
            )
        if need == 0:
            text += self._(", so no response is asked for")
        elif need < asked:
            text += self._many(
                "; {n} of the {asked} responses is asked for",
                "; {n} of the {asked} responses are asked for",
                need,
                asked=asked,
            )
        return self._("{text}.", text=text)

    def shortage_for_instructor(self, people: str) -> str:
        """The prompt leaves a shortage to the instructor."""
        return self._("{people}; the instructor will decide.", people=people)

    def outlook(self, reach: int, different_site: bool, at: datetime, fallback: str) -> str:
        """Before the pool is taken: what will happen if nobody else posts."""
        if different_site:
            so_far = self._many(
                "{n} colleague with a different site has posted so far",
                "{n} colleagues with a different site have posted so far",
                reach,
            )
        else:
            so_far = self._many(
                "{n} colleague has posted so far", "{n} colleagues have posted so far", reach
            )
        if fallback == "instructor":
            text = "{so_far}; if that is still so on {at}, the instructor will decide."
        elif fallback == "waive" or not different_site:
            text = "{so_far}; if that is still so on {at}, fewer responses will be asked for."
        else:
            text = (
                "{so_far}; if that is still so on {at}, a response to the same site will count too."
            )
        return self._(text, so_far=so_far, at=self.due(at))

    def active_days(self, have: int, need: int, days: Sequence[datetime]) -> str:
        """The days that count."""
        text = self._many(
            "Posted on {n} day of the {need} asked for",
            "Posted on {n} days of the {need} asked for",
            have,
            need=need,
        )
        if days:
            listed = ", ".join(self.day(day) for day in days)
            text = self._("{text}: {list}", text=text, list=listed)
        return self._("{text}.", text=text)

    def answers(self, have: int, need: int, answered: Sequence[tuple[str, int]]) -> str:
        """The colleagues who wrote and were answered (name, days late)."""
        text = self._(
            "Colleagues who wrote and were answered: {have} of {need}.", have=have, need=need
        )
        if not answered:
            return text
        names = (
            self._("{name}, {late}", name=name, late=self.days_late(days)) if days else name
            for name, days in answered
        )
        apart = "; " if any(days for _, days in answered) else ", "
        return self._("{text} {list}.", text=text, list=apart.join(names))

    def nobody_wrote(self, final: bool) -> str:
        """Nothing to answer; `final` once later writers no longer matter."""
        if final:
            return self._("No colleague had written in time, so no answer is asked for.")
        return self._("No colleague has written yet, so no answer is asked for so far.")
