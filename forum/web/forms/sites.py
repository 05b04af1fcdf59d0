"""Forms about the sites of a course."""

from __future__ import annotations

from flask_wtf import FlaskForm

from forum.web.forms.fields import Choice, Line
from forum.web.translations import lazy_gettext as _l


class SiteForm(FlaskForm):
    """A site to be added."""

    name = Line(_l("Name"), most=200, needs=_l("Give the site a name."))
    address = Line(_l("Web address"), most=2048, needs=_l("Enter the address of the site."))


class RenameForm(FlaskForm):
    """Another name for a site."""

    name = Line(_l("Name"), most=200, needs=_l("Give the site a name."))


class AliasForm(FlaskForm):
    """Another name by which a site is found."""

    alias = Line(_l("Another name or address"), most=300, needs=_l("Enter the name."))


class MergeForm(FlaskForm):
    """The site that is the same as this one."""

    into = Choice(_l("Which site is the same?"), coerce=int)
