"""The dashboard as a service: each hole of plain Solara is closed in the real server, with a test."""

import http.client
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosedOK, WebSocketException
from websockets.sync.client import connect

from tests.browser.conftest import Visitor
from tests.browser.serving import dashboard

pytestmark = pytest.mark.promise("service.gate")
STALLS = (1_000_000_000).to_bytes(4, "big") + b"\0" * 96


def get(server, path, **headers):
    """Return status, headers and body."""
    address = urlsplit(server)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {key.lower(): text for key, text in answer.getheaders()}, body


def channel(server, origin):
    address = server.replace("http", "ws") + "/jupyter/api/kernels/1234/channels?session_id=1"
    return connect(address, origin=origin, open_timeout=30, additional_headers={"Cookie": "solara-session-id=test"})


def test_a_frame_of_100_bytes_does_not_stall_the_server(server):
    with channel(server, server) as open_:
        open_.send(STALLS)
        with pytest.raises(ConnectionClosedOK):  # plain Solara is busy with it for long, and breaks off
            open_.recv(timeout=180)
    assert get(server, "/readyz")[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_other_origins_get_no_channel(server, origin):
    with pytest.raises(WebSocketException):
        channel(server, origin)


def test_other_hosts_get_nothing(server):
    assert get(server, "/", Host="evil.example")[0] == 400


def test_no_relay_to_a_library_server(server, outside):
    assert get(server, "/_solara/cdn/left-pad@1.3.0/index.js")[0] == 404
    with pytest.raises(BlockingIOError):  # nobody has called
        outside.accept()
    assert get(server, "/_solara/cdn/../../../../etc/passwd")[0] in (400, 404)


def test_nobody_learns_about_the_machine(server):
    assert get(server, "/resourcez")[0] == 404
    assert get(server, "/resourcez?verbose=1")[0] == 404
    status, headers, body = get(server, "/", Accept="text/html")
    assert status == 200
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "HttpOnly" in headers["set-cookie"]
    assert "server" not in headers
    assert b"mixpanel" not in body.lower()


def test_it_works_under_a_base_path_until_ctrl_c(chromium, tmp_path):
    with dashboard(tmp_path, "--base-path", "/tools/approdo", "--pairs", "2") as address:
        visitor = Visitor(chromium, address)
        visitor.open()
        visitor.answer(2)
        visitor.go("evidence", '[data-name="parameters"]')
        assert urlsplit(visitor.page.url).path == "/tools/approdo/evidence"
        inside = [address for address in visitor.asked if address.startswith(("http", "ws"))]
        assert all(urlsplit(address).path.startswith("/tools/approdo/") for address in inside)
        address.process.send_signal(signal.SIGINT)  # while the page is open
        assert address.process.wait(60) == 0
        visitor.context.close()
    assert address.log.read_text().splitlines()[-1].startswith("The dashboard has ended. Saved scenarios are kept;")


def test_the_system_ends_it_like_ctrl_c(tmp_path):
    (tmp_path / "temporary").mkdir()
    with dashboard(tmp_path, "--pairs", "2", settings={"TMPDIR": str(tmp_path / "temporary")}) as address:
        assert list((tmp_path / "temporary").iterdir())  # a store of its own
        address.process.terminate()
        assert address.process.wait(60) == 0
    assert list((tmp_path / "temporary").iterdir()) == []
    assert address.log.read_text().splitlines()[-1].startswith("The dashboard has ended. Saved scenarios are kept;")


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "approdo", "dashboard", "--no-open", "--port", str(port)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert f"Another port: approdo dashboard --port {port + 1}" in done.stderr
