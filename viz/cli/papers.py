"""What the commands that write documents to hand in share: options, checks before the work, and the writing."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from .documents import check_writable, run_section, write_json

if TYPE_CHECKING:
    from approdo.experiments.runner import Tally
    from approdo.viz.report.pieces import Report

EVERY_FORMAT: Final = "html,pdf,docx,csv,json"

To: TypeAlias = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="Write documents into this folder; it is made if missing."),
]
Language: TypeAlias = Annotated[str, typer.Option("--language", metavar="L", help="en or it.")]
Formats: TypeAlias = Annotated[str, typer.Option("--format", metavar="LIST", help="Any of html,pdf,docx,csv,json.")]


def papers(to: Path | None, language: str, formats: str, json_file: Path | None) -> "Papers":
    """Find out before the work what is wrong with what was asked of the documents.

    Args:
        to: the folder; None for no documents.
        language: of the texts.
        formats: a list such as ``html,pdf``.
        json_file: of ``--json``.

    Raises:
        BadInput: an unknown language or format.
        Failure: something cannot be written.
    """
    from approdo.viz.report.files import check_folder, read_formats
    from approdo.viz.words import words

    words(language)
    wanted = read_formats(formats)
    check_writable(json_file, "--json")
    if to is not None:
        check_folder(to)
    return Papers(to, language, wanted, json_file)


@dataclass(frozen=True)
class Papers:
    """Where the documents of a command go, once everything that was asked of them is known to be possible."""

    to: Path | None
    language: str
    formats: tuple[str, ...]
    json_file: Path | None
    begun: float = field(default_factory=time.monotonic)
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def about(self, tally: "Tally | None" = None) -> Mapping[str, str]:
        """Return what the last section of a document says about this time (`report.reproduce.run`)."""
        from approdo.viz.report.about import about

        return about(self.now, tally)

    def write(
        self,
        report: "Report",
        stem: str,
        command: str,
        inputs: Mapping[str, Any],
        results: Mapping[str, Any],
        tally: "Tally | None" = None,
    ) -> None:
        """Write a document in every format asked for, and say where; nothing without a folder.

        Args:
            report: the document.
            stem: of the files' names, ``approdo-report-padova``.
            command: its name, ``report``.
            inputs: what was asked, resolved.
            results: what goes under ``results`` beside the document itself.
            tally: of what was simulated, if anything was.

        Raises:
            Failure: a file cannot be written.
        """
        if self.to is None:
            return
        from approdo import __version__
        from approdo.viz.report.files import write
        from approdo.viz.report.tables import document

        whole = {
            "approdo": __version__,
            "command": command,
            "inputs": inputs,
            "results": {"report": document(report, self.language), **results},
            "run": {**self._ran(tally), "written": self.now.isoformat()},
        }
        for path in write(report, stem, self.language, self.formats, self.to, self.now, whole):
            typer.echo(f"{path}")

    def json(
        self, command: str, inputs: Mapping[str, Any], results: Mapping[str, Any], tally: "Tally | None" = None
    ) -> None:
        """Write what ``--json`` asks for.

        Raises:
            Failure: the file cannot be written.
        """
        write_json(self.json_file, command, inputs, results, self._ran(tally))

    def _ran(self, tally: "Tally | None") -> Mapping[str, Any]:
        return {} if tally is None else run_section(tally, self.begun)


def ended(tally: "Tally") -> int:
    """Tell about runs that failed; return the exit code."""
    if tally.failed:
        told = f"{len(tally.failed)} of {tally.total} runs failed and are left out; the same command tries them again."
        typer.echo(told, err=True)
    return 1 if tally.failed else 0
