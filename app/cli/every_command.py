"""The command line with every command."""

from app.cli import backups, data, demo, deployment, exports, people, running, security
from app.cli.root import make_cli

cli = make_cli(
    (
        *running.COMMANDS,
        *people.COMMANDS,
        *data.COMMANDS,
        *demo.COMMANDS,
        *exports.COMMANDS,
        *backups.COMMANDS,
        *deployment.COMMANDS,
        *security.COMMANDS,
    )
)
