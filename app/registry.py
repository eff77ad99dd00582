"""Lists once what the rooms contribute: events, snapshots, locators, identities, listeners and jobs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.accounts import queries as accounts
from app.accounts import sessions
from app.agenda.templates import TEMPLATES
from app.cases import queries as cases
from app.cases import record as cases_record
from app.cases import snapshots as cases_snapshots
from app.cases.rules import CHAIN as CASE_CHAIN
from app.commands import COMMANDS
from app.common_ground import actions as ground_actions
from app.common_ground import snapshots as ground_snapshots
from app.common_ground.analysis import Analyser
from app.concessions import queries as concessions
from app.concessions import record as concessions_record
from app.concessions import snapshots as concessions_snapshots
from app.concessions.rules import CONCEDE
from app.documents.templates import record as templates_record
from app.export_jobs import actions as export_jobs_actions
from app.export_jobs import making
from app.export_jobs import queries as export_jobs
from app.meetings import queries as meetings
from app.meetings import record as meetings_record
from app.meetings import snapshots as meetings_snapshots
from app.meetings import stage_links
from app.meetings.actions import MeetingClosed, PhaseMoved, ResultsChanged
from app.meetings.rules import CHECK_IN, Act, StageView, register_agenda
from app.organisations import queries as organisations
from app.organisations import record as organisations_record
from app.organisations.actions import WordsChanged
from app.papers import chores as papers_chores
from app.papers import queries as papers
from app.papers import record as papers_record
from app.platform.access import security_log
from app.platform.access.services import Identities, Locator, Services
from app.platform.clock import Clock
from app.platform.commands import events_of
from app.platform.live import here
from app.platform.live.joining import JOIN
from app.platform.live.specs import EventSpec, SnapshotSpec
from app.platform.storage.chains import MEETING, PLACE, ChainKind
from app.platform.storage.jobs import Handlers
from app.platform.storage.ledger import StaleCheck
from app.platform.storage.ledger.replay import Replays
from app.platform.storage.unit_of_work import Listeners
from app.proposals import actions as proposals_actions
from app.proposals import commands as proposals_commands
from app.proposals import queries as proposals
from app.proposals import record as proposals_record
from app.proposals import snapshots as proposals_snapshots
from app.proposals.actions import ProposalsChanged, ReactionsChanged
from app.proposals.duplicates import candidates
from app.proposals.rules import PROPOSE, REACT
from app.resolutions import actions as resolutions_actions
from app.resolutions import queries as resolutions
from app.resolutions import record as resolutions_record
from app.resolutions import snapshots as resolutions_snapshots
from app.resolutions.notices import queries as notices
from app.themes import actions as themes_actions
from app.themes import clustering
from app.themes import record as themes_record
from app.themes import snapshots as themes_snapshots
from app.themes.actions import ThemesChanged
from app.themes.placing import taps
from app.themes.rules import SORT
from app.voting import actions as voting_actions
from app.voting import queries as voting
from app.voting import record as voting_record
from app.voting import snapshots as voting_snapshots
from app.voting.actions import PollClosed
from app.voting.rules import VOTE

EVENTS: tuple[EventSpec, ...] = (*events_of(COMMANDS), *proposals_commands.EVENTS)
SNAPSHOTS: tuple[SnapshotSpec, ...] = (
    *here.SNAPSHOTS,
    *meetings_snapshots.SNAPSHOTS,
    *proposals_snapshots.SNAPSHOTS,
    *themes_snapshots.SNAPSHOTS,
    *ground_snapshots.SNAPSHOTS,
    *concessions_snapshots.SNAPSHOTS,
    *voting_snapshots.SNAPSHOTS,
    *resolutions_snapshots.SNAPSHOTS,
    *cases_snapshots.SNAPSHOTS,
)
CATALOGUE: tuple[EventSpec, ...] = (JOIN, *EVENTS)

LOCATORS: dict[str, Locator] = {
    "place": organisations.locate_place,
    "meeting": meetings.locate_meeting,
    "seat": meetings.locate_seat,
    "stage_link": stage_links.locate_stage_link,
    "proposal": proposals.locate_proposal,
    "original": proposals.locate_proposal,
    "concession": concessions.locate_concession,
    "poll": voting.locate_poll,
    "resolution": resolutions.locate_resolution,
    "corrects": resolutions.locate_resolution,
    "notice": notices.locate_notice,
    "case": cases.locate_case,
    "amendment": papers.locate_amendment,
    "export_job": export_jobs.locate_export_job,
}

CHAIN_KINDS: tuple[ChainKind[Any], ...] = (MEETING, PLACE, CASE_CHAIN)
"""The kinds of things that have a ledger chain of their own; `LOCATORS` locates each by its name."""

ACTS: tuple[Act, ...] = (CHECK_IN, PROPOSE, REACT, SORT, CONCEDE, VOTE)
"""The rights that the phases of a meeting may give; an action of some room asks for each."""
STAGE_VIEWS = (
    StageView("wall"),
    StageView("themes", has_parts=True),
    StageView("ground"),
    StageView("divisors"),
    StageView("map"),
    StageView("poll"),
    StageView("cases"),
)
"""The views of the projector, in the order in which the desk offers them."""
register_agenda(TEMPLATES, ACTS, STAGE_VIEWS)

_analyser = Analyser()

JOBS: Handlers = {
    candidates.FIND_CANDIDATES: candidates.find_candidates,
    themes_actions.CLUSTER_MEETING: clustering.cluster_meeting,
    ground_actions.ANALYSE_MEETING: _analyser.analyse_meeting,
    ground_actions.MEASURE_ROBUSTNESS: _analyser.measure_robustness,
    voting_actions.SCRUB_STORAGE: voting_actions.scrub_storage,
    export_jobs_actions.MAKE_EXPORT: making.make_export,
}

RECORDS = (
    organisations_record,
    meetings_record,
    proposals_record,
    themes_record,
    concessions_record,
    voting_record,
    resolutions_record,
    cases_record,
    papers_record,
    templates_record,
)
REPLAYS = Replays(
    tells={kind: tell for room in RECORDS for kind, tell in room.TELLS.items()},
    makers=(proposals_record.ReactionReplay, voting_record.BallotReplay),
    strays=(proposals_record.stray_reactions, voting_record.stray_ballots),
)


STALE_CHECK = StaleCheck(
    subjects={kind: subjects for room in RECORDS for kind, subjects in room.SUBJECTS.items()},
    name_of=accounts.name_of,
)
"""Refuses a write that was decided on before others changed the same thing."""


def purge_security_log(services: Services) -> None:
    """Delete the entries of the security log that are older than the settings say."""
    days = services.settings.security_log_days
    services.writer.run(lambda work: security_log.purge_security_events(work, days=days))


CHORES: tuple[Callable[[Services], None], ...] = (purge_security_log, making.sweep_exports, papers_chores.sweep_papers)
"""Tasks that the worker runs once a day."""


def find_identities(clock: Clock, *, idle: timedelta) -> Identities:
    """Return the functions that turn seats, staff sessions, API tokens and stage links into actors.

    They also tell which of these are still valid.

    Args:
        idle: time after which an unused staff session ends.
    """
    return Identities(
        find_seat=meetings.find_seat,
        find_staff=lambda session, token: accounts.find_staff_by_session(session, token, clock.now(), idle=idle),
        find_api_token=lambda session, token: accounts.find_staff_by_token(session, token, clock.now()),
        find_stage=lambda session, token: stage_links.find_stage(session, token, clock.now()),
        is_stage_live=lambda session, digest: stage_links.is_stage_valid(session, digest, clock.now()),
        live_seats=meetings.live_seats,
        live_sessions=lambda session, digests: accounts.live_sessions(session, digests, clock.now(), idle=idle),
        note_use=sessions.note_use,
    )


def register_listeners(listeners: Listeners) -> None:
    """Connect the domain events of lower rooms to the actions of upper rooms that react to them."""
    listeners.on(ProposalsChanged, lambda work, event: themes_actions.ask_for_themes(work, meeting_id=event.meeting))
    listeners.on(WordsChanged, lambda work, event: themes_actions.regroup_place(work, place_id=event.place))
    listeners.on(ProposalsChanged, ground_actions.ASK_FOR_GROUND)
    listeners.on(ReactionsChanged, ground_actions.ASK_FOR_GROUND)
    listeners.on(ThemesChanged, ground_actions.ASK_FOR_GROUND)
    listeners.on(ResultsChanged, lambda work, event: proposals_actions.note_results(work, meeting_id=event.meeting))
    listeners.on(ResultsChanged, lambda work, event: ground_actions.note_results(work, meeting_id=event.meeting))
    listeners.on(ProposalsChanged, lambda work, event: candidates.ask_for_candidates(work, meeting_id=event.meeting))
    listeners.on(MeetingClosed, lambda work, event: taps.end_taps(work, event.meeting))
    listeners.on(PhaseMoved, voting_actions.refuse_to_leave_vote)
    listeners.on(PollClosed, resolutions_actions.note_outcome)
