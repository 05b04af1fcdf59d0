"""Words that tell names from what merely looks like names, beside a year in brackets."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PARTICLES = _words(
    "van von vom vander der den de del della di da das dos du la le les lo el al bin ibn ben ter "
    "ten zu zur af av y st"
)
#: Words that stand inside a group's name, or between people.
LINKS = _words(
    "and & of the for on in to at et al al. et. al., al, colleagues others "
    "associates coworkers co-workers coauthors co-authors his her their"
)
#: What stands with a year in brackets and is nobody's name.
NOT_NAMES = _words(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter week day "
    "session since until before after during from between in on at by around about circa ca c "
    "approximately figure fig table chapter section part appendix version edition ed volume vol "
    "issue number no page fiscal fy year years age ages aged born died founded established updated "
    "accessed retrieved last est copyright population covid world war monday tuesday wednesday "
    "thursday friday saturday sunday n now then today present release update build wave cohort "
    "class season quarter term semester batch model grade level item study studies experiment "
    "phase trial sample group block lesson unit module step note box equation panel row column "
    "room hall rev form ext building floor suite protocol approval grant title article "
    "act law mid early late b r d windows excel spss stata sas matlab nvivo mplus qualtrics python"
)
#: What begins a sentence before a name, and is not part of it.
OPENERS = _words(
    "however although though according as but and or so thus also in on at by for from to with "
    "when while where since because after before if the this that these those it they he she we "
    "i our my his her their finally first second third next then there here both like unlike "
    "similarly moreover furthermore additionally further indeed still yet recently later "
    "earlier study studies research researchers author authors article book report theorist "
    "psychologist dr professor prof mr mrs ms see cf e.g i.e eg ie compare per via using following "
    "based contrary similar compared consistent thanks despite given unlike likewise conversely "
    "specifically notably critically importantly interestingly e g whereas why how what only even "
    "not no neither nor either recent early late another one two three several many most some all"
)
#: A law, a table, a war: dated, not cited.
NOT_LAST = _words(
    "act acts law laws amendment code convention treaty bill protocol declaration table figure "
    "chapter census olympics constitution program programme war pandemic crisis recession "
    "hotline day week month inc corp corporation ltd llc gmbh release version edition ix"
)
#: Events and products, wherever they stand in what looks like a name.
NOT_WITHIN = _words(
    "declaration directive hurricane earthquake tsunami olympics summit massacre genocide uprising "
    "inc. corp. ltd. inc corp ltd llc gmbh version v. vs. v vs"
)
#: Before these a name is that of a place or a time.
PLACED = _words("in at during since until from around near of")
#: In a bracket names follow these: "(see the work of Smith, 2020)".
INTRODUCES = _words(
    "in by from of see also cf cf. e.g. e.g i.e. per via and like as with after following to"
)
# Countries, states and cities that are hardly anybody's surname.
_PLACES = """
africa, asia, europe, north america, latin america, america, australia, austria, belgium,
brazil, canada, chile, china, colombia, denmark, ecuador, egypt, england, ethiopia, finland,
france, germany, ghana, great britain, greece, haiti, hungary, india, indonesia, iran, iraq,
ireland, italy, japan, kenya, kuwait, mexico, morocco, nepal, netherlands, new zealand,
nigeria, norway, pakistan, peru, philippines, poland, portugal, romania, russia, scotland,
south africa, south korea, spain, sudan, sweden, switzerland, syria, taiwan, thailand,
turkey, uganda, ukraine, united kingdom, united states, usa, uk, u.s, us, venezuela,
vietnam, wales, zimbabwe, alabama, alaska, arizona, arkansas, california, colorado,
connecticut, delaware, florida, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky,
louisiana, maine, maryland, massachusetts, michigan, minnesota, mississippi, missouri,
montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york, new york city,
north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south
carolina, south dakota, tennessee, texas, utah, vermont, west virginia, wisconsin, wyoming,
amsterdam, athens, atlanta, bangkok, barcelona, beijing, berlin, boston, brussels, budapest,
cairo, cape town, chicago, copenhagen, dublin, edinburgh, geneva, hong kong, istanbul,
jakarta, johannesburg, lisbon, los angeles, madrid, melbourne, mexico city, milan, montreal,
moscow, mumbai, munich, nairobi, new delhi, new orleans, oslo, philadelphia, prague, rio de
janeiro, rome, san diego, san francisco, seattle, shanghai, singapore, stockholm, sydney,
tokyo, toronto, vancouver, vienna, warsaw, zurich
"""
PLACES = frozenset(" ".join(_PLACES.split()).split(", "))
