"""From an empty installation to a published course of twelve weeks, and on to the next term.

What a person does on the way is counted (`Hands`): the figures are part of what is asserted.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import expect

from forum.database import utc_now
from tests.journeys import roster_file
from tests.journeys.forum import Forum, serving_nothing
from tests.journeys.hands import Hands
from tests.journeys.people import Person, heading
from tests.support.postbox import links_of

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]

GUIDE = Path(__file__).parents[2] / "docs" / "operator-guide.md"
PHRASE = "vivid otters climb"
_TODAY = utc_now().date()
#: The tasks that make a course of twelve weeks from a template.
SETTING_UP = ("the course", "the pattern", "the weeks", "publishing")
#: The Monday after next, so that everything of the term lies ahead.
START = _TODAY + timedelta(days=14 - _TODAY.weekday())


def said(day: date) -> str:
    """A day as the pages write it."""
    return f"{day:%a} {day.day} {day:%b}"


#: Thursday of week 2, when posts are due, and the Monday of a week without class.
HOLIDAY = START + timedelta(days=10)
BREAK = START + timedelta(weeks=8)
SITES = (
    ("Polaris Project", "polarisproject.org"),
    ("Love146", "love146.org"),
    ("GEMS", "gems-girls.org"),
)
OWN_SITE = "Students may bring a site of their own"
#: What is chosen and typed in week 2 by mistake, field by field.
WRONG_CHOICES = {
    "Who talks with whom": "Tens",
    "Opens on": said(HOLIDAY + timedelta(days=1)),
    "Responses due on": said(HOLIDAY - timedelta(days=1)),
    "Closes on": said(HOLIDAY - timedelta(days=2)),
}
WRONG_FIELDS = {
    "What students are asked": "Write by Thursday, that is {{post_du}}.",
    "Students per site at most": "4",
    "Number of colleagues": "12",
    "Points of this week": "90",
    "Posts due at": "00:00",
}
#: What is put in its place.
RIGHT_CHOICES = {
    "Opens on": said(HOLIDAY - timedelta(days=3)),
    "Responses due on": said(HOLIDAY + timedelta(days=2)),
    "Closes on": f"{said(HOLIDAY + timedelta(days=5))}, after this week",
}
RIGHT_FIELDS = {
    "What students are asked": "Write by {{post_due}}.",
    "Students per site at most": "",
    "Number of colleagues": "2",
    "Points of this week": "100",
    "Posts due at": "23:59",
}
#: What is said of it: what no student could meet, and what is doubtful.
BLOCKING = (
    "Not everybody can respond to 12 colleagues: the smallest group has 9 other students.",
    "It opens after the posts are due.",
    "Responses are due before the posts are.",
    "It closes before the responses are due.",
)
DOUBTFUL = (
    "The rubric adds up to 100 points, the week has 90.",
    "{{post_du}} means nothing here.",
    "The text says “Thursday”, when posts are due. Make this follow the schedule?",
    "Only 1 site is listed.",
    "The listed sites have 4 places for 10 students.",
    "Due at 12:00 am, as the day begins. Do you mean 11:59 pm the day before?",
    "Due on a holiday: Founders' Day. Do you mean the day before?",
)
NEXT = START + timedelta(weeks=30)


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    """An installation with nothing in it."""
    with serving_nothing(tmp_path) as running:
        yield running


def operate(forum: Forum, command: str, typed: str = "") -> str:
    """Give the command that the operator's guide has, in its words; what it answers."""
    lines = GUIDE.read_text().splitlines()
    given = next(line for line in lines if line.startswith(f"    flask --app wsgi {command}"))
    return run(forum, shlex.split(given)[3:], typed)


def run(forum: Forum, arguments: list[str], typed: str = "") -> str:
    """Run a command of the installation; what it answers."""
    answer = forum.app.test_cli_runner().invoke(args=arguments, input=typed)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_term_from_nothing_to_the_next_one(
    forum: Forum, person: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    operate(forum, "db upgrade")
    assert "is a site admin" in operate(forum, "admin create", f"{PHRASE}\n")

    admin = person()
    hands = Hands(admin.go("/"))
    sign_in(hands, "you@example.org")
    make_course(hands)
    set_pattern(hands)
    make_weeks(hands)
    bring_roster(hands, forum)
    make_groups(hands)
    see_all_checks(hands)
    admin.forgive("422")
    publish_weeks(hands)
    look_as_a_student(hands)
    copy_to_the_next_term(hands)
    come_in_by_the_mail(forum, person())

    done = {task: hands.done[task] for task in SETTING_UP}
    with capsys.disabled():
        print(f"\n{sum(done.values())} actions to set up twelve weeks: {done}")
    assert sum(done.values()) <= 48


def sign_in(hands: Hands, address: str) -> None:
    hands.fill("E-mail address", address)
    hands.fill("Password", PHRASE)
    hands.press("Sign in")
    heading(hands.page, "Hello, ")


def make_course(hands: Hands) -> None:
    hands.task = "the course"
    hands.follow("Make a course")
    expect(hands.page.get_by_role("heading", name="No courses yet")).to_be_visible()
    hands.follow("New course")
    hands.fill("Code", "SOWK 620")
    hands.fill("Title", "Practice with groups")
    hands.fill("Name of the new term", "This term")
    hands.choose("Time zone", "America/Chicago")
    hands.fill("First day of week 1", START)
    hands.press("Make the course")
    expect(hands.page.locator("#flash")).to_contain_text("SOWK 620 is there.")


def set_pattern(hands: Hands) -> None:
    """Posts on Thursdays and responses on Sundays, a week without class, a holiday in week 2."""
    hands.task = "the pattern"
    hands.follow("Set-up")
    hands.unfold("Change the pattern")
    hands.choose("Posts due on", "Thursday")
    hands.tick(f"Week of {said(BREAK)}")
    hands.fill("Date", HOLIDAY, "#holidays")
    hands.fill("Name", "Founders' Day", "#holidays")
    hands.press("Show what moves")
    hands.press("Apply")


def make_weeks(hands: Hands) -> None:
    hands.task = "the weeks"
    hands.follow("Set up week 1")
    hands.press("Set up as a draft")
    heading(hands.page, "Set up: Developing alliances")
    for name, address in SITES:
        hands.press("Add a site")
        hands.fill("Name", name, "#new_sites-last")
        hands.fill("Address", address, "#new_sites-last")
    hands.press("Save")
    hands.follow("Keep as a template")
    hands.fill("Name of the template", "Our week")
    hands.press("Keep the template")
    hands.follow("Set-up")
    hands.follow("Set up all 11 weeks without a discussion")
    hands.choose("Start from", "Our week")
    hands.press("Set up as a draft")
    expect(hands.page.locator("#flash")).to_contain_text("11 weeks are set up.")


def bring_roster(hands: Hands, forum: Forum) -> None:
    hands.task = "the roster"
    hands.follow("People")
    hands.follow("Roster by file")
    hands.bring("Roster", "roster.csv", roster_file.many(300))
    hands.press("See what would change")
    hands.press("Carry it out")
    heading(hands.page, "Carried out")
    # That page renews itself while mails leave; nobody stays on it here.
    hands.follow("To the people")
    assert "given up: 0." in run(forum, ["worker", "--once"])


def make_groups(hands: Hands) -> None:
    hands.task = "the groups"
    hands.follow("Groups and sections")
    hands.fill("Name", "Tens")
    hands.fill("Groups", "\n".join(f"Group {n}" for n in range(1, 31)))
    hands.press("Make the groups")
    hands.press("Propose")
    hands.press("Save the groups")


def publish_weeks(hands: Hands) -> None:
    hands.task = "publishing"
    hands.follow("Set-up")
    for week in range(1, 13):
        hands.press_for("Publish", f"week {week}")
        expect(hands.page.locator("#flash")).to_contain_text(f"Week {week} is published.")


def see_all_checks(hands: Hands) -> None:
    """Set week 2 as wrongly as it goes, read what is said of it, and mend it."""
    hands.task = "a mistake, and its repair"
    hands.follow("Set-up")
    expect(hands.page.locator("#week-2")).to_contain_text("Due on a holiday: Founders' Day.")
    hands.follow("Week 2")
    for label, words in WRONG_CHOICES.items():
        hands.choose(label, words)
    for label, value in WRONG_FIELDS.items():
        hands.fill(label, value)
    for name, _address in SITES[1:]:
        hands.untick(name)
    hands.untick(OWN_SITE)
    hands.press("Save and publish")
    problems = hands.page.locator("#problems")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text("Not published yet; what you typed is saved")
    for sentence in BLOCKING:
        expect(problems).to_contain_text(sentence)
    for sentence in DOUBTFUL:
        expect(hands.main).to_contain_text(sentence)
        expect(problems).not_to_contain_text(sentence)

    hands.press("Use {{post_due}}")
    asked = "What students are asked"
    expect(hands.main.get_by_label(asked)).to_have_value(
        "Write by {{post_due}}, that is {{post_du}}."
    )
    for label, words in RIGHT_CHOICES.items():
        hands.choose(label, words)
    for label, value in RIGHT_FIELDS.items():
        hands.fill(label, value)
    for name, _address in SITES[1:]:
        hands.tick(name)
    hands.tick(OWN_SITE)
    hands.press("Save")
    expect(hands.main).to_contain_text("1 thing to look at")
    expect(hands.main).to_contain_text(DOUBTFUL[-1])


def look_as_a_student(hands: Hands) -> None:
    hands.task = "the preview"
    hands.follow("Set-up")
    hands.follow("Week 3")
    hands.follow("See it as a student")
    heading(hands.page, "Week 3")
    expect(hands.page.get_by_text("Preview: nothing here is kept.")).to_be_visible()
    hands.follow("Leave preview")
    heading(hands.page, "Set up: Week 3")


def copy_to_the_next_term(hands: Hands) -> None:
    """Monday of the new term is the Monday of the old one; a holiday falls on a due day again."""
    hands.task = "the next term"
    hands.page.locator("summary").filter(has_text="Account").click()
    hands.follow("Administration")
    hands.follow("Copy")
    hands.fill("Name of the new term", "Next term")
    hands.fill("First day of week 1", NEXT)
    hands.fill("Holidays", f"{NEXT + timedelta(days=3)} Labour Day")
    hands.press("Show old and new dates")
    heading(hands.page, "Old and new dates")
    first = hands.main.locator("tbody tr").first
    expect(first).to_contain_text(f"Posts due {said(START + timedelta(days=3))}")
    expect(first).to_contain_text(f"Posts due {said(NEXT + timedelta(days=3))}")
    expect(first).to_contain_text("Due on a holiday: Labour Day.")
    hands.press("Make the copy, unpublished")
    heading(hands.page, "The copy")
    expect(hands.main).to_contain_text("12 weeks, as drafts")
    hands.follow("Schedule")
    expect(hands.main.get_by_text("Draft, not published")).to_have_count(12)
    expect(
        hands.main.get_by_label("Posts due, week 1, day").locator("option:checked")
    ).to_have_text(said(NEXT + timedelta(days=3)))


def come_in_by_the_mail(forum: Forum, student: Person) -> None:
    """One of the three hundred chooses a password and finds the course, with its first week."""
    guest = Hands(student.go(invitation(forum, "student7@example.org")))
    guest.fill("New password", PHRASE)
    guest.fill("The same again", PHRASE)
    guest.press("Set password")
    sign_in(guest, "student7@example.org")
    expect(guest.main).to_contain_text("SOWK 620, Practice with groups")
    expect(guest.main.get_by_role("heading", name="Developing alliances")).to_be_visible()
    guest.follow("SOWK 620, Practice with groups")
    guest.follow("People")
    expect(guest.main).to_contain_text("Given9 Family9")
    expect(guest.main).not_to_contain_text("Given10 Family10")  # of the other section


def invitation(forum: Forum, address: str) -> str:
    """The link in the mail that somebody got."""
    for path in Path(forum.app.config["MAIL_FOLDER"]).glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        if address in mail["To"]:
            return next(link for link in links_of(mail) if "/invitation/" in link)
    raise AssertionError(f"no mail to {address}")
