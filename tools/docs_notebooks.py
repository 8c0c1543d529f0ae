"""Runs the notebooks of the documentation and makes a page of each, with what its cells give.

The notebooks are kept without results: these are made anew with every build of the site, and a cell that fails, or that
complains, stops the build.
"""

import base64
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.structure.files import File, Files
from nbclient import NotebookClient
from traitlets.config import Config

LINK = re.compile(r"(\]\([\w./-]*notebooks/[\w-]+)\.ipynb\)")
PANDAS_STYLE = re.compile(r"<style scoped>.*?</style>\n?", re.DOTALL)  # the site has its own
SECONDS = 300  # for one cell, on a machine that is busy


def on_files(files: Files, config: Any) -> Files:
    """Add a page and its figures for every notebook below the folder of the documents."""
    for path in sorted(Path(config["docs_dir"]).glob("notebooks/*.ipynb")):
        text, figures = page(executed(path), path.stem)
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=text))
        for name, figure in figures.items():
            files.append(File.generated(config, f"notebooks/{name}", content=figure))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead to the page of a notebook where a text links to its file, as it must in a checkout."""
    return LINK.sub(r"\1.md)", markdown)


def executed(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with what its cells give, run in an empty folder with a store of its own.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "APPRODO_STORE": f"sqlite:///{folder}/runs.db"}
        environment.pop("MPLBACKEND", None)  # the notebook shows its figures
        local = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})  # no open port
        client = NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": folder}}, config=local)
        client.execute(env=environment)
    return notebook


def page(notebook: nbformat.NotebookNode, stem: str) -> tuple[str, dict[str, bytes]]:
    """Return the Markdown of a notebook that was run, and its figures by file name.

    Raises:
        ValueError: a cell complained on standard error.
    """
    parts: list[str] = []
    figures: dict[str, bytes] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            parts += _shown(output, stem, figures)
    head, _, rest = "\n\n".join(parts).partition("\n\n")
    return f"{head}\n\n*A notebook: [{stem}.ipynb]({stem}.ipynb).*\n\n{rest}\n", figures


def _shown(output: nbformat.NotebookNode, stem: str, figures: dict[str, bytes]) -> Iterator[str]:
    if output.output_type == "stream":
        if output.name == "stderr":
            raise ValueError(f"{stem}: {output.text}")
        yield f"```text\n{output.text.rstrip()}\n```"
        return
    data = output.data
    if "image/png" in data:
        name = f"{stem}-{len(figures) + 1}.png"
        figures[name] = base64.b64decode(data["image/png"])
        yield f"![What the cell above draws]({name})"
    elif "text/html" in data:
        yield PANDAS_STYLE.sub("", data["text/html"]).replace('<table border="1" class="dataframe">', "<table>")
    else:
        yield f"```text\n{data['text/plain']}\n```"
