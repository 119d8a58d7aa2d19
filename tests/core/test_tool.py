"""A tool tells its schema, and takes no argument it does not know."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cornered.core.tool import Answer, Arguments, Tool


class Depth(Arguments):
    """How deep."""

    meters: int


TOOL = Tool(
    id="sound",
    description="Sound the depth.",
    arguments=Depth,
    effect=lambda _, arguments: Answer(text=f"{arguments.meters} m"),
)


def test_the_schema_is_an_object_without_further_properties() -> None:
    assert TOOL.schema["type"] == "object"
    assert TOOL.schema["required"] == ["meters"]
    assert TOOL.schema["additionalProperties"] is False


@pytest.mark.parametrize("given", [{}, {"meters": 1, "fast": 1}, {"meters": "deep"}])
def test_wrong_arguments_are_an_error(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Depth.model_validate(given)
