"""What stands before Solara: it closes what plain Solara leaves open (docs/how-to/dashboard.md lists it)."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

# Vue compiles templates in the browser, hence 'unsafe-eval'; nothing may come from, or go to, another machine.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
MOST_BUFFERS: Final = 256
LARGEST_FRAME: Final = 1_000_000  # bytes; an upload has 64,000
LARGEST_BODY: Final = 100_000


def malformed(frame: bytes) -> bool:
    """Tell whether a binary frame is none of Jupyter's: its table of buffers must fit into it.

    Solara 1.64 takes the number of buffers from the first four bytes as they come and would build a format string of
    gigabytes from it, which stops the whole server for half a minute.
    """
    if len(frame) < 4:
        return True
    count = int.from_bytes(frame[:4], "big", signed=True)
    return not 1 <= count <= MOST_BUFFERS or 4 * (count + 1) > len(frame)


class Gate:
    """Lets in known hosts and same-origin WebSockets, refuses bad frames and too many pages, sets headers.

    Args:
        app: what is behind.
        hosts: names under which the server may be called (without port); ``"*"`` for any.
        most: pages that may be open at the same time.
        pages: tells which pages are open, by kernel id.
    """

    def __init__(self, app: App, hosts: Collection[str], most: int, pages: Callable[[], Collection[str]]) -> None:
        self.app, self.hosts, self.most, self.pages = app, hosts, most, pages
        self._sockets: set[str] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if scope["type"] == "websocket":
            if refused:
                await receive()
                await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
                return
            await self._socket(scope, receive, send)
        elif refused:
            await _answer(send, *refused)
        else:
            await self.app(scope, _bounded(receive), _with_headers(send))

    def _refused(self, scope: Message) -> tuple[int, str] | None:
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if "*" not in self.hosts and name not in self.hosts:
            return 400, "unknown host"
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if changes and urlsplit(headers.get("origin", "")).netloc != host:
            return 403, "foreign origin"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, "too large"
        if self._is_page(scope, headers) and len(self._open()) >= self.most:
            return 503, f"All {self.most} places are taken. Please try again in some minutes."
        return None

    @staticmethod
    def _is_page(scope: Message, headers: MutableMapping[str, str]) -> bool:
        return scope["type"] == "http" and "text/html" in headers.get("accept", "")

    def _open(self) -> set[str]:
        return self._sockets | set(self.pages())

    async def _socket(self, scope: Message, receive: Receive, send: Send) -> None:
        parts = scope["path"].split("/")
        page = parts[parts.index("kernels") + 1] if "kernels" in parts[:-1] else scope["path"]
        taken = self._open()
        if page not in taken and len(taken) >= self.most:
            await receive()
            await send({"type": "websocket.close", "code": 1013, "reason": "all places are taken"})
            return
        self._sockets.add(page)
        try:
            await self.app(scope, _checked(receive), send)
        finally:
            self._sockets.discard(page)


def _checked(receive: Receive) -> Receive:
    async def inner() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            frame, text = message.get("bytes"), message.get("text")
            too_large = len(frame or text or "") > LARGEST_FRAME
            if too_large or (frame is not None and malformed(frame)):
                return {"type": "websocket.disconnect", "code": 1003, "reason": "malformed frame"}
        return message

    return inner


def _bounded(receive: Receive) -> Receive:
    seen = 0

    async def inner() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST_BODY else message

    return inner


def _with_headers(send: Send) -> Send:
    async def inner(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {key.lower() for key, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in known)]
        await send(message)

    return inner


async def _answer(send: Send, status: int, text: str) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text.encode()})
