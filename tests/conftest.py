"""What every test runs under: no keys, no settings of Inspect, no way out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cornered.running import Ran, run

PLAYED = {"rollouts": 3, "scenario": "espionage,lethal_action"}
"""What the logs that many tests read hold: 2 scenarios x 2 conditions x 3 rollouts."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the machine that runs the tests may bring along."""
    for name in os.environ:
        if name.startswith("INSPECT_") or name.endswith(("_API_KEY", "_BASE_URL")):
            monkeypatch.delenv(name)


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
