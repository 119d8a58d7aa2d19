"""What every test runs under: no keys, no settings of Inspect, no way out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cornered.cli import main
from cornered.running import Ran, run

PLAYED = {"rollouts": 3, "scenario": "espionage,lethal_action"}
"""What the logs that many tests read hold: 2 scenarios x 2 conditions x 3 rollouts."""


@pytest.fixture(autouse=True, scope="session")
def _alone() -> Iterator[None]:
    """Take away what the machine that runs the tests may bring along."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("INSPECT_") or name.endswith(("_API_KEY", "_BASE_URL")):
                patch.delenv(name)
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def play_study(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, str], tuple[Path, Ran]]:
    """Play the smoke study in a folder of its own: (model, surface) -> folder, run."""

    def play(model: str, surface: str) -> tuple[Path, Ran]:
        folder = tmp_path_factory.mktemp("played")
        ran = run(
            "smoke",
            [model],
            log_dir=folder,
            options={**PLAYED, "surface": surface},
            display="none",
        )
        return folder, ran

    return play


@pytest.fixture(scope="session")
def letter_run(
    play_study: Callable[[str, str], tuple[Path, Ran]],
) -> tuple[Path, Ran]:
    """A finished run on the letter surface."""
    return play_study("simulated/claude-opus-4", "letter")


@pytest.fixture(scope="session")
def tools_run(
    play_study: Callable[[str, str], tuple[Path, Ran]],
) -> tuple[Path, Ran]:
    """A finished run on the tools surface."""
    return play_study("simulated/gpt-4.1", "tools")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a command gave back."""

    status: int
    out: str
    err: str


Command = Callable[..., Told]


@pytest.fixture
def cornered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run the command `cornered` with these arguments, in this process."""

    def command(*arguments: object) -> Told:
        monkeypatch.setattr(sys, "argv", ["cornered", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else int(bool(left.code))
        said = capsys.readouterr()
        return Told(status=status, out=said.out, err=said.err)

    return command
