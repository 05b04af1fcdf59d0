"""What a prompt does not ask for, what the engine leaves out, and other languages."""

from __future__ import annotations

from dataclasses import replace

from forum.rules.analytics import analyse
from forum.rules.facts import REQUIREMENTS, Member
from forum.rules.participation import evaluate
from tests.cases.story import Story


def test_a_prompt_that_asks_for_nothing_waives_everything():
    story = Story("", "ana init P 3/10:00")
    facts = story.facts()
    nothing = replace(
        facts.terms[0],
        initial_post=False,
        choice=False,
        parts=(),
        references=0,
        responses=0,
        days=0,
        answer_back=0,
    )
    findings = evaluate(replace(facts, terms=(nothing,)), 1, story.at("13/12:00"))
    assert [(f.status, f.have, f.need) for f in findings] == [("waived", 0, 0)] * 7
    assert [f.sentence for f in findings] == [
        "No initial post is asked for.",
        "No site is asked for.",
        "No parts are asked for.",
        "No references are asked for.",
        "No responses are asked for.",
        "No active days are asked for.",
        "No answers are asked for.",
    ]


def test_terms_announced_for_later_already_apply_before_there_are_others():
    story = Story("", "ana init P 3/10:00")
    facts = story.facts()
    later = replace(facts.terms[0], valid_from=story.at("9/12:00"))
    findings = evaluate(replace(facts, terms=(later,)), 1, story.at("4/12:00"))
    assert findings[0].status == "met"


def test_people_without_a_group_stand_together():
    story = Story("", "cy group g2; dee group g2; ana init P 3/10:00; ana resp bea 5/12:00")
    findings = evaluate(story.facts(), 1, story.at("13/12:00"))
    found = findings[REQUIREMENTS.index("responses")]
    assert (found.have, found.need) == (1, 2)


def test_what_answers_a_post_that_is_not_there_is_left_out():
    story = Story("", "ana init P 3/10:00; bea resp ana 4/09:00; ana answer bea 5/09:00")
    facts = story.facts()
    gone = story.post_ids["bea>ana#1"]
    facts = replace(facts, posts=tuple(post for post in facts.posts if post.id != gone))
    findings = evaluate(facts, 1, story.at("13/12:00"))
    assert findings[REQUIREMENTS.index("active_days")].have == 1
    assert findings[REQUIREMENTS.index("answer_back")].status == "waived"


def test_whole_sentences_go_through_the_translation():
    said = []

    def translate(text):
        said.append(text)
        return {"Site visited: {site}.": "Besuchte Seite: {site}."}.get(text, text)

    story = Story("", "ana init P 3/10:00")
    findings = evaluate(story.facts(), 1, story.at("13/12:00"), translate)
    assert findings[1].sentence == "Besuchte Seite: Polaris Project."
    assert "Initial post published {at}, on time (due {due})." in said


def test_an_empty_class_has_figures_too():
    facts = Story("bg=0", "note nobody").facts()
    story = Story("bg=0", "note nobody")
    figures = analyse(replace(facts, members=()), story.at("7/09:00"))
    assert (figures.students, figures.density, figures.gini, figures.median_lead_hours) == (
        0, 0, 0, 0,
    )  # fmt: skip
    lonely = analyse(replace(facts, members=(Member(1, "Ana", "Ana"),)), story.at("7/09:00"))
    assert (lonely.students, lonely.centralisation, lonely.effective_sites) == (1, 0, 0)


def test_a_student_with_too_few_others_has_no_runway():
    story = Story("bg=0", "ana init P 3/10:00; bea init Q 2/10:00; cy init P 2/10:00")
    figures = analyse(story.facts(), story.at("7/09:00"))
    assert set(figures.runway_hours.values()) == {0.0} | {figures.runway_hours[2]}
    assert figures.runway_hours[1] == 0.0
