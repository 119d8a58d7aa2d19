"""One rollout against a scripted endpoint, as a user would play it, and its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cornered._inspect import log_file
from cornered.core.trajectory import Trajectory
from cornered.running import Ran, run
from cornered.scoring.logs import log_paths, trajectory_of
from tests.model_cases import CARD, PROTOCOLS
from tests.model_server import Reply, Request, serving
from tests.scoring.test_model_grader import reach

Play = Callable[..., Ran]


def player(folder: Path, patch: pytest.MonkeyPatch) -> Play:
    """What plays the rollout of `CARD` in a folder, or goes on with it."""

    def played(
        script: Callable[[Request], Reply],
        *,
        requests: list[Request] | None = None,
        options: Mapping[str, Any] | None = None,
        protocol: str = "openai",
        **limits: object,
    ) -> Ran:
        with serving(script) as server:
            reach(server, patch)
            ran = run(
                "smoke",
                [PROTOCOLS[protocol]],
                log_dir=folder,
                options={
                    "rollouts": 1,
                    "scenario": CARD.scenario,
                    "condition": "threat=none",
                    **(options or {}),
                },
                limits={"max_retries": 0, **limits},
                display="none",
            )
            if requests is not None:
                requests += server.requests
        return ran

    return played


def trajectory(folder: Path) -> Trajectory:
    """The trajectory of the only sample of the only log of a folder."""
    (path,) = log_paths([folder])
    (sample,) = log_file(path).samples()
    return trajectory_of(sample, path)[1]
