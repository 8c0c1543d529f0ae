"""A real server in a process of its own, and Debian's Chromium."""

import shutil
import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.serving import dashboard

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SCREENSHOTS = Path(__file__).parent / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PAIRS = 16  # where answers stop
READY = 180_000  # milliseconds, on a machine that does other things too: tests wait for what happens, not for a time
ENOUGH = """least => {
  const pairs = parseInt(document.querySelector('#runs')?.textContent || '0');
  return pairs >= least && pairs;
}"""
expect.set_options(timeout=READY)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def outside():
    """Stands for every other machine: the server's way out leads here, and nothing may come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="session")
def server(tmp_path_factory, outside):
    """The address of a dashboard; its answers stop early, so that no page keeps the processors from the next."""
    way_out = f"http://127.0.0.1:{outside.getsockname()[1]}"
    settings = {"HTTP_PROXY": way_out, "HTTPS_PROXY": way_out, "http_proxy": way_out, "https_proxy": way_out}
    folder = tmp_path_factory.mktemp("dashboard")
    with dashboard(folder, "--pairs", str(PAIRS), settings=settings) as address:
        yield address
    log = address.log.read_text()
    assert "Traceback" not in log, log[-3000:]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One reader with a browser of their own; what the page asks of the network and complains about is kept."""

    def __init__(self, chromium, server, language="en-GB", size=(1280, 800), keep=None):
        self.server = server
        self.context = chromium.new_context(
            locale=language, viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        self.context.set_default_timeout(READY)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)

    def open(self, path="/", ready="#main h1"):
        self.page.goto(self.server + path)
        self.page.wait_for_selector(ready)
        return self.page

    def go(self, name, ready="#main h1"):
        self.page.click(f'[data-page="{name}"]')
        self.page.wait_for_selector(f'[data-page="{name}"].here')
        self.page.wait_for_selector(ready)
        return self.page

    def answer(self, pairs=2, of=""):
        """Wait for an answer of at least so many pairs; return how many it has.

        Where the package on the screen has just been changed, `of` is its name: the last answer may stand there still.
        """
        if of:
            expect(self.page.locator("#sentence")).to_contain_text(of)
        return self.page.wait_for_function(ENOUGH, arg=pairs).json_value()

    def number(self, outcome):
        """Return one of the four numbers."""
        return self.page.locator(f'[data-outcome^="{outcome}"]')

    def change(self, dwellings, field="dwellings"):
        """Set a lever of the package that the dashboard opens with."""
        self.page.fill(f"#social_agency-{field}", str(dwellings))
        self.page.press(f"#social_agency-{field}", "Tab")

    def shot(self, name):
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture
def visit(chromium, server):
    """Gives new visitors."""
    made = []

    def new(language="en-GB", size=(1280, 800)):
        visitor = Visitor(chromium, server, language, size)
        made.append(visitor)
        return visitor

    yield new
    for visitor in made:
        visitor.context.close()


@pytest.fixture
def visitor(visit):
    return visit()
