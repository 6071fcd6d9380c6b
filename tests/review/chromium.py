"""A headless Chromium driven over its debugging pipe: pages, keys, pictures, scripts."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
)


def _that_starts() -> str | None:
    """Chromium, unless it cannot start: some containers do not let it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        asked = [found, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            subprocess.run(asked, check=True, capture_output=True, timeout=120)
        except (subprocess.SubprocessError, OSError):
            return None
    return found


EXECUTABLE = _that_starts()

# Chromium reads commands from descriptor 3 and answers at 4.
_EXECUTE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """One browser with one page. `console` keeps what pages logged as errors, CSP reports included."""

    def __init__(self) -> None:
        if EXECUTABLE is None:
            raise RuntimeError("There is no Chromium that starts.")
        self.console: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._number = 0
        self._events: list[dict[str, Any]] = []
        to_browser, self._out = _pipe(write=True)
        from_browser, self._in = _pipe(write=False)
        command = [
            EXECUTABLE,
            *FLAGS,
            "--remote-debugging-pipe",
            f"--user-data-dir={self._profile.name}",
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _EXECUTE, str(to_browser), str(from_browser), *command],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session: str | None = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._out.close()
        self._in.close()
        self._profile.cleanup()

    def forget(self) -> None:
        """Drop cookies, stored answers, and what was noted so far."""
        self.open("about:blank")
        for what in ("Cookies", "Cache"):
            self._call(f"Network.clearBrowser{what}")
        for notes in (self.console, self.requests, self.dialogs):
            notes.clear()

    def look(
        self, *, width: int = 1360, height: int = 900, dark: bool = False, scripts: bool = True
    ) -> None:
        """Set the window, the colour scheme, and whether scripts run."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", {"features": [scheme]})
        self._call("Emulation.setScriptExecutionDisabled", {"value": not scripts})

    def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""
        self.settle(lambda: self._call("Page.navigate", {"url": url}))

    def settle(self, action: Callable[[], object]) -> None:
        """Do something that loads a page, and wait for it."""
        self._events.clear()
        action()
        deadline = time.monotonic() + 120
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            if time.monotonic() > deadline:
                raise TimeoutError("The page did not load.")
            self._call("Runtime.evaluate", {"expression": "1"})
            time.sleep(0.02)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page; a promise is waited for."""
        answer = self._call(
            "Runtime.evaluate",
            {"expression": script, "returnByValue": True, "awaitPromise": True},
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + 60
        while not self.run(script):
            if time.monotonic() > deadline:
                raise TimeoutError(script)
            time.sleep(0.03)

    def press(self, key: str) -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        codes = {"Enter": 13, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "Escape": 27}
        event = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self._call("Input.dispatchKeyEvent", {**event, **down})
        self._call("Input.dispatchKeyEvent", {**event, "type": "keyUp"})

    def compose(self, text: str) -> None:
        """Put letters into an input method that has not yet made a word of them."""
        at = len(text)
        self._call(
            "Input.imeSetComposition", {"text": text, "selectionStart": at, "selectionEnd": at}
        )

    def commit(self, text: str) -> None:
        """Choose the word that an input method offers for what was composed."""
        self._call("Input.insertText", {"text": text})

    def screenshot(self, file: Path, *, whole: bool = False) -> None:
        """Save what the window shows, or the whole page, as PNG."""
        answer = self._call("Page.captureScreenshot", {"captureBeyondViewport": whole})
        file.write_bytes(base64.b64decode(answer["data"]))

    def _call(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters or {}}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("Chromium ended.")
            data += byte
        message: dict[str, Any] = json.loads(data)
        if "method" in message:
            self._take(message)
        return message

    def _take(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        parameters = event["params"]
        if event["method"] == "Log.entryAdded":
            self.console.append(parameters["entry"]["text"])
        elif event["method"] == "Runtime.exceptionThrown":
            self.console.append(str(parameters["exceptionDetails"]))
        elif event["method"] == "Page.javascriptDialogOpening":
            self.dialogs.append(parameters["message"])
        elif event["method"] == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])


def _pipe(*, write: bool) -> tuple[int, IO[bytes]]:
    """The child's end of a pipe, as a descriptor clear of 3 and 4, and our end as a stream."""
    read_end, write_end = os.pipe()
    ours, theirs = (write_end, read_end) if write else (read_end, write_end)
    moved = fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(theirs)
    return moved, os.fdopen(ours, "wb" if write else "rb", buffering=1 << 20)


@dataclass(frozen=True, slots=True)
class Open:
    """A browser, and the address of a workbench that it can reach."""

    browser: Chromium
    base: str

    def go(self, path: str) -> Chromium:
        """The browser with a page of the workbench open."""
        self.browser.open(self.base + path)
        return self.browser
