"""What survives in a post: the allow-list of TRUST.md row by row, and what Markdown becomes."""

import re
import sqlite3

import pytest
from markupsafe import escape

from forum.markup import MARKUP_VERSION, SafeHtml, clean_html, render_markdown

REL = 'rel="nofollow ugc noopener noreferrer"'
TAGS = re.findall(
    r"\w+",
    "a abbr b blockquote br caption cite code dd del dl dt em h3 h4 h5 hr i ins li ol p pre q s "
    "strong sub sup table tbody td tfoot th thead tr u ul",
)

MARKDOWN = {
    "paragraphs": ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"),
    "emphasis": ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>"),
    "headings move down": (
        "# a\n## b\n### c\n#### d\n##### e\n###### f",
        "<h3>a</h3>\n<h3>b</h3>\n<h3>c</h3>\n<h4>d</h4>\n<h5>e</h5>\n<h5>f</h5>",
    ),
    "quote": ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
    "list from three": ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    "code keeps no class": ("```python\na\n```", "<pre><code>a\n</code></pre>"),
    "table keeps no style": (
        "|a|\n|-:|\n|b|",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
    ),
    "raw HTML is shown": ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
    "raw block is shown": ("<div>a</div>", "<p>&lt;div&gt;a&lt;/div&gt;</p>"),
    "link": ("[a](https://b.org)", f'<p><a href="https://b.org" {REL}>a</a></p>'),
    "link without scheme": ("[a](www.b.org)", f'<p><a href="https://www.b.org" {REL}>a</a></p>'),
    "address": (
        "See https://b.org/c.",
        f'<p>See <a href="https://b.org/c" {REL}>https://b.org/c</a>.</p>',
    ),
    "address in brackets": (
        "(https://b.org/x_(y))",
        f'<p>(<a href="https://b.org/x_(y)" {REL}>https://b.org/x_(y)</a>)</p>',
    ),
    "bare www": ("www.b.org!", f'<p><a href="https://www.b.org" {REL}>www.b.org</a>!</p>'),
    "mail": ("to a.b@c.org", f'<p>to <a href="mailto:a.b@c.org" {REL}>a.b@c.org</a></p>'),
    "address in a link": (
        "[https://a.org](https://b.org)",
        f'<p><a href="https://b.org" {REL}>https://a.org</a></p>',
    ),
    "address in code": ("`https://a.org`", "<p><code>https://a.org</code></p>"),
    "other schemes": ("ftp://a.org tel:1 a:b@", "<p>ftp://a.org tel:1 a:b@</p>"),
    "only marks": ("https://... www.", "<p>https://... www.</p>"),
    "relative": ("[a](/b) [c](//d.org)", "<p>a c</p>"),
    "script": ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    "script, entities": ("[a](&#106;avascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    "picture": ("![a](https://b.org/c.png)", f'<p>!<a href="https://b.org/c.png" {REL}>a</a></p>'),
    "user name": ("[a](https://b@c.org) https://d:e@f.org", "<p>a https://d:e@f.org</p>"),
    "no host": ("http://foo.f)url(x:y [a](https://[::1]/)", "<p>http://foo.f)url(x:y a</p>"),
    "nothing": (" \n ", ""),
}

HTML = {
    "all attributes": ('<p class="ref" lang="es-MX" dir="rtl">a</p>', None),
    "other class": ('<p class="ref x">a</p>', "<p>a</p>"),
    "class elsewhere": ('<b class="ref">a</b>', "<b>a</b>"),
    "wrong language": ('<p lang="x y">a</p>', "<p>a</p>"),
    "wrong direction": ('<p dir="up">a</p>', "<p>a</p>"),
    "abbreviation": ('<abbr title="World Health Organization">WHO</abbr>', None),
    "title elsewhere": ('<b title="x">a</b>', "<b>a</b>"),
    "cells": (
        '<table><tbody><tr><th scope="col" colspan="2">a</th></tr>'
        '<tr><td rowspan="50">b</td><td>c</td></tr></tbody></table>',
        None,
    ),
    "wide cells": (
        '<table><tbody><tr><th scope="all" colspan="51">a</th>'
        '<td colspan="0">b</td></tr></tbody></table>',
        "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
    ),
    "start": ('<ol start="7"><li>a</li></ol>', None),
    "wrong start": ('<ol start="7e9"><li>a</li></ol>', "<ol><li>a</li></ol>"),
    "style and events": ('<p style="color:red" onclick="x()" id="a" name="b">a</p>', "<p>a</p>"),
    "own rel": (
        '<a href="https://a.org" rel="opener" target="_blank">a</a>',
        f'<a href="https://a.org" {REL}>a</a>',
    ),
    "unquoted": ("<a href=https://a.org/?b=c>a</a>", f'<a href="https://a.org/?b=c" {REL}>a</a>'),
    "link to nowhere": ('<a name="x">a</a>', "a"),
    "comment": ("a<!-- b -->c", "ac"),
    "open comment": ("a<!-- b", "a-- b"),
    "declaration": ("<!doctype html><p>a</p>", "<p>a</p>"),
    "script": ("a<script>b()</script>c", "ac"),
    "open style": ("a<style>b", "ab"),
    "Word": (
        '<p class="MsoNormal">a<o:p></o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]-->',
        "<p>a</p>",
    ),
    "Outlook": ("<div>a</div><div>b</div>", "a\n\nb"),
    "smart marks": ("<p>“a” – b\xa0c\xadd</p>", "<p>“a” – b\xa0c\xadd</p>"),
    "quote in a value": (
        "<abbr title='say \"hi\"'>a</abbr>",
        '<abbr title="say &quot;hi&quot;">a</abbr>',
    ),
}


@pytest.mark.parametrize("row", MARKDOWN)
def test_markdown(row):
    source, html = MARKDOWN[row]
    assert render_markdown(source) == html


@pytest.mark.parametrize("row", HTML)
def test_html(row):
    source, html = HTML[row]
    assert clean_html(source) == (source if html is None else html)


@pytest.mark.parametrize("tag", TAGS)
def test_allowed_tags_survive(tag):
    assert f"<{tag}" in clean_html(
        f'<a href="https://x.org">a</a><{tag}>a</{tag}>'
        if tag == "a"
        else f"<table><{tag}>a</{tag}></table><{tag}>a</{tag}>"
    )


@pytest.mark.parametrize(
    "tag",
    ["img", "div", "span", "svg", "math", "form", "input", "video", "iframe", "h1", "h2", "h6"],
)
def test_other_tags_do_not(tag):
    assert f"<{tag}" not in clean_html(f"<{tag} src=x>a</{tag}>")


def test_safe_html_is_shown_as_it_is_and_stored_as_text():
    html = render_markdown("*a*")
    assert isinstance(html, SafeHtml)
    assert escape(html) == "<p><em>a</em></p>"
    assert escape(SafeHtml("<p>stored</p>")) == "<p>stored</p>"
    row = sqlite3.connect(":memory:").execute("select ?", (html,)).fetchone()
    assert row == ("<p><em>a</em></p>",)


def test_the_version_can_be_stored():
    assert MARKUP_VERSION >= 1
