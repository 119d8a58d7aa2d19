"""What tests of the workplace ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.workplace.company import Build, scenario_builder

# Properties are not judged by how busy the machine is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Makes scenarios of a package of its own."""
    return scenario_builder(tmp_path, monkeypatch)
