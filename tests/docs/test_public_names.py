"""The names of `from approdo import ...`: they stay, lead somewhere, and are typed and documented."""

import ast
import inspect
import typing
from pathlib import Path

import pytest

import approdo
from approdo.experiments.labels import GAP, OF_ROWS, label
from approdo.model.errors import BadInput
from approdo.model.outcomes import OUTCOMES

# A name that goes, or means something else, breaks programs of others: say so in CHANGELOG.md.
PUBLIC = {
    "BadInput", "Comparison", "Failure", "Package", "Store", "Study", "Summary", "SweepResult", "compare",
    "load_package", "load_parameters", "load_study", "load_territory", "package_names", "plot", "simulate", "sweep",
    "territory_names",
}  # fmt: skip


def test_none_of_the_public_names_has_gone():
    assert set(approdo.__all__) >= {*PUBLIC, "__version__"}
    assert set(dir(approdo)) >= set(approdo.__all__)


@pytest.mark.parametrize("name", sorted(set(approdo.__all__) - {"__version__"}))
def test_a_public_name_is_documented_and_typed(name):
    found = getattr(approdo, name)
    assert inspect.getdoc(found)
    if inspect.isclass(found):
        return
    signature = inspect.signature(found)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(each.annotation is not inspect.Parameter.empty for each in signature.parameters.values())
    if signature.parameters:
        assert "Args:" in (inspect.getdoc(found) or "") or len(signature.parameters) == 1


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(approdo.__file__).read_text("utf-8"))
    seen = {
        alias.asname: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("approdo.")
        for alias in node.names
    }
    assert seen == {name: f"approdo.{place}" for name, place in approdo._PLACES.items()}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'comparison'"):
        approdo.comparison  # noqa: B018
    assert not typing.TYPE_CHECKING


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_outcome_has_a_label(language):
    for name in (*(outcome.id for outcome in OUTCOMES), *OF_ROWS):
        assert label(name, language)
    assert label("hm_strict_gap", language) == GAP[language].format(label("hm_strict", language))


def test_labels_of_another_language_are_refused():
    with pytest.raises(BadInput, match='language = "de", expected "en" or "it"'):
        label("hm_strict", "de")
