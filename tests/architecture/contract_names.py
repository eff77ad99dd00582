"""Every name of the public contract: what people, scripts and acceptance checks rely on.

A line is a kind and a name. `test_contract_names` holds the code against them; the names that do not answer
yet stand in `pending.txt`, which only shrinks. Names are added here as the contract grows, never taken away.
"""

MAKE = "setup run demo test check nightly pentest bench"
COMMANDS = """
serve; worker; db upgrade; db downgrade; db current; staff add; staff add --role; staff add --place; staff list;
staff link; staff suspend; staff resume; staff remove-role; staff remove-role --role; staff remove-role --place;
staff sessions; staff end-sessions; staff end-sessions --session; token create; token create --scope;
token create --expires; token list; token revoke;
demo load; import polis; import polis --title; import proposals; import proposals --title;
import proposals --column; import proposals --sheet;
import roll; import roll --meeting; export; export --format; export -o; archive; archive -o;
ledger verify; ledger verify --file; backup; restore; personal export; personal erase;
events; settings; deploy show; doctor; --json
"""
ROLES = "administrator facilitator cofacilitator recorder committee handler verifier observer"
FORMATS = """
minutes-docx minutes-pdf resolution-docx resolution-pdf notice-docx notice-pdf signin-docx ledger-xlsx ledger-csv
proposals-csv polis json bundle
"""
SETTINGS = "DATABASE_URL DATA_DIR REDIS_URL HOST PORT SECRET_KEY"
NLP = """
find_themes(texts, pins, apart, n_themes, stop_words, user_words, previous, seed)
Themes.labels_; Themes.themes
Theme.key; Theme.label; Theme.keywords; Theme.members; Theme.representative; Theme.cohesion
SimilarIndex.add(key, text); SimilarIndex.remove(key); SimilarIndex.search(text, limit)
find_similar(texts, threshold)
find_common_ground(seats, proposals, choices, themes, groups, checked_in, held, copies, previous, seed)
CommonGround.groups_; CommonGround.points_; CommonGround.proposals; CommonGround.themes
CommonGround.update(seats, proposals, choices); CommonGround.predict(seats, proposals)
ProposalSupport.proposal; ProposalSupport.score; ProposalSupport.floor; ProposalSupport.geometric
ProposalSupport.reach; ProposalSupport.badge; ProposalSupport.overall; ProposalSupport.by_group
GroupSupport.agree; GroupSupport.disagree; GroupSupport.seen; GroupSupport.rate; GroupSupport.low; GroupSupport.high
GroupSupport.alpha; GroupSupport.beta
ThemeSupport.theme; ThemeSupport.greatest; ThemeSupport.nearest; ThemeSupport.blocking; ThemeSupport.divisor
ThemeSupport.low; ThemeSupport.high; ThemeSupport.coverage; ThemeSupport.core
"""
ROUTES = """
GET /; GET /j; GET /j/{}; GET /m/{}/floor; GET /m/{}/stage; GET /m/{}/desk; GET /office/; GET /healthz; GET /readyz
GET /metrics; GET /open311/v2/services.{}
GET /api/v1/openapi.json; GET /api/v1/docs; POST /api/v1/meetings; GET /api/v1/meetings/{}; PATCH /api/v1/meetings/{}
POST /api/v1/meetings/{}/phase; POST /api/v1/meetings/join; POST /api/v1/meetings/{}/proposals
GET /api/v1/meetings/{}/proposals; PUT /api/v1/proposals/{}/reaction; GET /api/v1/meetings/{}/similar
POST /api/v1/meetings/{}/themes/suggest; GET /api/v1/meetings/{}/themes; PATCH /api/v1/meetings/{}/themes
GET /api/v1/meetings/{}/common-ground; POST /api/v1/meetings/{}/polls; PUT /api/v1/polls/{}/ballot
POST /api/v1/polls/{}/close; POST /api/v1/meetings/{}/resolutions; GET /api/v1/meetings/{}/resolutions
POST /api/v1/resolutions/{}/adopt; POST /api/v1/resolutions/{}/cases; GET /api/v1/cases; POST /api/v1/cases
POST /api/v1/cases/{}/moves; PUT /api/v1/cases/{}/rating; GET /api/v1/meetings/{}/exports/{}
GET /api/v1/meetings/{}/ledger; GET /api/v1/places/{}/archive; GET /api/v1/schemas/dossier.json
GET /api/v1/meetings/{}/people; POST /api/v1/seats/{}/leave
POST /api/v1/seats/{}/revoke; POST /api/v1/seats/{}/restore; GET /api/v1/staff; POST /api/v1/staff
POST /api/v1/staff/{}/link; POST /api/v1/staff/{}/suspend; POST /api/v1/staff/{}/resume
POST /api/v1/staff/{}/roles/remove; GET /api/v1/staff/{}/sessions; POST /api/v1/staff/{}/sessions/end
GET /api/v1/tokens; POST /api/v1/tokens; POST /api/v1/tokens/{}/revoke
"""
ASKED = """
meeting:join proposal:submit reaction:cast reactions:cast ballot:cast dots:place gradient:rate concession:offer
table:join hand:raise phase:move seat:revoke seat:restore seat:leave
"""
TOLD = """
meeting:changed wall:changed tally:changed themes:changed ground:changed presence:changed tables:changed
resolution:changed
"""


def contract_names() -> set[str]:
    """All names, each as `kind name`."""
    words = {"make": MAKE, "role": ROLES, "format": FORMATS, "setting": SETTINGS, "asks": ASKED, "tells": TOLD}
    lines = {"command": COMMANDS, "route": ROUTES}
    return {
        *(f"{kind} {name}" for kind, names in words.items() for name in names.split()),
        *(f"{kind} {name}" for kind, names in lines.items() for name in _parts(names)),
        *(f"nlp {name}" for phrase in _parts(NLP) for name in _with_arguments(phrase)),
    }


def _parts(text: str) -> list[str]:
    return [part.strip() for line in text.splitlines() for part in line.split(";") if part.strip()]


def _with_arguments(phrase: str) -> list[str]:
    name, _, arguments = phrase.rstrip(")").partition("(")
    return [name, *(f"{name}({argument})" for argument in arguments.split(", ") if argument)]
