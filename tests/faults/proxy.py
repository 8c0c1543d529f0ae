"""A proxy with a password before a server: as small as it can be, and as docs/how-to/serve.md asks for."""

import asyncio
import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

REFUSED = (
    b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="Approdo", charset="UTF-8"\r\n'
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class Proxy:
    """Asks for a name and a password on every connection, each of which carries one request or one WebSocket."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self.port = port
        self.expected = b"Basic " + base64.b64encode(f"{name}:{password}".encode())
        self.seen: list[bytes] = []  # what reached the server

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            given = [line for line in lines if line.lower().startswith(b"authorization:")]
            if [line.split(b":", 1)[1].strip() for line in given] != [self.expected]:
                writer.write(REFUSED)
                return
            upgrade = any(line.lower().startswith(b"upgrade:") for line in lines)
            kept = [line for line in lines if line not in given]
            if not upgrade:  # one request for each sign-in
                kept = [line for line in kept if not line.lower().startswith(b"connection:")]
                kept.insert(1, b"Connection: close")
            self.seen.append(b"\r\n".join(kept))
            behind, before = await asyncio.open_connection("127.0.0.1", self.port)
            before.write(b"\r\n".join(kept))
            await asyncio.gather(_carry(reader, before), _carry(behind, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@contextmanager
def proxy(port: int, name: str, password: str) -> Iterator[tuple[str, Proxy]]:
    """Give the address of a proxy before the server on a port of this machine, and the proxy."""
    made = Proxy(port, name, password)
    ready: Queue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Queue()

    async def run() -> None:
        server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
        over = asyncio.Event()
        ready.put((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), over))
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    mine, loop, over = ready.get(timeout=30)
    try:
        yield f"http://127.0.0.1:{mine}", made
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
