"""An attacker at the door of the real server: behind a proxy with a password, and without."""

import base64
import http.client
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import connect

from tests.browser.conftest import READY
from tests.browser.serving import dashboard
from tests.faults.proxy import proxy

NAME, PASSWORD, SECRET = "reader", "corréct horse", "S3CRET-marker"
SIGNED = "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()


def ask(address, path, method="GET", **headers):
    """Return status, headers and body."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.request(method, path, headers={"Connection": "close", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {key.lower(): text for key, text in answer.getheaders()}, body


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A server mounted below a path, which may be called by one more name, and a proxy before it."""
    folder = tmp_path_factory.mktemp("behind")
    with (
        dashboard(folder, "--base-path", "/approdo", "--allow-host", "approdo.example.org") as server,
        proxy(urlsplit(server).port or 0, NAME, PASSWORD) as (address, door),
    ):
        yield address, door, server


def channel(address, **more):
    return connect(
        address.replace("http", "ws") + "/approdo/jupyter/api/kernels/1234/channels?session_id=1",
        open_timeout=30,
        additional_headers={"Cookie": "solara-session-id=test", **more.pop("headers", {})},
        **more,
    )


@pytest.mark.promise("service.proxy")
def test_nobody_comes_in_without_the_password(behind):
    address, door, _ = behind
    door.seen.clear()
    wrong = "Basic " + base64.b64encode(f"{NAME}:{PASSWORD.upper()}".encode()).decode()
    for path in ("/approdo/", "/approdo/readyz", "/approdo/_solara/cdn/x", "/", "/approdo/?s=x", "/approdo/static/x"):
        for headers in ({}, {"Authorization": wrong}, {"Authorization": "Bearer x"}, {"X-Forwarded-User": NAME}):
            assert ask(address, path, **headers)[0] == 401
    with pytest.raises(InvalidStatus):
        channel(address, origin=address)
    assert door.seen == []


@pytest.mark.promise("service.proxy")
def test_with_the_password_the_page_comes_and_the_server_never_sees_it(behind):
    address, door, _ = behind
    door.seen.clear()
    status, headers, body = ask(address, "/approdo/", Authorization=SIGNED, Accept="text/html")
    assert status == 200
    assert "default-src 'self'" in headers["content-security-policy"]
    assert b"solara" in body
    with channel(address, origin=address, headers={"Authorization": SIGNED}) as open_:
        open_.ping().wait(30)
    reached = b"".join(door.seen)
    assert b"uthorization" not in reached
    assert SIGNED.split()[1].encode() not in reached


@pytest.mark.promise("service.proxy")
def test_names_and_origins_are_looked_at_behind_the_proxy_too(behind):
    address, _, _ = behind
    host = {"Authorization": SIGNED, "Host": "approdo.example.org"}
    assert ask(address, "/approdo/", **host)[0] == 200
    assert ask(address, "/approdo/", **{**host, "Host": "evil.example"})[0] == 400
    for origin in ("http://evil.example", "null", None):
        with pytest.raises(WebSocketException):
            channel(address, origin=origin, headers={"Authorization": SIGNED})


@pytest.mark.promise("service.proxy")
def test_a_reader_signs_in_and_gets_an_answer(behind, chromium):
    address, _, _ = behind
    credentials = {"username": NAME, "password": PASSWORD}
    context = chromium.new_context(http_credentials=credentials)
    try:
        context.set_default_timeout(READY)
        page = context.new_page()
        assert page.goto(f"{address}/approdo/").status == 200
        page.wait_for_function("parseInt(document.querySelector('#runs')?.textContent || '0') >= 4")
    finally:
        context.close()


@pytest.mark.promise("service.text")
def test_the_log_tells_nothing_of_what_visitors_sent(behind):
    address, _, server = behind
    marked = {"Cookie": f"solara-session-id={SECRET}", "Referer": f"http://x/{SECRET}", "User-Agent": SECRET}
    for path in (f"/approdo/?s={SECRET}", f"/approdo/{SECRET}", f"/approdo/static/{SECRET}", f"/{SECRET}%00"):
        for method in ("GET", "POST", "PUT", SECRET[:3].upper()):
            ask(address, path, method, Authorization=SIGNED, Origin=address, **marked)
    log = server.log.read_text()
    assert SECRET not in log
    assert PASSWORD not in log
    assert "Traceback" not in log


@pytest.mark.promise("service.text")
def test_no_link_of_the_page_carries_the_cookie_or_the_password(behind):
    address, _, _ = behind
    cookie = f"solara-session-id={SECRET}"
    _, _, body = ask(address, "/approdo/", Authorization=SIGNED, Cookie=cookie, Accept="text/html")
    assert SECRET.encode() not in body
    assert SIGNED.split()[1].encode() not in body
