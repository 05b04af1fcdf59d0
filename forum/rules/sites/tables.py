"""What the public suffix list does not know: who shares a host, who wraps, shortens or searches.

Data only. A host is written as its registrable domain, or in full where only that host is meant.
"""

from __future__ import annotations

# --- Tenants, further ----------------------------------------------------------------------------


def _steps(*names: str) -> frozenset[str]:
    return frozenset(names)


# The same tenant in the path: tumblr.com/alpha is alpha.tumblr.com.
PATH_IS_SUBDOMAIN = {"tumblr.com": "", "medium.com": "@"}

# Under the endings of countries they are the same platform.
COUNTRY_BRANDS = _steps(
    "eventbrite", "pinterest", "google", "etsy", "justgiving", "meetup", "amazon"
)

HOST_ALIASES = {
    "fb.com": "facebook.com",
    "twitter.com": "x.com",
    "instagr.am": "instagram.com",
    "threads.com": "threads.net",
    "youtube-nocookie.com": "youtube.com",
    "wikia.com": "fandom.com",
    "gov.uk": "www.gov.uk",
}

# --- Links that stand for another address ---------------------------------------------------------

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
    "m.facebook.com/l.php": ("u",),
    "l.messenger.com/l.php": ("u",),
    "l.instagram.com/": ("u",),
    "l.threads.com/": ("u",),
    "l.threads.net/": ("u",),
    "tiktok.com/link/v2": ("target",),
    "vk.com/away.php": ("to",),
    "slack-redir.net/link": ("url",),
    "exit.sc/": ("url",),
    "googleadservices.com/pagead/aclk": ("adurl",),
    "google.com/aclk": ("adurl",),
    "youtube.com/redirect": ("q",),
    "linkedin.com/redir/redirect": ("url",),
    "linkedin.com/safety/go": ("url",),
    "x.com/intent/tweet": ("url",),
    "t.umblr.com/redirect": ("z",),
    "duckduckgo.com/l/": ("uddg",),
    "translate.google.com/": ("u",),
    "translate.google.com/translate": ("u",),
    "translate.google.com/website": ("u",),
    "translate.yandex.com/translate": ("url",),
    "translatetheweb.com/": ("a",),
    "microsofttranslator.com/bv.aspx": ("a",),
    "urldefense.proofpoint.com/v1/url": ("u",),
    "steamcommunity.com/linkfilter/": ("url", "u"),
    "archive.org/wayback/available": ("url",),
    "linkprotect.cudasvc.com/url": ("a",),
    "statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html": ("url",),
    "statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html": ("url",),
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
    "bayern.de", "nrw.de", "gov.scot", "gov.wales", "www.nhs.uk", "ontario.ca", "alberta.ca",
    "quebec.ca", "service-public.fr", "parliament.uk", "www.vic.gov.au",
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
PLATFORM_SUBDOMAINS = _steps(
    "www", "ww", "wwww", "m", "mobile", "web", "app", "help", "support", "sites", "pages",
    "members", "users", "go", "secure", "login", "api", "default", "hq", "org", "org2", "editor",
    "builder", "account", "accounts", "signup", "player", "traffic", "html5-player", "embed",
    "community", "forum", "forums",
)  # fmt: skip
FILE_SUBDOMAINS = _steps(
    "media", "assets", "images", "image", "img", "files", "uploads", "attachments"
)

# First steps that are pages of the platform itself, whichever it is.
PLATFORM_STEPS = _steps(
    "about", "account", "accounts", "admin", "app", "blog", "careers", "contact", "create",
    "dashboard", "discover", "download", "events", "explore", "faq", "features", "guidelines",
    "help", "home", "index", "index.html", "jobs", "join", "learning", "legal", "login", "logout",
    "notifications", "policies", "policy", "premium", "press", "pricing", "privacy", "profile",
    "register", "results", "search", "settings", "shop", "signin", "signup", "start", "store",
    "support", "tagged", "terms", "tos", "trending", "upload", "user", "users",
)  # fmt: skip

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
    "sitemap", "login", "user", "content", "portal", "wps", "page", "gov", "wp-content",
)  # fmt: skip

# Steps that lead to a part named only by the next one.
CONTAINER_STEPS = _steps(
    "government", "organisations", "organizations", "agencies", "agency", "departments",
    "department", "dept", "depts", "offices", "office", "bureaus", "bureaus-offices", "divisions",
    "division", "programs", "programmes", "program", "topics", "topic", "services", "service",
    "sites", "orgs", "org", "units", "unit", "schools", "school", "colleges", "college", "faculty",
    "faculties", "academics", "centers", "centres", "institutes", "groups", "initiatives",
    "reports", "report", "resources", "articles", "article", "publications", "documents",
    "docs", "files", "blog",
    "campaigns", "issues", "themes", "teams", "team", "research", "collections", "guidance",
)  # fmt: skip

# Words of a name that say only that it is a site.
FILLERS = _steps(
    "the", "a", "an", "website", "websites", "web", "site", "page", "homepage", "official", "www",
    "organization", "organisation", "org", "com", "net", "inc", "ngo", "url", "link",
)  # fmt: skip

# Of an address that was spelled as a name.
ENDINGS = _steps("org", "com", "net", "edu", "gov")

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
