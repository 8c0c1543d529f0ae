"""What plain Solara leaves open is closed before it: hosts, origins, frames, sizes, places, headers."""

import pytest

from approdo.viz.dashboard.gate import LARGEST_BODY, LARGEST_FRAME, MOST_BUFFERS, Gate, malformed
from approdo.viz.dashboard.limits import LOOPBACK
from tests.beside import run_beside

pytestmark = pytest.mark.promise("service.gate")
STALLS = (1_000_000_000).to_bytes(4, "big") + b"\0" * 96  # 100 bytes: 30 s and 4 GB in Solara 1.64.1
GOOD = (1).to_bytes(4, "big") + (8).to_bytes(4, "big") + b"{}"


class Behind:
    """Stands for Solara: remembers what reached it."""

    def __init__(self):
        self.seen = []

    async def __call__(self, scope, receive, send):
        self.seen.append(scope["path"])
        while scope["type"] == "websocket":
            message = await receive()
            self.seen.append(message)
            if message["type"] == "websocket.disconnect":
                return
        message = await receive()
        self.seen.append(message)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"page"})


def call(scope, messages=(), most=3, pages=(), hosts=LOOPBACK):
    """Return what the gate sent and what got through it."""
    behind, sent, waiting = Behind(), [], list(messages)
    gate = Gate(behind, hosts, most, lambda: list(pages))

    async def receive():
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    run_beside(lambda: gate(scope, receive, send))
    return sent, behind.seen


def http(method="GET", path="/", **headers):
    given = {"host": "127.0.0.1:8765", **{key.replace("_", "-"): value for key, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(key.encode(), value.encode()) for key, value in given.items()],
    }


def socket(path="/jupyter/api/kernels/abc/channels", **headers):
    return {**http(path=path, **{"origin": "http://127.0.0.1:8765", **headers}), "type": "websocket"}


def frame(content):
    return {"type": "websocket.receive", "bytes": content}


def test_a_page_passes_with_headers_that_keep_it_here():
    sent, seen = call(http())
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 200
    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert (headers[b"x-content-type-options"], headers[b"x-frame-options"]) == (b"nosniff", b"DENY")
    assert seen[0] == "/"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_unknown_hosts_are_refused(host):
    sent, seen = call(http(host=host))
    assert (sent[0]["status"], seen) == (400, [])


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8765", "[::1]"])
def test_this_machine_has_several_names(host):
    assert call(http(host=host))[0][0]["status"] == 200


def test_a_proxy_s_name_is_let_in_when_it_is_named():
    assert call(http(host="approdo.example"), hosts=(*LOOPBACK, "approdo.example"))[0][0]["status"] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "http://localhost:8765"])
def test_sockets_of_other_origins_are_refused(origin):
    sent, seen = call(socket(origin=origin), [{"type": "websocket.connect"}])
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": "foreign origin"}]
    assert seen == []


def test_a_post_of_another_origin_is_refused():
    assert call(http("POST", origin="http://evil.example"))[0][0]["status"] == 403
    assert call(http("POST", origin="http://127.0.0.1:8765"))[0][0]["status"] == 200


@pytest.mark.parametrize(
    "content", [STALLS, b"", b"\0\0\0", b"\xff\xff\xff\xff" + b"\0" * 96, b"\0\0\0\0", b"\0\0\0\5" + b"\0" * 8]
)
def test_frames_that_would_stall_solara_never_reach_it(content):
    assert malformed(content)
    _, seen = call(socket(), [{"type": "websocket.connect"}, frame(content)])
    assert seen[-1] == {"type": "websocket.disconnect", "code": 1003, "reason": "malformed frame"}


def test_good_frames_pass():
    assert not malformed(GOOD)
    assert not malformed(MOST_BUFFERS.to_bytes(4, "big") + b"\0" * 4 * MOST_BUFFERS)
    _, seen = call(
        socket(), [{"type": "websocket.connect"}, frame(GOOD), {"type": "websocket.disconnect", "code": 1000}]
    )
    assert seen[2] == frame(GOOD)


@pytest.mark.parametrize("content", [{"bytes": GOOD + b"x" * LARGEST_FRAME}, {"text": "x" * (LARGEST_FRAME + 1)}])
def test_frames_too_large_end_the_connection(content):
    _, seen = call(socket(), [{"type": "websocket.connect"}, {"type": "websocket.receive", **content}])
    assert seen[-1]["type"] == "websocket.disconnect"


def test_bodies_too_large_are_refused_told_or_not():
    origin = "http://127.0.0.1:8765"
    assert call(http("POST", origin=origin, content_length=str(LARGEST_BODY + 1)))[0][0]["status"] == 413
    assert call(http("POST", origin=origin, content_length="many"))[0][0]["status"] == 413
    long = {"type": "http.request", "body": b"x" * (LARGEST_BODY + 1), "more_body": True}
    _, seen = call(http("POST", origin=origin), [long])
    assert seen[-1] == {"type": "http.disconnect"}


def test_one_page_too_many_is_refused_in_words_and_not_queued():
    sent, seen = call(http(accept="text/html"), pages=["a", "b", "c"])
    assert (sent[0]["status"], seen) == (503, [])
    assert b"All 3 places are taken" in sent[1]["body"]
    sent, seen = call(socket(), [{"type": "websocket.connect"}], pages=["a", "b", "c"])
    assert (sent[0]["code"], seen) == (1013, [])
    assert call(http(path="/static/x.js", accept="*/*"), pages=["a", "b", "c"])[0][0]["status"] == 200


def test_a_page_that_is_open_may_come_back():
    _, seen = call(socket(), [{"type": "websocket.connect"}, {"type": "websocket.disconnect"}], pages=["abc", "b", "c"])
    assert seen[0] == "/jupyter/api/kernels/abc/channels"
