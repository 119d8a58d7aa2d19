"""Logs of the study's port, made once for all tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.port import play, scripted
from tests.model_server import serving


@pytest.fixture(scope="session")
def ported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of logs, one for each condition, two epochs each."""
    folder = tmp_path_factory.mktemp("ported")
    with pytest.MonkeyPatch.context() as patch, serving(scripted()) as server:
        play(folder, server.url, patch)
    return folder
