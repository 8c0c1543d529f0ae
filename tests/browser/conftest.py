"""A real server in a process of its own, and Debian's Chromium."""

import shutil
from pathlib import Path

import pytest

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
READY = 60_000  # milliseconds, on a machine that does other things too


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a dashboard; its answers stop early, so that no page keeps the processors from the next."""
    with dashboard(tmp_path_factory.mktemp("dashboard"), "--pairs", str(PAIRS)) as address:
        yield address
    log = address.log.read_text()
    assert "Traceback" not in log, log[-3000:]


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

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

    def answer(self, pairs=2):
        """Wait for an answer to what is on the screen, of at least so many pairs; return how many it has."""
        self.page.wait_for_function(
            "least => parseInt(document.querySelector('#runs')?.textContent || '0') >= least", arg=pairs
        )
        return int(self.page.inner_text("#runs").split()[0])

    def number(self, outcome):
        return self.page.inner_text(f'[data-outcome^="{outcome}"]')

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
