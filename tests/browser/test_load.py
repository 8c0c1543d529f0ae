"""Twenty readers at once: all get an answer, nobody sees what is another's, and memory comes back when they leave."""

import pytest

from tests.browser.load import load_beside, told
from tests.browser.serving import dashboard

READERS = 20


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with dashboard(tmp_path_factory.mktemp("load"), "--pairs", "4") as made:
        yield made


def test_twenty_readers_at_once(address):
    seen, levels = load_beside(address, address.process.pid, READERS, 15.0)
    print("\n" + "\n".join(told(seen, levels)))
    assert not seen.wrong
    assert len(seen.answered) == READERS
    assert seen.strangers == 0
    before, after = levels[0][0], levels[-1][0]
    assert max(each[0] for each in levels) - before < 15 * READERS
    # What a reader takes is given back: Python keeps some, which the next ones use again (test below).
    assert after - before < 3 * READERS
    assert "Traceback" not in address.log.read_text()


@pytest.mark.soak
def test_what_one_wave_took_the_next_one_uses_again(address):
    _, first = load_beside(address, address.process.pid, READERS, 60.0, 2)
    seen, second = load_beside(address, address.process.pid, READERS, 60.0, 3)
    print("\n" + "\n".join(told(seen, second)))
    assert second[-1][0] < first[-1][0] * 1.1 + 20
