"""What is said about an address and about two sites, by the code of the reason."""

from __future__ import annotations

# Of two sites, {a} and {b} their keys.
REASONS = {
    "same": "Both are {a}.",
    "home": "{a} and {b} are the home page and a part of one site.",
    "different": "{a} and {b} are two sites.",
    "listed": "{a} and {b} are two sites in the list of the course.",
    "tenants": "{a} and {b} are two pages of one platform, kept by different people.",
    "parts": "{a} and {b} are parts of one large site; they may or may not be one organisation.",
    "alike": "{a} and {b} have nearly the same name; they may be one organisation.",
    "identifier": "{a} and {b} may be one page under its name and under its number.",
    "platform": "{a} or {b} is the home page of a platform and does not say whose page is meant.",
    "item": "{a} or {b} is a single item or a short link; the full address of the site is needed.",
    "name": "{a} or {b} is a name the course does not know; the address of the site is needed.",
    "several": "More than one site is named.",
    "none": "No site is named.",
}

# Of one text that cannot be read as an address.
REFUSALS = {
    "long": "The address is too long. Give the address of the site's home page.",
    "wrapped": "The address leads through too many others. Open the site and copy its own.",
    "script": "This is a script or a file, not the address of a site.",
    "mail": "This is an address for mail or telephone, not the address of a site.",
    "scheme": "Only addresses that begin with http:// or https:// can be read.",
    "user": "The address contains a user name (the part before @). Give it without.",
    "number": "The address is a number, not a name. Give the name of the site.",
    "local": "This address leads to a computer at home or at work, not to a public site.",
    "hidden": "This address opens in a special browser only. Give the address of a public site.",
    "host": "The name of the site contains characters that cannot stand in an address.",
    "empty": "The address has no name of a site in it.",
    "short": "The address is not complete: its ending is missing, such as .org.",
    "ending": "No site can have this ending. Check the spelling after the last dot.",
    "suffix": "This is only the ending of addresses, not a site.",
    "search": "This is a page of search results. Open the site and copy its own address.",
}

# Of one text that can be read but does not tell whose site is meant, by its kind.
QUESTIONS = {
    "name": "The course does not know a site of this name. Give its address.",
    "none": "No site is named. Give its address.",
    "several": "More than one site is named. Give the address of one.",
    "platform": "This is the home page of a platform. Give the address of the page you visited.",
    "item": "This is a short link or a single item. Give the full address of the site.",
}
