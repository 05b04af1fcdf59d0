"""Universities under endings that anybody may have."""

from __future__ import annotations

from datetime import date

from forum.rules.sites.tenants.shapes import Group, steps

UNIVERSITIES = Group(
    "universities under common endings",
    "https://github.com/Hipo/university-domains-list",
    date(2026, 11, 29),
    campuses=steps(
        # Canada
        "utoronto.ca", "ubc.ca", "mcgill.ca", "queensu.ca", "yorku.ca", "ualberta.ca",
        "uwaterloo.ca", "uottawa.ca", "dal.ca", "sfu.ca", "uvic.ca", "ucalgary.ca", "usask.ca",
        "umanitoba.ca", "carleton.ca", "concordia.ca", "umontreal.ca", "ulaval.ca", "uqam.ca",
        "mcmaster.ca", "uwo.ca", "uoguelph.ca", "torontomu.ca", "ryerson.ca", "mun.ca", "unb.ca",
        "uregina.ca", "wlu.ca", "uwindsor.ca", "brocku.ca", "trentu.ca", "laurentian.ca",
        "lakeheadu.ca", "uwinnipeg.ca", "acadiau.ca", "smu.ca", "stfx.ca", "tru.ca", "uleth.ca",
        "athabascau.ca", "usherbrooke.ca",
        # Europe
        "ethz.ch", "epfl.ch", "uzh.ch", "unibe.ch", "unige.ch", "unil.ch", "unibas.ch", "unifr.ch",
        "kuleuven.be", "ugent.be", "uclouvain.be", "ulb.be", "vub.be", "uantwerpen.be", "uva.nl",
        "leidenuniv.nl", "universiteitleiden.nl", "uu.nl", "rug.nl", "tudelft.nl", "eur.nl",
        "ru.nl", "vu.nl", "wur.nl", "maastrichtuniversity.nl", "lu.se", "uu.se", "su.se", "gu.se",
        "kth.se", "umu.se", "uio.no", "uib.no", "ntnu.no", "uit.no", "ku.dk", "au.dk", "sdu.dk",
        "dtu.dk", "helsinki.fi", "tuni.fi", "utu.fi", "hi.is", "tcd.ie", "ucd.ie", "ucc.ie",
        "dcu.ie", "ul.ie", "universityofgalway.ie", "nuigalway.ie", "lmu.de", "tum.de",
        "rwth-aachen.de", "charite.de", "uam.es", "ucm.es", "us.es", "uab.cat",
        "ulisboa.pt", "up.pt", "uc.pt", "cuni.cz", "muni.cz", "ut.ee", "lu.lv", "vu.lt",
        "polimi.it", "sorbonne-universite.fr", "sciencespo.fr", "elte.hu",
        # Elsewhere
        "unam.mx", "usp.br", "unicamp.br", "uchile.cl", "uc.cl",
        "hku.hk",
    ),
)  # fmt: skip

CAMPUSES = (UNIVERSITIES,)
