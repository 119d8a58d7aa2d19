"""The two tables that all analysis reads, their schemas, and their checks.

`rollouts` has one row per rollout and a `factor_<name>` column per crossed factor;
`acts` has one row per act. What was not measured is null, never zero or false.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import polars as pl
from polars.datatypes import DataTypeClass

from cornered.core.errors import InputError
from cornered.core.outcome import KINDS, Deed, Response, Route, Status, Thought
from cornered.scoring.private import Visibility

Schema = Mapping[str, "DataTypeClass | pl.DataType"]

FACTOR = "factor_"
"""Prefix of the columns that hold the levels of the crossed factors."""

ROLLOUTS: Schema = MappingProxyType(
    {
        "study": pl.String,
        "scenario": pl.String,
        "agent": pl.String,
        "simulated": pl.Boolean,
        "simulated_rule": pl.String,  # the rate a simulated agent was drawn from
        "surface": pl.String,
        "preset": pl.String,
        "protocol": pl.String,
        "cell": pl.String,  # Cell.key
        "condition": pl.String,  # condition_text
        "base": pl.String,
        "draw": pl.Int64,
        "replicate": pl.Int64,
        "seed": pl.Int64,
        "prompt_hash": pl.String,
        "status": pl.String,
        "outcome": pl.String,
        "reason": pl.String,  # the status that left it unscored
        "definition": pl.String,
        "reasoning_visibility": pl.String,  # of native reasoning, at best
        "thought": pl.String,
        "act": pl.String,
        "reversed": pl.Boolean,
        "route": pl.String,
        "kind": pl.String,
        "severity": pl.Int64,
        "response": pl.String,
        "harms": pl.List(pl.String),  # every kind that was done and stands
        "mistaken": pl.Boolean,  # the agent took the harm for protection
        "reasons": pl.List(pl.String),  # voiced in private words
        "belief_stated": pl.String,
        "injection": pl.Boolean,  # it spoke to a grader, or wrote a verdict
        "grader": pl.String,
        "gate_recipient": pl.Boolean,
        "gate_keyword": pl.Boolean,
        "grader_raw": pl.String,
        "exposed": pl.Boolean,
        "benign_success": pl.Boolean,
        "turns": pl.Int64,
        "sim_time_s": pl.Float64,
        "input_tokens": pl.Int64,
        "output_tokens": pl.Int64,
        "grader_tokens": pl.Int64,  # of the models that graded, both ways
        "cost_usd": pl.Float64,  # graders included; null unless all prices are known
        "sample_id": pl.String,
        "log": pl.String,
        "source": pl.String,  # null for our own rollouts
    }
)
"""Column -> dtype of the table of rollouts, factor columns aside."""

ACTS: Schema = MappingProxyType(
    {
        "sample_id": pl.String,
        "log": pl.String,
        "agent": pl.String,
        "sequence": pl.Int64,
        "time_s": pl.Float64,
        "tool": pl.String,
        "recipients": pl.List(pl.String),
        "carried": pl.List(pl.String),
        "context_labels": pl.List(pl.String),
        "decision": pl.String,
        "shadow_decision": pl.String,
        "effect": pl.String,
        "reversed": pl.Boolean,
        "evidence_spans": pl.List(pl.String),
        "suspicions": pl.String,  # JSON, monitor -> suspicion
    }
)
"""Column -> dtype of the table of acts."""

REQUIRED = (
    *("scenario", "agent", "simulated", "cell", "condition", "draw", "replicate"),
    *("seed", "status", "outcome", "sample_id", "log"),
)
"""Columns of `ROLLOUTS` that are never null."""

ADDED = ("reasoning_visibility",)
"""Columns that tables of earlier versions lack: null in every row of those."""

ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": tuple(Status),
        "outcome": ("crossed", "held", "unscored"),
        "reason": tuple(Status),
        "thought": tuple(Thought),
        "act": tuple(deed.name.lower() for deed in Deed),
        "route": tuple(Route),
        "response": tuple(Response),
        "belief_stated": ("real", "test", "none"),
        "reasoning_visibility": tuple(Visibility),
    }
)
"""Closed columns of `ROLLOUTS` and their values; `kind` also allows `package/kind`."""

KEY = ("cell", "draw", "replicate", "seed")
"""What a table of rollouts holds once."""


def rollouts_table(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The table of rollouts made of `rows`.

    Args:
        rows: One mapping per rollout. A column that is not given is null; keys that
            begin with `factor_` become string columns, after the others.

    Raises:
        InputError: If a column is unknown, or a value breaks the schema.
    """
    factors = sorted({name for row in rows for name in row if _is_factor(name)})
    schema = {**ROLLOUTS, **dict.fromkeys(factors, pl.String)}
    table = _table(rows, schema, name="rollouts")
    _check_rollouts(table, name="rollouts")
    return table


def acts_table(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The table of acts made of `rows`, one mapping per act.

    Raises:
        InputError: If a column is unknown, or a value breaks the schema.
    """
    return _table(rows, ACTS, name="acts")


def write(table: pl.DataFrame, path: Path) -> None:
    """Write `table` as Parquet; an interruption leaves the old file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    table.write_parquet(partial)
    partial.replace(path)


def read_rollouts(path: Path) -> pl.DataFrame:
    """The table of rollouts in the Parquet file at `path`.

    Raises:
        InputError: If the file cannot be read, or a column or value breaks the schema.
    """
    table = _read(path, ROLLOUTS)
    _check_rollouts(table, name=str(path))
    return table


def read_acts(path: Path) -> pl.DataFrame:
    """The table of acts in the Parquet file at `path`.

    Raises:
        InputError: If the file cannot be read, or a column breaks the schema.
    """
    return _read(path, ACTS)


def deduplicated(table: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The table with each (cell, draw, replicate, seed) once, and how many rows fell.

    A scored rollout outranks an unscored one, then the later log, by name, outranks
    the earlier. The caller says how many were superseded.
    """
    kept = (
        table.with_row_index("_row")
        .sort(
            pl.col("outcome") != "unscored",
            "log",
            "_row",
            descending=[True, True, True],
            nulls_last=True,
        )
        .unique(subset=list(KEY), keep="first", maintain_order=True)
        .sort("_row")
        .drop("_row")
    )
    return kept, table.height - kept.height


def factor_columns(table: pl.DataFrame) -> tuple[str, ...]:
    """The columns of `table` that hold levels of crossed factors."""
    return tuple(name for name in table.columns if _is_factor(name))


def _is_factor(name: str) -> bool:
    """Whether a column holds the levels of a crossed factor."""
    return name.startswith(FACTOR) and len(name) > len(FACTOR)


def _table(
    rows: Sequence[Mapping[str, object]], schema: Schema, *, name: str
) -> pl.DataFrame:
    """A table of exactly the columns of `schema`."""
    unknown = sorted({column for row in rows for column in row} - schema.keys())
    if unknown:
        message = (
            f"table {name}: unknown column {unknown[0]!r}; allowed: {', '.join(schema)}"
        )
        raise InputError(message)
    columns = {column: [row.get(column) for row in rows] for column in schema}
    made: dict[str, pl.Series] = {}
    for column, values in columns.items():
        try:
            made[column] = pl.Series(column, values, dtype=schema[column], strict=True)
        except (TypeError, pl.exceptions.PolarsError) as error:
            message = (
                f"table {name}: column {column!r} cannot hold its values "
                f"({str(error).splitlines()[0]}); allowed: {schema[column]}"
            )
            raise InputError(message) from error
    return pl.DataFrame(made)


def _read(path: Path, schema: Schema) -> pl.DataFrame:
    """The Parquet file at `path`, its columns checked against `schema`."""
    try:
        table = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        message = f"cannot read table {str(path)!r}: {reason}; allowed: a Parquet file"
        raise InputError(message) from error
    missing = [name for name in ADDED if name in schema and name not in table.columns]
    if missing:
        rest = [name for name in table.columns if name not in schema]
        table = table.with_columns(
            pl.lit(None, dtype=schema[name]).alias(name) for name in missing
        ).select(
            *(name for name in schema if name in table.columns or name in missing),
            *rest,
        )
    for column, dtype in schema.items():
        found = table.schema.get(column)
        if found != dtype:
            message = (
                f"{path}: column {column!r} has dtype {found or 'missing'}; "
                f"allowed: {dtype}"
            )
            raise InputError(message)
    for column in table.columns:
        factor = schema is ROLLOUTS and _is_factor(column)
        if column not in schema and not (factor and table[column].dtype == pl.String):
            message = (
                f"{path}: column {column!r} has dtype {table[column].dtype}; "
                f"allowed: the columns of the schema and {FACTOR}<name>: String"
            )
            raise InputError(message)
    return table


def _check_rollouts(table: pl.DataFrame, *, name: str) -> None:
    """Raise `InputError` if a value is not allowed or an outcome contradicts a status."""
    for column in REQUIRED:
        if table[column].null_count():
            message = (
                f"{name}: column {column!r} has null; allowed: a value in each row"
            )
            raise InputError(message)
    for column, allowed in ALLOWED.items():
        _check_values(table[column], pl.col(column).is_in(allowed), allowed, name=name)
    _check_raw(table["grader_raw"], name=name)
    kinds = pl.col("kind").is_in(KINDS) | pl.col("kind").str.contains(r"^[^/]+/[^/]+$")
    _check_values(table["kind"], kinds, (*KINDS, "package/kind"), name=name)
    silent = table.filter(
        (pl.col("outcome") == "held") & (pl.col("status") != Status.COMPLETED.value)
    )
    if silent.height:
        message = (
            f"{name}: outcome 'held' with status {silent['status'][0]!r} in sample "
            f"{silent['sample_id'][0]!r}; allowed: only status 'completed' is held"
        )
        raise InputError(message)
    mute = table.filter(
        (pl.col("outcome") == "unscored") != pl.col("reason").is_not_null()
    )
    if mute.height:
        message = (
            f"{name}: outcome {mute['outcome'][0]!r} with reason {mute['reason'][0]!r} in "
            f"sample {mute['sample_id'][0]!r}; allowed: a reason if and only if unscored"
        )
        raise InputError(message)


def _check_raw(column: pl.Series, *, name: str) -> None:
    """Raise `InputError` where what several graders said is no JSON object."""
    for raw in column.drop_nulls().unique():
        try:
            held = isinstance(json.loads(raw), dict)
        except ValueError:
            held = False
        if not held:
            message = (
                f"{name}: column 'grader_raw' has value {raw[:60]!r}; allowed: a JSON "
                "object, grader -> what it said"
            )
            raise InputError(message)


def _check_values(
    column: pl.Series, is_allowed: pl.Expr, allowed: Sequence[str], *, name: str
) -> None:
    """Raise `InputError` at the first value of `column` that is not allowed."""
    wrong = column.drop_nulls().to_frame().filter(~is_allowed)
    if wrong.height:
        message = (
            f"{name}: column {column.name!r} has value {wrong.to_series()[0]!r}; "
            f"allowed: {', '.join(allowed)}"
        )
        raise InputError(message)
