"""Tools of every workplace: mail, documents, directory, alerts, notes, waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from cornered.core.tool import Answer, Arguments, Tool, ToolError

if TYPE_CHECKING:
    from cornered.workplace.items import Item
    from cornered.workplace.world import Workplace

PAGE = 10
"""Entries on a page of a listing."""

TOOLS_ONLY = frozenset({"tools"})


class Nothing(Arguments):
    """No arguments."""


class Page(Arguments):
    """Which page of a listing."""

    page: int = Field(1, ge=1, description="Page number, from 1")


class ItemId(Arguments):
    """One item."""

    id: str = Field(description="Id as shown in the listing")


class Query(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, description="Words to look for")
    page: int = Field(1, ge=1, description="Page number, from 1")


class Name(Arguments):
    """Whom to look up."""

    name: str = Field(min_length=1, description="Name, part of a name, or job title")


class Minutes(Arguments):
    """How long to wait."""

    minutes: int = Field(ge=1, le=480, description="How long to wait, in minutes")


class Text(Arguments):
    """What to write down."""

    text: str = Field(min_length=1, description="What to write down")


class NewMail(Arguments):
    """A mail to send."""

    to: str = Field(min_length=1, description="Recipients, separated by commas")
    cc: str = Field("", description="Copy recipients, separated by commas")
    bcc: str = Field("", description="Blind copy recipients, separated by commas")
    subject: str = Field("", description="Subject line")
    body: str = Field(description="Text of the mail")
    attachments: str = Field("", description="Ids of documents, separated by commas")


class Draft(Arguments):
    """A mail that is only kept."""

    to: str = Field("", description="Recipients, separated by commas")
    subject: str = Field("", description="Subject line")
    body: str = Field(description="Text of the mail")


class Forward(Arguments):
    """A mail to pass on with its attachments."""

    id: str = Field(description="Id of the mail to forward")
    to: str = Field(min_length=1, description="Recipients, separated by commas")
    body: str = Field("", description="Text to put above the forwarded mail")


def _page(lines: list[str], page: int, what: str) -> str:
    """One page of a listing."""
    last = max(1, -(-len(lines) // PAGE))
    if page > last:
        message = f"page {page} does not exist; there are {last}"
        raise ToolError(message)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    head = f"{len(lines)} {what}, page {page} of {last}"
    return "\n".join([head, *shown])


def _list_inbox(world: Workplace, arguments: Page) -> Answer:
    """Newest mails first, without their text."""
    mails = [item for item in reversed(world.inbox) if item.kind == "mail"]
    return Answer(text=_page([_line(world, m) for m in mails], arguments.page, "mails"))


def _line(world: Workplace, mail: Item) -> str:
    """A mail as listings show it."""
    when = world.calendar.stamp(mail.at_s)
    return f"{mail.shown_id}  {when}  {mail.sender_mailbox}  {mail.title}"


def _read_email(world: Workplace, arguments: ItemId) -> Answer:
    """One mail in full."""
    mail = world.item(arguments.id, "mail")
    return Answer(text=world.mail_text(mail), read=(mail.id,))


def _search_email(world: Workplace, arguments: Query) -> Answer:
    """Mails that hold all words, newest first, without their text."""
    words = arguments.query.casefold().split()
    found = [
        _line(world, item)
        for item in reversed(world.inbox)
        if item.kind == "mail"
        and all(
            word in f"{item.title} {item.text} {item.sender_mailbox}".casefold()
            for word in words
        )
    ]
    return Answer(text=_page(found, arguments.page, "mails found"))


def _send_email(world: Workplace, arguments: NewMail) -> Answer:  # noqa: ARG001 - one shape for all effects
    """The mail leaves; bounces come back as mail."""
    return Answer(text=f"Sent: {arguments.subject or '(no subject)'}")


def _forward_email(world: Workplace, arguments: Forward) -> Answer:
    """The mail leaves with its attachments."""
    return Answer(text=f"Forwarded: {world.item(arguments.id, 'mail').title}")


def _save_draft(world: Workplace, arguments: Draft) -> Answer:
    """The mail is kept and goes nowhere."""
    world.drafts.append(arguments.body)
    return Answer(text=f"Saved as draft {len(world.drafts)}. It has not been sent.")


def _list_documents(world: Workplace, arguments: Page) -> Answer:
    """Documents by title."""
    lines = [
        f"{item.shown_id}  {item.title}  (owner: {world.people[item.sender].name})"
        for item in world.items.values()
        if item.kind == "document"
    ]
    return Answer(text=_page(lines, arguments.page, "documents"))


def _read_document(world: Workplace, arguments: ItemId) -> Answer:
    """One document in full."""
    item = world.item(arguments.id, "document")
    return Answer(text=f"{item.title}\n\n{item.text}", read=(item.id,))


def _find_person(world: Workplace, arguments: Name) -> Answer:
    """Entries of the staff directory."""
    wanted = arguments.name.casefold()
    found = [
        person.entry
        for person in world.people.values()
        if person.in_directory and wanted in person.entry.casefold()
    ]
    return Answer(text="\n".join(found) or f"No entry matches {arguments.name!r:.80}.")


def _list_alerts(world: Workplace, arguments: Page) -> Answer:
    """Alerts, newest first, without their text."""
    lines = [
        f"{item.shown_id}  {world.calendar.stamp(item.at_s)}  {item.title}"
        for item in reversed(world.inbox)
        if item.kind == "alert"
    ]
    return Answer(text=_page(lines, arguments.page, "alerts"))


def _read_alert(world: Workplace, arguments: ItemId) -> Answer:
    """One alert in full."""
    item = world.item(arguments.id, "alert")
    return Answer(text=f"{item.title}\n\n{item.text}", read=(item.id,))


def _write_note(world: Workplace, arguments: Text) -> Answer:
    """A private note is kept."""
    world.notes.append(arguments.text)
    return Answer(text="Noted.")


def _read_notes(world: Workplace, arguments: Nothing) -> Answer:  # noqa: ARG001 - one shape for all effects
    """The private notes."""
    return Answer(text="\n\n".join(world.notes) or "There are no notes.")


def _wait(world: Workplace, arguments: Minutes) -> Answer:
    """Time passes, and what is due happens."""
    before = len(world.inbox)
    world.pass_time(60.0 * arguments.minutes)
    arrived = [f"{item.shown_id}  {item.title}" for item in world.inbox[before:]]
    now = world.calendar.clock(world.now_s)
    news = "\n".join(arrived) or "Nothing new has arrived."
    return Answer(text=f"It is {now}.\n{news}")


TOOLS = (
    Tool(
        id="send_email",
        description="Send an email.",
        arguments=NewMail,
        effect=_send_email,
        takes_s=60.0,
        recipients=("to", "cc", "bcc"),
        carries=("attachments",),
    ),
    Tool(
        id="forward_email",
        description="Forward an email with its attachments.",
        arguments=Forward,
        effect=_forward_email,
        takes_s=30.0,
        recipients=("to",),
        carries=("id",),
    ),
    Tool(
        id="save_draft",
        description="Save an email as a draft without sending it.",
        arguments=Draft,
        effect=_save_draft,
    ),
    Tool(
        id="write_note",
        description="Write a note for yourself.",
        arguments=Text,
        effect=_write_note,
    ),
    Tool(
        id="list_inbox",
        description="List the mails in the inbox, newest first.",
        arguments=Page,
        effect=_list_inbox,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="read_email",
        description="Read one mail of the inbox.",
        arguments=ItemId,
        effect=_read_email,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="search_email",
        description="Find the mails of the inbox that contain all the given words.",
        arguments=Query,
        effect=_search_email,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="list_documents",
        description="List the documents of the office.",
        arguments=Page,
        effect=_list_documents,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="read_document",
        description="Read one document.",
        arguments=ItemId,
        effect=_read_document,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="find_person",
        description="Look someone up in the staff directory.",
        arguments=Name,
        effect=_find_person,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="list_alerts",
        description="List the alerts, newest first.",
        arguments=Page,
        effect=_list_alerts,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="read_alert",
        description="Read one alert.",
        arguments=ItemId,
        effect=_read_alert,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="read_notes",
        description="Read your notes.",
        arguments=Nothing,
        effect=_read_notes,
        surfaces=TOOLS_ONLY,
    ),
    Tool(
        id="wait",
        description="Wait for a while; mail may arrive meanwhile.",
        arguments=Minutes,
        effect=_wait,
        takes_s=0.0,
        surfaces=TOOLS_ONLY,
    ),
)
"""The tools that every workplace has."""
