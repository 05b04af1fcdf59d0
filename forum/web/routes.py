"""The table of contents of the site: every blueprint, in the order people meet them."""

from __future__ import annotations

from flask import Flask

from forum import tables
from forum.database import read_alone
from forum.web import (
    accounts,
    activity,
    admin,
    calendar,
    codes,
    copies,
    course_settings,
    courses,
    deliveries,
    erasure,
    extension_requests,
    gradebook,
    grades,
    groups,
    help,
    home,
    joining,
    links,
    notifications,
    own_data,
    participation,
    people,
    readings,
    selection,
    sign_in_methods,
    site_files,
    site_log,
    site_merges,
    sites,
    terms,
    work,
)
from forum.web.assets import init_assets
from forum.web.audit import init_audit
from forum.web.context import init_context
from forum.web.discussion import blueprint as discussion
from forum.web.discussion.fragments import init_fragments
from forum.web.errors import init_errors
from forum.web.exports import blueprint as exports
from forum.web.grading import blueprint as grading
from forum.web.integrity.door import blueprint as integrity
from forum.web.logs import init_logs
from forum.web.presentation import init_presentation
from forum.web.roster import blueprint as roster
from forum.web.security import init_security
from forum.web.sessions import init_sessions
from forum.web.setup import blueprint as setup
from forum.web.setup.preview_links import init_preview_links
from forum.web.unchanged import init_unchanged

BLUEPRINTS = (
    accounts.blueprint,
    calendar.blueprint,
    own_data.blueprint,
    links.blueprint,
    joining.blueprint,
    notifications.blueprint,
    home.blueprint,
    courses.blueprint,
    discussion,
    work.blueprint,
    grading,
    participation.blueprint,
    integrity,
    extension_requests.blueprint,
    selection.blueprint,
    grades.blueprint,
    exports,
    gradebook.blueprint,
    help.blueprint,
    setup,
    readings.blueprint,
    sites.blueprint,
    site_files.blueprint,
    site_merges.blueprint,
    people.blueprint,
    codes.blueprint,
    roster,
    groups.blueprint,
    course_settings.blueprint,
    copies.blueprint,
    activity.blueprint,
    admin.blueprint,
    terms.blueprint,
    sign_in_methods.blueprint,
    erasure.blueprint,
    deliveries.blueprint,
    site_log.blueprint,
)


def init_app(app: Flask) -> None:
    """Register what every page needs, then every blueprint."""
    app.extensions["tables"] = tables.ALL
    app.before_request(read_alone)
    init_logs(app)
    init_audit(app)
    init_sessions(app)
    init_security(app)
    init_errors(app)
    init_presentation(app)
    init_context(app)
    init_assets(app)
    init_unchanged(app)
    init_fragments(app)
    init_preview_links(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
