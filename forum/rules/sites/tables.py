"""What the public suffix list does not know: who shares a host, who wraps, shortens or searches.

Data only. A host is written as its registrable domain, or in full where only that host is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

# --- Tenants: many sites under one domain ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PathRule:
    """How the first steps of a path name a tenant of a platform.

    `spaces` are steps that stand before the name (`groups/allies`); a name under one is another
    name than the same word under another. `deep` spaces stand before two steps of a name.
    `folded` spaces are other ways to write the plain name. `items` are single videos, posts or
    pages: they name no tenant.
    """

    spaces: frozenset[str] = frozenset()
    deep: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


def _steps(*names: str) -> frozenset[str]:
    return frozenset(names)


_PLAIN = PathRule()

PATH_TENANTS: dict[str, PathRule] = {
    "facebook.com": PathRule(
        spaces=_steps("groups", "p"),
        deep=_steps("pages", "people"),
        folded=_steps("pg"),
        items=_steps(
            "events", "watch", "photo", "photo.php", "photos", "story.php", "permalink.php",
            "share", "sharer", "sharer.php", "reel", "video.php", "videos", "hashtag", "media",
            "marketplace", "login", "search", "help", "donate", "stories",
        ),
    ),
    "instagram.com": PathRule(
        folded=_steps("stories"), items=_steps("p", "reel", "reels", "tv", "explore", "accounts")
    ),
    "x.com": PathRule(items=_steps("i", "intent", "share", "search", "hashtag", "home", "explore")),
    "linkedin.com": PathRule(
        spaces=_steps("company", "school", "in", "showcase", "groups", "organization"),
        items=_steps("posts", "feed", "pulse", "jobs", "learning", "events", "search", "login"),
    ),
    "youtube.com": PathRule(
        spaces=_steps("channel"),
        folded=_steps("c", "user"),
        items=_steps(
            "watch", "shorts", "playlist", "live", "embed", "v", "results", "hashtag", "feed",
            "clip",
        ),
    ),
    "tiktok.com": PathRule(items=_steps("tag", "t", "search", "discover", "video")),
    "threads.net": PathRule(items=_steps("t", "search")),
    "sites.google.com": PathRule(
        spaces=_steps("view", "site"), deep=_steps("a"), items=_steps("d", "u")
    ),
    "medium.com": PathRule(items=_steps("p", "tag", "m", "search")),
    "padlet.com": _PLAIN,
    "gofundme.com": PathRule(folded=_steps("f"), items=_steps("c", "discover", "s")),
    "change.org": PathRule(spaces=_steps("p", "o"), items=_steps("search", "t")),
    "kickstarter.com": PathRule(spaces=_steps("projects"), items=_steps("discover")),
    "justgiving.com": PathRule(
        spaces=_steps("page", "fundraising", "charity", "campaign", "crowdfunding", "team")
    ),
    "globalgiving.org": PathRule(spaces=_steps("projects", "donate", "fundraisers")),
    "donorbox.org": _PLAIN,
    "givebutter.com": _PLAIN,
    "mightycause.com": PathRule(spaces=_steps("organization", "story", "team")),
    "patreon.com": PathRule(folded=_steps("c"), items=_steps("posts", "search")),
    "ko-fi.com": _PLAIN,
    "linktr.ee": _PLAIN,
    "meetup.com": PathRule(items=_steps("find", "topics")),
    "eventbrite.com": PathRule(spaces=_steps("o", "cc"), items=_steps("e", "d")),
    "pinterest.com": PathRule(items=_steps("pin", "search", "ideas")),
    "reddit.com": PathRule(spaces=_steps("r", "user", "u"), items=_steps("search", "gallery")),
    "github.com": PathRule(items=_steps("search", "topics", "features")),
    "gitlab.com": PathRule(items=_steps("explore")),
    "vimeo.com": PathRule(spaces=_steps("channels", "groups", "showcase"), items=_steps("watch")),
    "flickr.com": PathRule(spaces=_steps("groups"), folded=_steps("photos", "people")),
    "soundcloud.com": PathRule(items=_steps("search", "discover")),
    "slideshare.net": PathRule(items=_steps("slideshow", "search")),
    "issuu.com": PathRule(items=_steps("search", "store")),
    "etsy.com": PathRule(spaces=_steps("shop", "people"), items=_steps("listing", "search", "c")),
    "mailchi.mp": _PLAIN,
    "angelfire.com": _PLAIN,
    "paypal.me": _PLAIN,
    "t.me": PathRule(folded=_steps("s"), items=_steps("joinchat", "share")),
}  # fmt: skip

# The subdomain is the site. Hosts of the public suffix list's private section need no row.
SUBDOMAIN_TENANTS = _steps(
    "academia.edu", "angelfire.com", "bandcamp.com", "bravesites.com", "business.site",
    "buzzsprout.com", "campuspress.com", "circle.so", "edublogs.org", "fandom.com",
    "freshdesk.com", "ghost.io", "godaddysites.com", "homestead.com", "instructure.com",
    "jimdo.com", "jimdofree.com", "jimdosite.com", "kajabi.com", "libguides.com", "libsyn.com",
    "livejournal.com", "medium.com", "mn.co", "mystrikingly.com", "networkforgood.com", "ning.com",
    "over-blog.com", "pbworks.com", "podbean.com", "pressbooks.com", "pressbooks.pub",
    "salsalabs.org", "sharepoint.com", "site123.me", "squarespace.com", "strikingly.com",
    "substack.com", "teachable.com", "thinkific.com", "tripod.com", "tumblr.com", "typepad.com",
    "ucraft.net", "webflow.com", "webnode.com", "webs.com", "weebly.com", "wikidot.com", "wix.com",
    "wordpress.com", "yolasite.com", "zendesk.com",
)  # fmt: skip

# The same tenant in the path: tumblr.com/alpha is alpha.tumblr.com.
PATH_IS_SUBDOMAIN = {"tumblr.com": "", "medium.com": "@"}

HOST_ALIASES = {
    "fb.com": "facebook.com",
    "fb.me": "facebook.com",
    "facebook.net": "facebook.com",
    "twitter.com": "x.com",
    "instagr.am": "instagram.com",
    "threads.com": "threads.net",
    "youtube-nocookie.com": "youtube.com",
    "wikia.com": "fandom.com",
    "gov.uk": "www.gov.uk",
}

# Every address on these is one video, document or product of somebody who is not named.
ITEM_HOSTS = _steps(
    "youtu.be", "docs.google.com", "drive.google.com", "forms.gle", "g.page", "maps.google.com",
    "books.google.com", "scholar.google.com", "play.google.com", "apps.apple.com",
    "podcasts.apple.com", "open.spotify.com", "canva.com", "prezi.com", "doi.org",
    "hdl.handle.net", "dropbox.com", "1drv.ms", "onedrive.live.com", "chatgpt.com",
    "chat.openai.com", "discord.gg", "wa.me", "surveymonkey.com",
)  # fmt: skip

# The same for every host of a domain.
ITEM_DOMAINS = _steps("google.com", "amazonaws.com")

# --- Links that stand for another address ---------------------------------------------------------

SHORTENERS = _steps(
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "buff.ly", "is.gd", "rb.gy", "lnkd.in",
    "rebrand.ly", "cutt.ly", "shorturl.at", "t.ly", "tiny.cc", "bl.ink", "amzn.to", "wp.me",
    "dlvr.it", "trib.al", "hubs.ly", "g.co", "s.id", "j.mp", "v.gd", "qr.ae", "snip.ly", "x.gd",
    "archive.ph", "archive.is", "archive.today", "perma.cc", "share.google", "a.co", "b.link",
)  # fmt: skip

# host -> names of the parameter that holds the address meant.
REDIRECTORS: dict[str, tuple[str, ...]] = {
    "google.com/url": ("q", "url"),
    "google.com/imgres": ("imgrefurl",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "facebook.com/l.php": ("u",),
    "facebook.com/sharer": ("u",),
    "facebook.com/sharer/sharer.php": ("u",),
    "facebook.com/sharer.php": ("u",),
    "l.instagram.com/": ("u",),
    "youtube.com/redirect": ("q",),
    "linkedin.com/redir/redirect": ("url",),
    "linkedin.com/safety/go": ("url",),
    "x.com/intent/tweet": ("url",),
    "out.reddit.com/": ("url",),
    "t.umblr.com/redirect": ("z",),
    "duckduckgo.com/l/": ("uddg",),
    "translate.google.com/translate": ("u",),
    "translate.google.com/website": ("u",),
    "urldefense.proofpoint.com/v1/url": ("u",),
    "steamcommunity.com/linkfilter/": ("url", "u"),
    "archive.org/wayback/available": ("url",),
}

# --- Searching is not visiting --------------------------------------------------------------------

# Path of the results page under any ending of the domain, and the parameter that asks.
SEARCHES = {
    "google": ("/search", "q"),
    "bing": ("/search", "q"),
    "duckduckgo": ("/", "q"),
    "yahoo": ("/search", "p"),
    "ecosia": ("/search", "q"),
    "baidu": ("/s", "wd"),
    "yandex": ("/search", "text"),
    "startpage": ("/", "query"),
    "brave": ("/search", "q"),
}

# --- Governments, universities, the United Nations: many offices under one domain -----------------

SHARED_DOMAINS = _steps(
    "un.org", "unodc.org", "ohchr.org", "europa.eu", "canada.ca", "admin.ch", "bund.de",
    "bayern.de", "nrw.de", "gov.scot", "gov.wales", "nhs.uk", "vic.gov.au",
)  # fmt: skip

# Not parts of a site: the site itself in another dress.
SERVICE_SUBDOMAINS = _steps(
    "www", "ww", "wwww", "w", "ww2", "www1", "www2", "www3", "m", "mobile", "amp", "touch", "web",
    "home", "blog", "blogs", "news", "media", "press", "shop", "store", "give", "donate",
    "donations", "giving", "support", "help", "info", "secure", "my", "app", "apps", "portal",
    "forms", "go", "get", "act", "action", "join", "events", "search", "static", "cdn", "beta",
    "old", "new", "archive", "preview", "staging", "dev", "test",
)  # fmt: skip

# Before a tenant's name only these are no tenant: there is a beta.weebly.com.
PLATFORM_SUBDOMAINS = _steps("www", "ww", "wwww", "m", "mobile", "web", "app", "help", "support")

LANGUAGES = _steps(
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hr", "ht", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "so", "sr", "sv", "sw", "th", "tl", "tr", "uk", "ur", "vi", "zh", "english",
    "espanol", "francais", "deutsch",
)  # fmt: skip

# Hosts of a university that its people share: the path says whose site it is.
HOSTING_SUBDOMAINS = _steps(
    "sites", "people", "faculty", "staff", "students", "scholars", "scholar", "voices", "pages",
    "commons", "wp", "wordpress", "users", "personal", "libguides", "guides", "courses", "u",
)  # fmt: skip

# First steps that name no part of a large site.
GENERAL_STEPS = _steps(
    "home", "homepage", "index", "default", "main", "welcome", "about", "about-us", "aboutus",
    "contact", "contact-us", "contactus", "search", "news", "site", "web", "node", "pages",
    "sitemap", "login", "user", "content", "portal", "wps",
)  # fmt: skip

# Steps that lead to a part named only by the next one.
CONTAINER_STEPS = _steps(
    "government", "organisations", "organizations", "agencies", "agency", "departments",
    "department", "dept", "depts", "offices", "office", "bureaus", "bureaus-offices", "divisions",
    "division", "programs", "programmes", "program", "topics", "topic", "services", "service",
    "sites", "orgs", "org", "units", "unit", "schools", "school", "colleges", "college", "faculty",
    "faculties", "academics", "centers", "centres", "institutes", "groups", "initiatives",
    "campaigns", "issues", "themes", "teams", "team", "research", "collections", "guidance",
)  # fmt: skip

# Words of a name that say only that it is a site.
FILLERS = _steps(
    "the", "a", "an", "website", "websites", "web", "site", "page", "homepage", "official", "www",
    "organization", "organisation", "org", "com", "net", "inc", "ngo", "url", "link",
)  # fmt: skip

NOTHING = _steps(
    "", "na", "n a", "none", "no", "nil", "null", "tbd", "tba", "unknown", "not sure", "no site",
    "not given", "not applicable", "pending", "x", "same", "idk",
)  # fmt: skip

# --- Look-alikes ----------------------------------------------------------------------------------

# Written like Latin letters. The sharp s is a letter of its own.
LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝьвкмнтгпαονρτυικχεηωγøłđħ0135ıȷɡɑ",
    "aeopcyxijsdhqwbbkmhtrnaovptuikxenwyoldholesijga",
)
