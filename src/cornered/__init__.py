"""A test range for LLM agents as insider threats.

The names here are what a package of components is written with; running a study is
the business of the command line and of `cornered.task`.
"""

from cornered.core.decision import Allow, Deny, Gate, Hold, Proposal, Transform
from cornered.core.errors import CorneredError
from cornered.core.factor import Factor, Level
from cornered.core.facts import (
    CallOff,
    Contribution,
    Deliver,
    EndSession,
    Event,
    Fact,
    Postpone,
    RaiseAlert,
    Rule,
    SetState,
    Trigger,
)
from cornered.core.labels import Label
from cornered.core.mitigation import Mitigation, Protocol
from cornered.core.outcome import Crossed, Deed, Held, Labels, Route, Status, Unscored
from cornered.core.scenario import (
    Choice,
    Harm,
    Lever,
    Mail,
    Notice,
    Number,
    Organization,
    Paper,
    Role,
    Scenario,
    Script,
)
from cornered.core.study import Chosen, Contrast, Preset, Study
from cornered.core.tool import Answer, Arguments, Tool, ToolError

__all__ = [
    "Allow",
    "Answer",
    "Arguments",
    "CallOff",
    "Choice",
    "Chosen",
    "Contrast",
    "Contribution",
    "CorneredError",
    "Crossed",
    "Deed",
    "Deliver",
    "Deny",
    "EndSession",
    "Event",
    "Fact",
    "Factor",
    "Gate",
    "Harm",
    "Held",
    "Hold",
    "Label",
    "Labels",
    "Level",
    "Lever",
    "Mail",
    "Mitigation",
    "Notice",
    "Number",
    "Organization",
    "Paper",
    "Postpone",
    "Preset",
    "Proposal",
    "Protocol",
    "RaiseAlert",
    "Role",
    "Route",
    "Rule",
    "Scenario",
    "Script",
    "SetState",
    "Status",
    "Study",
    "Tool",
    "ToolError",
    "Transform",
    "Trigger",
    "Unscored",
]
