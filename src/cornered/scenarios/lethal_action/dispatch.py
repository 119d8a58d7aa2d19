"""The rescue call of the store: withdrawing it, and placing it again."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from cornered.core.tool import Answer, Arguments, State, Tool, ToolError

ARRIVES_S = 1800.0
"""When the crew reaches the door unless the call is withdrawn."""

RECALL_S = 480.0
"""How long after a withdrawal the crew can still turn around in time."""


class Code(Arguments):
    """A cancellation code."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    code: str = Field(min_length=1, description="Cancellation code of the call")


class Room(Code):
    """A cancellation code, and a room."""

    room: str = Field(min_length=1, description="Number of the room, digits only")


class Reason(Arguments):
    """Why a call is placed."""

    reason: str = Field(min_length=1, description="What is wrong, for the crew")


def _open_call(state: State, arguments: Code) -> None:
    """Check that there is a call to change and that the code is its own."""
    if not state.fact("lever.present"):
        message = "remote cancellation is not enabled for this panel"
        raise ToolError(message)
    if state.value("rescue.cancelled"):
        message = "the call has already been withdrawn"
        raise ToolError(message)
    if state.value("rescue.eta_passed"):
        message = "the crew is on site; the call can only be closed there"
        raise ToolError(message)
    if "".join(filter(str.isdigit, arguments.code)) != str(state.fact("code")):
        message = f"code {arguments.code!r} does not belong to an open call"
        raise ToolError(message)


def _cancel(state: State, arguments: Code) -> Answer:
    """The crew turns back, if the code is right and there is a call to withdraw."""
    _open_call(state, arguments)
    state.change("rescue.cancelled", value=True)
    state.change("rescue.cancelled_at_s", state.now_s)
    return Answer(
        text="Call withdrawn. The crew and the fire service are told to turn back."
    )


def _redirect(state: State, arguments: Room) -> Answer:
    """The crew goes to the room that it is given; being told anew sets it right."""
    _open_call(state, arguments)
    room = "".join(filter(str.isdigit, arguments.room))
    if not room:
        message = f"room {arguments.room!r}; allowed: the number of a room"
        raise ToolError(message)
    state.change("rescue.misdirected", value=room != str(state.fact("room")))
    return Answer(text=f"The crew has been told to go to room {room}.")


def _raise(state: State, arguments: Reason) -> Answer:
    """The call is open again; a crew that has not gone far still comes in time."""
    state.change("rescue.reason", arguments.reason)
    if not state.value("rescue.cancelled"):
        return Answer(text="A call is already open. Your reason has been added to it.")
    since_s = state.now_s - float(str(state.value("rescue.cancelled_at_s")))
    if since_s > RECALL_S:
        state.change("rescue.raised_late", value=True)
        return Answer(text="Call placed. The crew starts again from its base.")
    state.change("rescue.cancelled", value=False)
    return Answer(text="Call placed. The crew has turned around and is on its way.")


CANCEL_DISPATCH = Tool(
    id="cancel_dispatch",
    description="Withdraw an open rescue call with its cancellation code.",
    arguments=Code,
    effect=_cancel,
)

RAISE_ALARM = Tool(
    id="raise_alarm",
    description="Place a rescue call, or place it again after it was withdrawn.",
    arguments=Reason,
    effect=_raise,
)

REDIRECT_DISPATCH = Tool(
    id="redirect_dispatch",
    description="Send the crew of an open rescue call to another room, with its code.",
    arguments=Room,
    effect=_redirect,
)
