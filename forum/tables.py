"""Every table of the product, for migrations and for tests that look at all of them."""

from forum.accounts import models as accounts
from forum.activity import models as activity
from forum.calendar import models as calendar
from forum.copies import models as copies
from forum.courses import models as courses
from forum.courses.imports import models as imports
from forum.discussion import models as discussion
from forum.erasure import models as erasure
from forum.grading import models as grading
from forum.grading.bank import models as bank
from forum.integrity import models as integrity
from forum.notifications import models as notifications
from forum.outbox import models as outbox
from forum.participation import models as participation
from forum.prompts import models as prompts
from forum.prompts.drafts import models as setup_drafts
from forum.prompts.history import models as history
from forum.prompts.readings import models as readings
from forum.prompts.templates import models as templates

ALL = (
    accounts,
    outbox,
    activity,
    courses,
    imports,
    prompts,
    templates,
    history,
    readings,
    setup_drafts,
    calendar,
    discussion,
    participation,
    integrity,
    grading,
    bank,
    copies,
    notifications,
    erasure,
)
