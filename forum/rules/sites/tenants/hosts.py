"""Platforms on which the subdomain is the site, and hosts of single items."""

from __future__ import annotations

from datetime import date

from forum.rules.sites.tenants.shapes import KNOWN_FROM_USE, Group, steps

_LOOKED_AT = date(2026, 11, 29)

BLOGS = Group(
    "blogs and newsletters",
    "https://wordpress.com/support/domains/",
    _LOOKED_AT,
    subdomains=steps(
        "wordpress.com", "wpcomstaging.com", "edublogs.org", "campuspress.com", "tumblr.com",
        "substack.com", "medium.com", "ghost.io", "typepad.com", "livejournal.com",
        "dreamwidth.org", "over-blog.com", "canalblog.com", "hatenablog.com", "bearblog.dev",
        "beehiiv.com", "buttondown.email", "svbtle.com", "postach.io", "wikidot.com", "fandom.com",
        "pbworks.com", "libguides.com", "buzzsprout.com", "libsyn.com", "podbean.com",
        "bandcamp.com", "pressbooks.com", "omeka.net", "neocities.org", "tripod.com",
        "angelfire.com", "proboards.com", "mystagingwebsite.com",
    ),
)  # fmt: skip

BUILDERS = Group(
    "makers of websites",
    # Hosts in the private section of https://publicsuffix.org need no row.
    KNOWN_FROM_USE,
    _LOOKED_AT,
    subdomains=steps(
        "squarespace.com", "weebly.com", "wix.com", "webs.com", "webflow.com", "webnode.com",
        "webnode.page", "jimdo.com", "jimdofree.com", "jimdosite.com", "strikingly.com",
        "mystrikingly.com", "godaddysites.com", "business.site", "site123.me", "homestead.com",
        "bravesites.com", "yolasite.com", "ucraft.net", "ucraft.site", "cargo.site",
        "cargocollective.com", "myportfolio.com", "format.com", "tilda.ws", "zohosites.com",
        "odoo.com", "e-monsite.com", "mozello.com", "simdif.com", "webstarts.com", "doodlekit.com",
        "wpengine.com", "glitch.me", "000webhostapp.com", "hubspotpagebuilder.com",
        "mailchimpsites.com", "builderallwp.com", "my-free.website", "mobirisesite.com",
        "groovepages.com", "clickfunnels.com", "leadpages.co", "unbounce.com", "softr.app",
        "umso.co",
    ),
)  # fmt: skip

COMMUNITIES = Group(
    "communities, courses and members of associations",
    KNOWN_FROM_USE,
    _LOOKED_AT,
    subdomains=steps(
        "nationbuilder.com", "wildapricot.org", "networkforgood.com", "salsalabs.org",
        "raisely.com", "funraise.org", "ning.com", "mn.co", "circle.so", "kajabi.com",
        "teachable.com", "thinkific.com", "zendesk.com", "freshdesk.com", "clubexpress.com",
        "memberclicks.net", "teamsnap.com", "schoology.com", "finalsite.com",
        "finalsite.net", "schoolwires.net", "churchcenter.com",
    ),
)  # fmt: skip

ITEMS = Group(
    "single videos, documents, forms, files and products",
    KNOWN_FROM_USE,
    _LOOKED_AT,
    items=steps(
        "youtu.be", "google.com", "googleapis.com", "googleusercontent.com", "forms.gle", "g.page",
        "maps.app.goo.gl", "apps.apple.com", "podcasts.apple.com", "icloud.com", "spotify.com",
        "canva.com", "prezi.com", "doi.org", "hdl.handle.net", "dropbox.com", "box.com", "1drv.ms",
        "live.com", "sharepoint.com", "sway.office.com", "forms.office.com", "sway.cloud.microsoft",
        "forms.cloud.microsoft", "express.adobe.com", "spark.adobe.com", "new.express.adobe.com",
        "adobe.ly", "view.genial.ly", "view.genially.com", "notion.so", "trello.com",
        "airtable.com", "typeform.com", "jotform.com", "surveymonkey.com", "qualtrics.com",
        "smore.com", "calameo.com", "yumpu.com", "anyflip.com", "wetransfer.com", "mega.nz",
        "chatgpt.com", "chat.openai.com", "claude.ai", "perplexity.ai", "discord.com", "discord.gg",
        "wa.me", "m.me", "zoom.us", "instructure.com", "blackboard.com", "academia.edu",
        "pressbooks.pub", "paypal.com", "amazonaws.com", "qgiv.com", "flipcause.com",
        "donorperfect.net", "constantcontact.com", "constantcontactpages.com",
        "campaign-archive.com", "list-manage.com", "wixstatic.com", "filesusr.com",
        "squarespace-cdn.com", "wsimg.com", "cdn-website.com", "website-files.com",
        "cdn.shopify.com", "githubusercontent.com", "fbcdn.net", "cdninstagram.com", "twimg.com",
        "ytimg.com", "pinimg.com", "licdn.com", "media-amazon.com", "b-cdn.net", "i0.wp.com",
        "i1.wp.com", "i2.wp.com", "padlet.org", "outlook.com",
        "urldefense.com", "urldefense.proofpoint.com", "cudasvc.com", "mimecast.com",
        "cdn.ampproject.org", "amazon.com",
    ),
)  # fmt: skip

HOSTS = (BLOGS, BUILDERS, COMMUNITIES, ITEMS)
