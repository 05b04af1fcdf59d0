"""What the desk shows where there is less than usual: work on hold, nobody to respond to, no work,
a week in which nobody has written.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.activity.models import Activity
from forum.discussion.models import Draft, Post
from forum.participation.models import Setting
from tests.support.marking import GRADING_TIME, Marking
from tests.support.postbox import text_of
from tests.support.weeks import at, post_initial
from tests.web.test_grading import text


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week in which nobody has written yet."""
    return Marking(app, session, clock)


def number_of(desk, author) -> int:
    wanted = select(Post.number).where(Post.author_id == author.id, Post.kind == "initial")
    return desk.session.scalars(wanted).one()


# --- On hold -----------------------------------------------------------------------------------


def test_in_the_place_of_a_hidden_post_stands_the_reason_and_staff_may_open_it(desk):
    desk.write()
    path = f"grade/bea/posts/{number_of(desk, desk.bea)}/hiding"
    desk.send(desk.prof, path, reason="Names a client.")
    post = desk.see(desk.prof, "grade/bea").select_one(f"#p{number_of(desk, desk.bea)}")
    fold = next(row for row in post.select("details") if "Read the text" in text(row.summary))
    assert not fold.has_attr("open")
    assert "bee0" in text(fold)
    fold.extract()
    assert "Hidden. Names a client." in text(post)
    assert "bee0" not in text(post)


def test_a_response_on_hold_is_put_away_too_and_others_are_not(desk):
    desk.write()
    wanted = select(Post).where(Post.author_id == desk.bea.id, Post.kind == "response")
    response = desk.session.scalars(wanted).one()
    desk.send(desk.prof, f"grade/bea/posts/{response.number}/hiding", reason="Rude.")
    page = desk.see(desk.prof, "grade/bea")
    assert "Read the text" in text(page.select_one(f"#p{response.number}"))
    assert "Read the text" not in text(page.select_one(f"#p{number_of(desk, desk.bea)}"))


# --- Nobody to respond to ----------------------------------------------------------------------


def test_who_waits_is_shown_since_when_and_excused_in_one_press(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    desk.clock(at(4, "10:00"))
    row = desk.see(desk.prof, "grade/ana").select_one("#finding-responses")
    assert "Nobody to whom a response would count, at least since Tue 7 Oct, 10:00 am" in text(row)
    form = next(one for one in row.select("form") if "Excuse: nobody" in text(one))
    sent = {field["name"]: field["value"] for field in form.select("input")}
    assert desk.browser(desk.prof).post(form["action"], data=sent).status_code == 303
    setting = desk.session.scalars(select(Setting)).one()
    assert (setting.requirement, setting.status) == ("responses", "waived")
    assert setting.reason == "There was nobody to respond to."
    row = desk.see(desk.prof, "grade/ana").select_one("#finding-responses")
    assert "Excuse: nobody" not in text(row)


def test_who_can_respond_to_somebody_does_not_wait(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    post_initial(desk.session, desk.bea, desk.prompt, "Love146", now=at(2, "11:00"))
    desk.clock(at(4, "10:00"))
    row = text(desk.see(desk.prof, "grade/ana").select_one("#finding-responses"))
    assert "Nobody to whom" not in row


def test_an_assistant_without_that_trust_sees_the_waiting_and_no_excuse(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    desk.clock(at(4, "10:00"))
    row = text(desk.see(desk.tomas, "grade/ana").select_one("#finding-responses"))
    assert "Nobody to whom a response would count" in row
    assert "Excuse: nobody" not in row


# --- No work -----------------------------------------------------------------------------------


def draft(desk, student, words="one two three four canary") -> None:
    desk.session.add(
        Draft(
            user_id=student.id,
            prompt_id=desk.prompt.id,
            slot="initial",
            field="part-overview",
            text=words,
            begun_at=at(1, "20:10"),
            saved_at=at(1, "20:30"),
        )
    )
    desk.session.commit()


def card(page) -> str:
    found = page.select_one("[aria-labelledby=no-work]")
    return text(found) if found else ""


def test_somebody_without_work_has_a_draft_of_so_many_words_and_can_be_helped(desk):
    draft(desk, desk.cy)
    desk.clock(at(2, "10:00"))
    page = desk.see(desk.prof, "grade/cy")
    assert "Draft begun Mon 6 Oct, 8:10 pm (13 hours ago), 5 words." in text(page)
    assert "canary" not in str(page)
    assert "The initial post can still come in time, until Wed 8 Oct, 11:59 pm" in card(page)
    buttons = page.select("[aria-labelledby=no-work] .button")
    assert [text(one) for one in buttons] == [
        "Send reminder",
        "Excuse from this week",
        "Extension",
    ]


def test_extension_leads_to_its_form_unfolded(desk):
    page = desk.see(desk.prof, "grade/cy")
    link = next(one for one in page.select("a.button") if text(one) == "Extension")
    path, _, fold = link["href"].partition("#")
    there = BeautifulSoup(desk.browser(desk.prof).get(path).data, "html.parser")
    assert there.select_one(f"details#{fold}").has_attr("open")


def press(desk, user, words):
    """Press a button of the card of somebody without work."""
    forms = desk.see(user, "grade/cy").select("[aria-labelledby=no-work] form")
    form = next(one for one in forms if text(one.button).startswith(words))
    sent = {field["name"]: field["value"] for field in form.select("input[name]")}
    return desk.browser(user).post(form["action"], data=sent, follow_redirects=True)


def decided(desk, verb) -> list[str]:
    """What the log says was decided about Cy."""
    desk.session.rollback()
    wanted = select(Activity).where(Activity.verb == verb, Activity.subject_id == desk.cy.id)
    rows = desk.session.scalars(wanted.order_by(Activity.id)).all()
    return [row.detail["requirement"] for row in rows]


ASKED = ["initial_post", "choice", "parts", "responses"]


def test_one_press_excuses_from_all_that_is_asked_and_one_takes_it_back(desk):
    desk.write()
    assert "Cy is excused from this week." in press(desk, desk.prof, "Excuse").text
    assert decided(desk, "finding_set") == ASKED
    page = desk.see(desk.prof, "grade/cy")
    assert "Excused Wed 15 Oct" in card(page)
    assert "Excuse from this week" not in card(page)
    assert text(page.select_one("#finding-responses")).startswith("Responses that count Excused")
    assert "It leaves the total." in text(page.select_one("#rubric"))
    theirs = text(desk.see(desk.cy, "w/1"))
    assert "Excused from this week." in theirs

    assert "The excuse is taken back" in press(desk, desk.prof, "Undo the excuse").text
    assert decided(desk, "finding_setting_withdrawn") == ASKED
    page = desk.see(desk.prof, "grade/cy")
    assert "Excuse from this week" in card(page)
    assert "Not done" in text(page.select_one("#finding-responses"))


def test_pressed_twice_both_ways_decides_once(desk):
    desk.write()
    browser = desk.browser(desk.prof)
    for _ in range(2):
        answer = browser.post(desk.path("grade/cy/excuse"), follow_redirects=True)
    assert "There is nothing left to excuse Cy from." in answer.text
    assert decided(desk, "finding_set") == ASKED
    wanted = select(Setting.set_at).where(Setting.requirement == "parts")
    sent = {"at": desk.session.scalars(wanted).one().isoformat()}
    for _ in range(2):
        path = desk.path("grade/cy/excuse/withdrawal")
        answer = desk.browser(desk.prof).post(path, data=sent, follow_redirects=True)
    assert "There is nothing left to take back." in answer.text
    assert decided(desk, "finding_setting_withdrawn") == ASKED


@pytest.mark.parametrize("at_what", ["", "soon", "2025-10-15T10:00:00"])
def test_an_excuse_of_no_instant_is_not_taken_back(desk, at_what):
    press(desk, desk.prof, "Excuse")
    desk.send(desk.prof, "grade/cy/excuse/withdrawal", at=at_what)
    assert decided(desk, "finding_setting_withdrawn") == []


def test_what_somebody_decided_otherwise_is_not_overruled_by_an_excuse(desk):
    desk.send(
        desk.prof, "grade/cy/settings", requirement="responses", status="unmet", reason="Copied."
    )
    assert "Excuse from this week" not in card(desk.see(desk.prof, "grade/cy"))
    desk.send(desk.prof, "grade/cy/excuse")
    assert decided(desk, "finding_set") == ["responses"]


def test_the_undo_of_an_excuse_leaves_what_was_decided_since(desk):
    desk.write()
    press(desk, desk.prof, "Excuse")
    desk.clock(GRADING_TIME + timedelta(minutes=1))
    desk.send(
        desk.prof, "grade/cy/settings", requirement="responses", status="unmet", reason="Copied."
    )
    press(desk, desk.prof, "Undo the excuse")
    page = desk.see(desk.prof, "grade/cy")
    assert "Copied." in text(page.select_one("#finding-responses"))
    assert "No initial post has been published." in text(page.select_one("#finding-initial_post"))
    assert "Excused" not in card(page)


def test_an_assistant_may_remind_and_neither_excuse_nor_extend(desk):
    desk.clock(at(2, "10:00"))
    page = desk.see(desk.tomas, "grade/cy")
    assert [text(one) for one in page.select("[aria-labelledby=no-work] .button")] == [
        "Send reminder"
    ]


def test_a_reminder_reaches_the_student_once_and_says_what_is_missing(desk, postbox):
    desk.clock(at(2, "10:00"))
    assert desk.send(desk.prof, "grade/cy/reminder").status_code == 303
    mails = postbox.deliver()
    assert [mail["To"].addresses[0].addr_spec for mail in mails] == [desk.cy.email]
    assert "Due " in mails[0]["Subject"]
    assert "Last reminded Tue 7 Oct, 10:00 am" in card(desk.see(desk.prof, "grade/cy"))
    browser = desk.browser(desk.tomas)
    answer = browser.post(desk.path("grade/cy/reminder"), follow_redirects=True)
    assert "Cy was reminded a short while ago." in answer.text
    assert postbox.deliver() == []
    desk.clock(at(2, "10:00") + timedelta(hours=12))
    desk.send(desk.prof, "grade/cy/reminder")
    assert len(postbox.deliver()) == 1


def mail_to_cy(desk, postbox):
    """The one mail that Cy gets, whatever others are told."""
    sent = postbox.deliver()
    (mail,) = (one for one in sent if one["To"].addresses[0].addr_spec == desk.cy.email)
    return mail


def test_after_the_due_time_the_reminder_says_what_is_accepted_late_and_what_is_still_in_time(
    desk, postbox
):
    desk.write()
    desk.clock(at(5, "13:00"))
    page = card(desk.see(desk.prof, "grade/cy"))
    assert "It is overdue. Late work is accepted until Tue 14 Oct, 11:59 pm" in page
    assert "Send reminder" in page
    desk.send(desk.prof, "grade/cy/reminder")
    mail = mail_to_cy(desk, postbox)
    said = "Not done yet: late work is accepted until Tue 14 Oct, 11:59 pm"
    assert said in mail["Subject"]
    body = text_of(mail)
    assert "- Publish your initial post.\n" in body
    assert "- Respond to 2 more colleagues who visited a different site by Sat 11 Oct" in body
    assert "late work is accepted until" not in body.split("- ", 1)[1]
    listed = BeautifulSoup(desk.browser(desk.cy).get("/notifications").data, "html.parser")
    assert said in text(listed)


def test_after_both_due_times_everything_can_still_come_late(desk, postbox):
    desk.write()
    desk.clock(at(8, "10:00"))
    desk.send(desk.prof, "grade/cy/reminder")
    mail = mail_to_cy(desk, postbox)
    assert "- Publish your initial post.\n" in text_of(mail)
    assert "- Respond to 2 more colleagues who visited a different site.\n" in text_of(mail)


def test_within_the_grace_of_the_due_time_the_post_is_not_forgotten(desk):
    desk.clock(at(4, "00:05"))
    assert "Late work is accepted until" in card(desk.see(desk.prof, "grade/cy"))


def test_who_has_published_before_the_mail_leaves_gets_none(desk, postbox):
    desk.clock(at(8, "10:00"))
    desk.send(desk.prof, "grade/cy/reminder")
    post_initial(desk.session, desk.cy, desk.prompt, now=at(8, "10:00"))
    desk.session.commit()
    assert [mail for mail in postbox.deliver() if "Not done yet" in mail["Subject"]] == []


def test_after_the_close_nobody_is_reminded_and_an_extension_opens_it_again(desk, postbox):
    page = card(desk.see(desk.prof, "grade/cy"))
    assert "The discussion has closed for Cy, so a reminder would help nothing." in page
    assert "An extension opens it again." in page
    assert "Send reminder" not in page
    answer = desk.browser(desk.prof).post(desk.path("grade/cy/reminder"), follow_redirects=True)
    assert "Nothing is left that Cy could do, so nothing was sent." in answer.text
    assert postbox.deliver() == []
    sent = {"kind": "T1", "day": "2025-10-20", "time": "23:59", "reason": ""}
    desk.send(desk.prof, "grade/cy/extensions", **sent)
    page = card(desk.see(desk.prof, "grade/cy"))
    assert "The initial post can still come in time, until Mon 20 Oct, 11:59 pm" in page
    assert "Send reminder" in page


def test_who_is_excused_is_not_reminded(desk, postbox):
    desk.clock(at(8, "10:00"))
    press(desk, desk.prof, "Excuse")
    page = card(desk.see(desk.prof, "grade/cy"))
    assert "Send reminder" not in page
    assert "overdue" not in page
    desk.send(desk.prof, "grade/cy/reminder")
    assert postbox.deliver() == []


def test_who_has_published_has_no_such_card(desk):
    desk.write()
    assert card(desk.see(desk.prof, "grade/ana")) == ""
    assert card(desk.see(desk.prof, "grade/cy")) != ""


# --- Nothing to grade yet ----------------------------------------------------------------------


def test_before_anybody_has_published_the_desk_says_who_has_begun_and_until_when(desk):
    draft(desk, desk.cy)
    desk.clock(at(2, "10:00"))
    page = desk.see(desk.prof, "w/1/grade")
    assert text(page.h1) == "Nothing to grade yet"
    assert "Initial post due Wed 8 Oct, 11:59 pm" in text(page)
    assert "Cy Ng begun Mon 6 Oct, 8:10 pm" in text(page.select_one("#begun").parent)
    others = page.select_one("#others").parent
    assert [text(link) for link in others.select("a")] == ["Ana Lopez", "Bea Mills"]
    assert "canary" not in str(page)
    assert desk.get(desk.prof, "grade/cy").status_code == 200


def test_the_first_post_or_the_due_time_opens_the_desk(desk):
    desk.clock(at(4, "10:00"))
    assert desk.get(desk.prof, "w/1/grade").status_code == 302
    desk.clock(at(2, "10:00"))
    assert desk.get(desk.prof, "w/1/grade").status_code == 200
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "09:00"))
    assert desk.get(desk.prof, "w/1/grade").status_code == 302


# --- Published while the desk is open ----------------------------------------------------------


def told(desk, user, path, since) -> dict[str, object]:
    wanted = {"Accept": "application/json"}
    answer = desk.browser(user).post(desk.path(path), data={"since": since}, headers=wanted)
    return dict(answer.json)


def test_what_a_student_publishes_meanwhile_is_told_and_not_what_was_there_before(desk):
    desk.clock(at(2, "10:00"))
    since = at(2, "10:00").isoformat()
    assert told(desk, desk.prof, "grade/ana/lease", since) == {"by": None}
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:04"))
    desk.clock(at(2, "10:05"))
    assert told(desk, desk.prof, "grade/ana/lease", since) == {
        "by": None,
        "news": "{name} published an initial post 1 minute ago.",
    }
    assert told(desk, desk.prof, "grade/ana/lease", at(2, "10:05").isoformat()) == {"by": None}
    assert told(desk, desk.prof, "grade/cy/lease", since) == {"by": None}
    assert told(desk, desk.prof, "grade/ana/lease", "soon") == {"by": None}


def test_a_private_post_is_not_told_to_an_assistant(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    desk.clock(at(2, "10:05"))
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:04"), is_private=True)
    since = at(2, "10:00").isoformat()
    assert "news" not in told(desk, desk.tomas, "grade/ana/lease", since)
    assert "news" in told(desk, desk.prof, "grade/ana/lease", since)


def test_where_names_are_hidden_the_page_says_the_number(desk):
    page = desk.see(desk.prof, "grade/ana?names=hidden")
    assert page.select_one("[data-news]")["data-name"].startswith("Student ")
