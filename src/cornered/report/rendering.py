"""Rendering: templates, style sheet, the one script, and the policy that names it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cornered.report.acts import act_lines
from cornered.report.example import LONG


def rendered(template: str, content: Mapping[str, object]) -> str:
    """A page as one HTML document that needs nothing beside it.

    Its policy allows no script but ours, by hash, and no address at all: what a
    transcript brings along stays text even if it got past the escaping.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            **content,
            style=Markup(_text("style.css") + _text("print.css")),  # noqa: S704 - our own files
            script=Markup(_text("page.js")),  # noqa: S704 - our own file
            policy=_policy(),
            act_lines=act_lines,
            long=LONG,
        )
    )


def script_hash(text: str) -> str:
    """A script as a Content-Security-Policy names it.

    Examples:
        >>> script_hash("")
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _policy() -> str:
    """What the page may do: its own script, style sheets, nothing from anywhere."""
    rules = (
        "default-src 'none'",
        f"script-src {script_hash(_text('page.js'))}",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


@cache
def _text(name: str) -> str:
    """A file of this folder."""
    return files("cornered.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Jinja2 that escapes everything and knows no undefined name."""
    return Environment(
        loader=PackageLoader("cornered.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
