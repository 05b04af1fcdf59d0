"""Platforms on which the path names the tenant."""

from __future__ import annotations

from datetime import date

from forum.rules.sites.tenants.shapes import KNOWN_FROM_USE, Group, PathRule, steps

_PLAIN = PathRule()
_LOOKED_AT = date(2026, 11, 29)

SOCIAL = Group(
    "social networks",
    "https://github.com/lorey/social-media-profiles-regexs",
    _LOOKED_AT,
    paths={
        "facebook.com": PathRule(
            spaces=steps("groups", "p"),
            deep=steps("pages", "people"),
            folded=steps("pg"),
            items=steps(
                "events", "watch", "photo", "photo.php", "photos", "story.php", "permalink.php",
                "share", "sharer", "sharer.php", "reel", "video.php", "videos", "hashtag", "media",
                "marketplace", "login", "search", "help", "donate", "stories", "business",
                "policies", "gaming", "posts", "flx", "dialog", "plugins", "public",
            ),
        ),
        "instagram.com": PathRule(
            folded=steps("stories"),
            items=steps("p", "reel", "reels", "tv", "explore", "accounts", "direct"),
        ),
        "x.com": PathRule(
            items=steps("i", "intent", "share", "search", "hashtag", "home", "explore", "compose")
        ),
        "linkedin.com": PathRule(
            spaces=steps("company", "school", "in", "showcase", "groups", "organization", "pub"),
            plain=False,
        ),
        "tiktok.com": PathRule(items=steps("tag", "t", "search", "discover", "video", "music")),
        "threads.net": PathRule(items=steps("t", "search")),
        "pinterest.com": PathRule(items=steps("pin", "search", "ideas", "today")),
        "reddit.com": PathRule(spaces=steps("r", "user", "u"), plain=False),
        "snapchat.com": PathRule(folded=steps("add"), plain=False),
        "bsky.app": PathRule(folded=steps("profile"), plain=False),
        "mastodon.social": PathRule(folded=steps("users")),
        "vk.com": PathRule(items=steps("wall", "feed", "away.php")),
        "t.me": PathRule(folded=steps("s"), items=steps("joinchat", "share", "c")),
        "meetup.com": PathRule(spaces=steps("pro"), items=steps("find", "topics")),
        "nextdoor.com": PathRule(spaces=steps("pages", "agency-detail"), plain=False),
        "groups.google.com": PathRule(spaces=steps("g", "forum"), deep=steps("a"), plain=False),
        "groups.io": PathRule(spaces=steps("g", "org"), plain=False),
    },
)  # fmt: skip

YOUTUBE = Group(
    "YouTube",
    "https://support.google.com/youtube/answer/6180214",
    _LOOKED_AT,
    paths={
        # A name of before (`user`) may have become another handle; `c` leads to the plain name.
        "youtube.com": PathRule(
            spaces=steps("channel", "user"),
            folded=steps("c"),
            items=steps(
                "watch", "shorts", "playlist", "live", "embed", "v", "e", "results", "hashtag",
                "feed", "clip", "redirect", "post",
            ),
        ),
    },
)  # fmt: skip

MEDIA = Group(
    "video, sound, pictures and papers",
    "https://github.com/lorey/social-media-profiles-regexs",
    _LOOKED_AT,
    paths={
        "vimeo.com": PathRule(
            spaces=steps("channels", "groups", "showcase", "album"),
            items=steps("watch", "video", "ondemand", "event", "manage"),
        ),
        "flickr.com": PathRule(spaces=steps("groups"), folded=steps("photos", "people")),
        "soundcloud.com": PathRule(items=steps("search", "discover", "tags")),
        "twitch.tv": PathRule(items=steps("videos", "directory", "clip")),
        "dailymotion.com": PathRule(items=steps("video", "playlist", "search")),
        "slideshare.net": PathRule(items=steps("slideshow", "search", "slides")),
        "issuu.com": PathRule(items=steps("search", "store", "stories")),
        "scribd.com": PathRule(spaces=steps("user"), plain=False),
        "researchgate.net": PathRule(spaces=steps("profile", "lab"), plain=False),
        "anchor.fm": _PLAIN,
        "quora.com": PathRule(spaces=steps("profile"), plain=False),
        "wakelet.com": PathRule(items=steps("wake", "search")),
        "flipsnack.com": _PLAIN,
        "wattpad.com": PathRule(spaces=steps("user"), plain=False),
    },
)

WRITING = Group(
    "pages, blogs and walls by path",
    KNOWN_FROM_USE,
    _LOOKED_AT,
    paths={
        "sites.google.com": PathRule(
            spaces=steps("view", "site"), deep=steps("a"), items=steps("d", "u"), plain=False
        ),
        "medium.com": PathRule(items=steps("p", "tag", "m", "search", "u", "topic", "me")),
        "padlet.com": PathRule(items=steps("auth", "gallery", "dashboard")),
        "linktr.ee": PathRule(items=steps("s", "admin")),
        "about.me": _PLAIN,
        "beacons.ai": _PLAIN,
        "bio.link": _PLAIN,
        "lnk.bio": _PLAIN,
        "campsite.bio": _PLAIN,
        "taplink.cc": _PLAIN,
        "solo.to": _PLAIN,
        "bio.site": _PLAIN,
        "allmylinks.com": _PLAIN,
        "linkin.bio": _PLAIN,
        "mailchi.mp": _PLAIN,
        "members.tripod.com": _PLAIN,
        "angelfire.com": PathRule(plain=False),
        "geocities.com": PathRule(plain=False),
        "geocities.ws": _PLAIN,
        "github.com": PathRule(spaces=steps("orgs"), items=steps("topics", "sponsors")),
        "gitlab.com": PathRule(spaces=steps("groups"), items=steps("explore")),
        "bitbucket.org": _PLAIN,
    },
)

GIVING = Group(
    "giving, petitions and events",
    KNOWN_FROM_USE,
    _LOOKED_AT,
    paths={
        "gofundme.com": PathRule(
            folded=steps("f"),
            items=steps("c", "o", "discover", "s", "charity", "start", "mvc.php", "campaign"),
        ),
        "change.org": PathRule(spaces=steps("p", "o"), plain=False),
        "kickstarter.com": PathRule(deep=steps("projects"), spaces=steps("profile"), plain=False),
        "indiegogo.com": PathRule(spaces=steps("projects", "individuals"), plain=False),
        "justgiving.com": PathRule(
            spaces=steps("page", "fundraising", "charity", "campaign", "crowdfunding", "team")
        ),
        "globalgiving.org": PathRule(
            spaces=steps("projects", "donate", "fundraisers"), plain=False
        ),
        "launchgood.com": PathRule(spaces=steps("campaign", "v4"), plain=False),
        "chuffed.org": PathRule(spaces=steps("project", "campaign"), plain=False),
        "mightycause.com": PathRule(spaces=steps("organization", "story", "team")),
        "givesendgo.com": _PLAIN,
        "donorbox.org": PathRule(folded=steps("embed")),
        "givebutter.com": PathRule(spaces=steps("c"), items=steps("embed")),
        "every.org": PathRule(items=steps("search", "donate")),
        "givelively.org": PathRule(spaces=steps("donate"), plain=False),
        "secure.givelively.org": PathRule(spaces=steps("donate", "event"), plain=False),
        "zeffy.com": PathRule(plain=False),
        "classy.org": PathRule(spaces=steps("campaign", "event", "team"), plain=False),
        "actionnetwork.org": PathRule(spaces=steps("groups"), plain=False),
        "mobilize.us": PathRule(items=steps("event")),
        "patreon.com": PathRule(
            folded=steps("c", "cw"), items=steps("posts", "user", "join", "m", "collection")
        ),
        "ko-fi.com": PathRule(items=steps("s", "post")),
        "buymeacoffee.com": _PLAIN,
        "opencollective.com": _PLAIN,
        "paypal.me": _PLAIN,
        "venmo.com": PathRule(folded=steps("u")),
        "cash.app": _PLAIN,
        "eventbrite.com": PathRule(spaces=steps("o", "cc"), plain=False),
        "etsy.com": PathRule(spaces=steps("shop", "people"), plain=False),
    },
)

DIRECTORIES = Group(
    "directories of organisations",
    KNOWN_FROM_USE,
    _LOOKED_AT,
    paths={
        "guidestar.org": PathRule(spaces=steps("profile"), plain=False),
        "app.candid.org": PathRule(spaces=steps("profile"), plain=False),
        "charitynavigator.org": PathRule(spaces=steps("ein"), plain=False),
        "greatnonprofits.org": PathRule(spaces=steps("org"), plain=False),
        "causeiq.com": PathRule(spaces=steps("organizations"), plain=False),
        "projects.propublica.org": PathRule(plain=False),
        "yelp.com": PathRule(spaces=steps("biz"), plain=False),
    },
)

PAGES = (SOCIAL, YOUTUBE, MEDIA, WRITING, GIVING, DIRECTORIES)
