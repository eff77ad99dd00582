"""Commands about security: the security log, stage links."""

import click

from app.cli.context import CommandContext, pass_command_context
from app.cli.people import address_of
from app.meetings import stage_links
from app.platform.access.actors import SYSTEM
from app.platform.access.security_log import SecurityKind, security_events
from app.platform.ids import MeetingId, StageLinkId
from app.platform.local_time import short_time

COLUMNS = ("at", "kind", "actor", "subject", "address", "facts")


@click.command("security-log")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, help="How many, newest first.")
@click.option("--kind", type=click.Choice([kind.value for kind in SecurityKind]), help="Of one kind alone.")
@pass_command_context
def security_log(tools: CommandContext, limit: int, kind: str | None) -> None:
    """Print who signed in, made links, read exports or changed permissions, newest first."""
    wanted = SecurityKind(kind) if kind else None
    events = tools.read(lambda session: list(security_events(session, limit=limit, kind=wanted)))
    lines = [
        f"{short_time(event.at)}  {event.kind}  {event.actor}  {event.subject or '-'}  {event.address or '-'}  "
        + " ".join(f"{name}={value}" for name, value in event.facts.items())
        for event in events
    ]
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in events]
    tools.say("\n".join(lines) or "nothing yet", events=rows)


@click.group()
def stage() -> None:
    """Links that show the stage of a meeting on the computer of the hall."""


@stage.command("link")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--hours", type=click.IntRange(1, stage_links.MAX_HOURS), default=stage_links.MAX_HOURS)
@pass_command_context
def make_link(tools: CommandContext, meeting_id: MeetingId, hours: int) -> None:
    """Print a link that shows the stage of a MEETING until it ends; the link is shown once."""
    made = tools.write(lambda work: stage_links.make_stage_link(work, SYSTEM, meeting_id=meeting_id, hours=hours))
    link = f"{address_of(tools)}/stage/{made.token}"
    tools.say(link, link=link, id=made.id, expires_at=made.expires_at)


@stage.command("list")
@click.argument("meeting_id", metavar="MEETING")
@pass_command_context
def list_links(tools: CommandContext, meeting_id: MeetingId) -> None:
    """Print the stage links of a MEETING that are still good."""
    now = tools.services.clock.now()
    links = tools.read(lambda session: stage_links.open_links(session, meeting_id, now))
    tools.say("\n".join(f"{one.id}  {short_time(one.expires_at)}" for one in links) or "none", links=links)


@stage.command("revoke")
@click.argument("link_id", metavar="LINK")
@pass_command_context
def revoke_link(tools: CommandContext, link_id: StageLinkId) -> None:
    """End a stage LINK, named by its id."""
    tools.write(lambda work: stage_links.revoke_stage_link(work, SYSTEM, stage_link_id=link_id))
    tools.say("done", id=link_id)


COMMANDS = (security_log, stage)
