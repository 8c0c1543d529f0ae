"""Files about the project: the catalogue entry, the citation, templates, decisions, the map of rooms, local hooks."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CODE = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))

# publiccode.yml 0.4, the keys that we use and those that must be there
KEYS = {
    "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
    "intendedAudience", "description", "legal", "maintenance", "localisation",
}  # fmt: skip
STATUSES = ("concept", "development", "beta", "stable", "obsolete")
TYPES = {f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")} | {
    "addon",
    "library",
}


def test_the_catalogue_entry_has_the_fields_of_the_standard():
    assert set(CODE) == KEYS
    assert CODE["publiccodeYmlVersion"].startswith("0.4")
    assert CODE["url"].startswith("https://")
    assert set(CODE["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert set(CODE["categories"]) <= {"data-analytics", "data-visualization", "business-intelligence"}
    assert CODE["developmentStatus"] in STATUSES
    assert CODE["softwareType"] in TYPES
    assert CODE["legal"] == {"license": "EUPL-1.2"}
    assert CODE["maintenance"]["type"] in ("internal", "contract", "community", "none")
    assert all(contact["name"] for contact in CODE["maintenance"]["contacts"])
    assert CODE["localisation"] == {"localisationReady": True, "availableLanguages": ["en", "it"]}


def test_an_address_that_stands_in_is_said_to():
    says_so = "Approdo has no published address." in (ROOT / "publiccode.yml").read_text("utf-8")
    assert says_so == (CODE["url"] == "https://example.org/approdo.git")


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_catalogue_entry_is_told_in_both_languages(language):
    told = CODE["description"][language]
    assert set(told) == {"shortDescription", "longDescription", "features"}
    assert len(told["shortDescription"]) <= 150
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert all(len(feature) <= 100 for feature in told["features"])


def test_the_citation_has_what_the_format_asks_for():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["license"] == "EUPL-1.2"
    assert "version" not in cited, "the version stands in approdo/__init__.py alone"


def test_templates_say_the_same_everywhere():
    for shown, used in (("issue.md", "ISSUE_TEMPLATE/issue.md"), ("change.md", "pull_request_template.md")):
        text = (ROOT / "docs" / "templates" / shown).read_text("utf-8").split("\n\n", 1)[1]
        assert (ROOT / ".github" / used).read_text("utf-8").endswith(text)


def test_decisions_are_numbered_and_listed():
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == files
    for number, name in enumerate(files, 1):
        text = (folder / name).read_text("utf-8")
        assert name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert re.search(r"^\*\d{4}-\d{2}, (accepted|superseded by \d+)\.\*", text, re.MULTILINE)


def test_contributing_names_rooms_targets_and_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    for path in re.findall(r"`((?:model|experiments|calibration|viz|approdo|tests|docs)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / path).exists(), path


def test_hooks_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    assert all(hook["language"] == "system" for hook in hooks[0]["hooks"])
