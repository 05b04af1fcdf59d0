"""Short links."""

from __future__ import annotations

from datetime import date

from forum.rules.sites.tenants.shapes import Group, steps

SHORT = Group(
    "short links",
    "https://github.com/mvt-project/mvt, its list of shorteners, and those of the platforms above",
    date(2026, 11, 29),
    short=steps(
        "bit.ly", "bit.do", "bitly.com", "tinyurl.com", "tiny.cc", "tiny.one", "t.co", "goo.gl",
        "ow.ly", "ht.ly", "buff.ly", "is.gd", "v.gd", "rb.gy", "lnkd.in", "rebrand.ly", "cutt.ly",
        "shorturl.at", "shorturl.com", "t.ly", "bl.ink", "b.link", "amzn.to", "a.co", "wp.me",
        "dlvr.it", "trib.al", "hubs.ly", "hubs.la", "g.co", "s.id", "j.mp", "qr.ae", "snip.ly",
        "x.gd", "x.co", "adf.ly", "soo.gd", "ift.tt", "shar.es", "alturl.com", "urlz.fr", "zpr.io",
        "qrco.de", "qr.link", "me-qr.com", "eepurl.com", "conta.cc", "gofund.me", "chng.it",
        "pin.it", "redd.it", "fb.me", "fb.watch", "vm.tiktok.com", "spoti.fi", "flic.kr", "git.io",
        "nyti.ms", "wapo.st", "bbc.in", "archive.ph", "archive.is", "archive.today", "archive.li",
        "archive.vn", "archive.fo", "archive.md", "perma.cc", "share.google", "search.app",
        "onelink.to", "msft.it", "aka.ms", "apple.co",
        "apple.news", "youtube.app.goo.gl", "page.link", "app.link",
    ),
)  # fmt: skip

LINKS = (SHORT,)
