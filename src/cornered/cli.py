"""Command line: the group of all commands, and how errors are told."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import NoReturn

import click

from cornered import commands
from cornered.core.errors import CorneredError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cornered")
def cli() -> None:
    """What does your agent do when it is cornered?"""


for _entry in iter_modules(commands.__path__):
    if not _entry.name.startswith("_"):
        cli.add_command(import_module(f"{commands.__name__}.{_entry.name}").COMMAND)


def main() -> None:
    """The command `cornered`: a user error is one line and exit status 2."""
    try:
        cli.main(prog_name="cornered", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except (CorneredError, click.ClickException) as error:
        text = (
            error.format_message() if isinstance(error, click.ClickException) else error
        )
        _complain(text)
    except OSError as problem:
        if problem.filename is None:
            raise
        _complain(f"cannot use {str(problem.filename)!r}: {problem.strerror}")


def _complain(text: object) -> NoReturn:
    """Say what is wrong on one line, and leave."""
    click.echo(f"cornered: {' '.join(str(text).split())}", err=True)
    sys.exit(2)
