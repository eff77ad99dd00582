"""The writes of all rooms, from which the websocket events, REST operations and form posts are made."""

from app.cases import commands as cases
from app.concessions import commands as concessions
from app.documents.templates import commands as templates
from app.meetings import commands as meetings
from app.organisations import commands as organisations
from app.papers import commands as papers
from app.platform.commands import Command
from app.proposals import commands as proposals
from app.resolutions import commands as resolutions
from app.themes import commands as themes
from app.voting import commands as voting

COMMANDS: tuple[Command, ...] = (
    *organisations.COMMANDS,
    *meetings.COMMANDS,
    *proposals.COMMANDS,
    *themes.COMMANDS,
    *concessions.COMMANDS,
    *voting.COMMANDS,
    *resolutions.COMMANDS,
    *cases.COMMANDS,
    *papers.COMMANDS,
    *templates.COMMANDS,
)
