"""The configuration of nginx and systemd for an installation of several processes, printed ready to use."""

import getpass
import os
import resource
from pathlib import Path
from string import Template

import click

from app.cli.context import CommandContext, pass_command_context
from app.platform.web.headers import FIXED_HEADERS

HERE = Path(__file__).parent
MAX_FILES = 65536


class _Text(Template):
    """A template with marks like @SERVERS, which neither nginx nor systemd uses."""

    delimiter = "@"
    idpattern = "[A-Z]+"


def nginx_site(servers: list[str], *, name: str = "_", listen: str = "80") -> str:
    """Return the part of nginx's configuration that sends each meeting to one of the servers (host:port)."""
    lines = "\n".join(f"    server {server} max_fails=0;" for server in servers)
    maps, headers = _own_headers()
    return _render("site.conf", SERVERS=lines, NAME=name, LISTEN=listen, MAPS=maps, HEADERS=headers)


def nginx_whole(folder: Path, site: str) -> str:
    """Return a whole nginx.conf around `site`, the text of `nginx_site`, for an nginx that we start ourselves.

    folder: where this nginx keeps its files.
    """
    user = f"user {getpass.getuser()};" if os.getuid() == 0 else ""
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = str(most_files if 0 < most_files < MAX_FILES else MAX_FILES)
    return _render("whole.conf", USER=user, FOLDER=str(folder), FILES=files, SITE=site)


@click.group()
def deploy() -> None:
    """Several processes behind nginx, on one machine or more."""


@deploy.command()
@click.option("--name", default="_", help="Host name that residents use.")
@click.option("--processes", type=click.IntRange(1, 64), default=2, help="Web processes on this machine.")
@click.option("--server", "servers", multiple=True, help="host:port of a web process elsewhere; may be repeated.")
@click.option("--part", type=click.Choice(["nginx", "systemd", "all"]), default="all", help="What to print.")
@pass_command_context
def show(tools: CommandContext, name: str, processes: int, servers: tuple[str, ...], part: str) -> None:
    """Print nginx's configuration and systemd's units; ARCHITECTURE explains them."""
    ports = [tools.settings.port + at for at in range(1, processes + 1)]
    texts = {
        "nginx": nginx_site([*(f"127.0.0.1:{port}" for port in ports), *servers], name=name),
        "systemd": _units(ports),
    }
    wanted = {key: text for key, text in texts.items() if part in (key, "all")}
    tools.say("\n".join(wanted.values()), **wanted)


def _units(ports: list[int]) -> str:
    units = [*(f"liangting-web@{port}.service" for port in ports), "liangting-worker@1.service"]
    wants = "\n".join(f"Wants={unit}" for unit in [*units, "liangting-backup.timer"])
    return _render("systemd.txt", WANTS=wants, FOLDER=str(Path.cwd()))


def _own_headers() -> tuple[str, str]:
    """Return the maps and the directives that give nginx's own answers their headers.

    An answer of the product has a content policy; for it the values are empty, and nginx sends no header without a
    value, so no header is sent twice.
    """
    maps, headers = [], []
    for name, value in (*FIXED_HEADERS, ("Cache-Control", "no-store")):
        variable = f"$liangting_{name.lower().replace('-', '_')}"
        maps.append(f"map $upstream_http_content_security_policy {variable} {{ '' \"{value}\"; default ''; }}")
        headers.append(f"    add_header {name} {variable} always;")
    return "\n".join(maps), "\n".join(headers)


def _render(file: str, **values: str) -> str:
    return _Text((HERE / file).read_text()).safe_substitute(values)


COMMANDS = (deploy,)
