"""A browser for tests: headless Chromium, spoken to through its debugging pipe.

Nothing is mocked and no port is opened: commands go in on one pipe, answers come out on
another. A missing browser is a failure, never a skip.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
    *("--no-first-run", "--disable-dev-shm-usage", "--disable-extensions"),
    *("--disable-background-networking", "--mute-audio", "--remote-debugging-pipe"),
)
MM = 25.4
A4 = (210 / MM, 297 / MM)
"""Paper, inches."""


def program() -> str:
    """Where the browser is."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"these tests need a browser on PATH, one of {', '.join(NAMES)}"
    return found


class Browser:
    """One page of a headless browser."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session: str | None = None
        self.problems: list[str] = []
        """What the page's console and its policy complained of."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """The answer to a command of the browser's protocol."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == number:
                assert "error" not in said, f"{method}: {said['error']}"
                return dict(said["result"])

    def _next(self) -> dict[str, Any]:
        """The next message; complaints are kept."""
        while b"\0" not in self._rest:
            piece = os.read(self._read, 1 << 20)
            assert piece, "the browser is gone"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if said.get("method") == "Log.entryAdded":
            self.problems.append(said["params"]["entry"]["text"])
        if said.get("method") == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(said["params"]["exceptionDetails"]))
        return said

    def open(
        self, page: Path | str, *, width: int = 1280, height: int = 900
    ) -> Browser:
        """Load a page and wait until it is there."""
        address = page if isinstance(page, str) else page.resolve().as_uri()
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.problems.clear()
        self.ask("Page.navigate", url=address)
        while self.value("document.readyState") != "complete":
            pass
        return self

    def value(self, script: str) -> Any:  # noqa: ANN401 - JSON
        """What an expression is on the page."""
        said = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press and release a key, as a person does."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                **(text if kind == "keyDown" else {}),
            )

    def click(self, selector: str) -> None:
        """Click the middle of the first element that matches."""
        place = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask(
                "Input.dispatchMouseEvent",
                type=kind,
                x=place[0],
                y=place[1],
                button="left",
                clickCount=1,
            )

    def dark(self) -> None:
        """Ask pages for their dark colors."""
        feature = {"name": "prefers-color-scheme", "value": "dark"}
        self.ask("Emulation.setEmulatedMedia", features=[feature])

    def picture(self, target: Path, *, whole: bool = False) -> None:
        """Save what is seen, or the whole page, as PNG."""
        said = self.ask("Page.captureScreenshot", captureBeyondViewport=whole)
        target.write_bytes(base64.b64decode(said["data"]))

    def paper(self, target: Path) -> None:
        """Print the page on A4."""
        said = self.ask(
            "Page.printToPDF",
            paperWidth=A4[0],
            paperHeight=A4[1],
            printBackground=True,
            preferCSSPageSize=True,
        )
        target.write_bytes(base64.b64decode(said["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that ends with the block."""
    ours_read, theirs_write = os.pipe()
    theirs_read, ours_write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        started = subprocess.Popen(
            # The pipe's ends are to be descriptors 3 and 4 of the browser.
            [
                *("bash", "-c", 'exec "$@" 3<&"$IN" 4>&"$OUT"', "bash"),
                *(program(), *FLAGS, f"--user-data-dir={profile}"),
            ],
            pass_fds=(theirs_read, theirs_write),
            env={**os.environ, "IN": str(theirs_read), "OUT": str(theirs_write)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_read)
        os.close(theirs_write)
        try:
            yield Browser(ours_write, ours_read)
        finally:
            started.terminate()
            started.wait(timeout=20)
            os.close(ours_write)
            os.close(ours_read)
