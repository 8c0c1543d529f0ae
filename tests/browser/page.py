"""A page of the dashboard without a browser: speaks Solara's protocol, knows the widgets, sends them events."""

import asyncio
import contextlib
import json
import random
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

LARGEST: Final = 16_000_000  # bytes of a frame from the server
PATIENCE: Final = 600.0  # seconds until something that is not answered counts as wrong


class Page:
    """One page as its browser would have it.

    Args:
        url: of the server, without a slash at the end.
        chance: where its number comes from, and which language it asks for.
    """

    silent = False  # leaves without a word, as a laptop that is shut

    def __init__(self, url: str, chance: random.Random) -> None:
        self.url, self.chance = url, chance
        self.kernel = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        self.widgets: dict[str, dict[str, Any]] = {}
        self.cookie = ""
        self.idle: dict[str, asyncio.Event] = {}
        self.socket: ClientConnection | None = None

    def hear(self, text: str) -> None:
        """Take note of a frame, as it came."""

    def _get(self, path: str, data: bytes | None = None) -> str:
        headers = {"Accept": "text/html", "Cookie": self.cookie, "Origin": self.url, "Accept-Language": "it"}
        request = urllib.request.Request(self.url + path, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()
            return str(answer.headers.get("Set-Cookie") or "").split(";")[0]

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[None]:
        """Open the page; when it is left, close it as a browser does."""
        self.cookie = await asyncio.to_thread(self._get, "/")
        parts = urlsplit(self.url)
        address = f"ws://{parts.netloc}{parts.path}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.kernel}"
        headers = {"Cookie": self.cookie, "Accept-Language": self.chance.choice(("it", "en"))}
        opening = connect(
            address, origin=Origin(self.url), additional_headers=headers, max_size=LARGEST, close_timeout=1
        )
        async with opening as socket:
            self.socket = socket
            listening = asyncio.create_task(self._listen())
            try:
                control = uuid.uuid4().hex
                await self._send("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
                run = {"method": "run", "args": {"path": "/", "appName": None, "dark": False, "themes": {}}}
                await self._send("comm_msg", {"comm_id": control, "data": run})
                yield
            finally:
                listening.cancel()
                if self.silent:
                    socket.transport.abort()
                else:
                    with contextlib.suppress(OSError):
                        close = f"/_solara/api/close/{self.kernel}?session_id={self.kernel}"
                        await asyncio.to_thread(self._get, close, b"")

    async def _listen(self) -> None:
        assert self.socket is not None
        async for frame in self.socket:
            text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
            self.hear(text)
            self._take(json.JSONDecoder().raw_decode(text[text.find("{") :])[0])

    def _take(self, message: dict[str, Any]) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            event = self.idle.pop(message["parent_header"].get("msg_id", ""), None)
            if event is not None:
                event.set()
        elif kind == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"].get("state", {}))
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
        elif kind == "comm_close":
            self.widgets.pop(content["comm_id"], None)

    async def _send(self, kind: str, content: dict[str, Any]) -> float:
        """Send a message; return the seconds until the server is done with it."""
        number, done = uuid.uuid4().hex, asyncio.Event()
        self.idle[number] = done
        head = {"msg_id": number, "msg_type": kind, "session": self.kernel, "username": "", "version": "5.2"}
        message = {"header": head, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        message["channel"] = "shell"
        begun = time.monotonic()
        assert self.socket is not None
        await self.socket.send(json.dumps(message))
        await asyncio.wait_for(done.wait(), PATIENCE)
        return time.monotonic() - begun

    def find(self, **traits: Any) -> str | None:
        """Return the widget with these traits; `...` stands for any value."""
        for name, state in self.widgets.items():
            if all(key in state and (value is ... or state[key] == value) for key, value in traits.items()):
                return name
        return None

    async def event(self, what: str, data: object, /, **traits: Any) -> float:
        """Send an event to a widget; return the seconds until the page has taken it, 0 if there is no such widget."""
        widget = self.find(**traits)
        if widget is None:
            return 0.0
        content = {"comm_id": widget, "data": {"method": "custom", "content": {"event": what, "data": data}}}
        return await self._send("comm_msg", content)

    async def until(self, there: Callable[[], bool], wrong: str) -> None:
        """Wait for something on the page.

        Raises:
            TimeoutError: it did not come; `wrong` says what.
        """
        ends = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > ends:
                raise TimeoutError(wrong)
            await asyncio.sleep(0.05)

    async def answer(self) -> None:
        """Wait until the page shows an answer to what is on the screen."""
        bars = self.widgets.values
        await self.until(lambda: any(each.get("done") and "total" in each for each in bars()), "no answer")
