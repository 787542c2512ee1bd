"""Writes the forms that a gemeente fills in, with their explanation and one fictitious example.

The words come from reports/text/formulieren.yaml; what a form asks stands in `forms`.
"""

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wijkfoto.catalog.yamlfile import read_yaml
from wijkfoto.lokaal.forms import GESPREKKEN, HEARD_FORMS, Form
from wijkfoto.resources import shelf

GUIDE = "leidraad.html"
"""Guide for conversations, to be printed."""


def write_forms(folder: Path, forms: Sequence[Form] = HEARD_FORMS) -> list[Path]:
    """Write forms as CSV and as YAML, and the guide; what is there already is left as it is.

    The YAML form is an example (`.voorbeeld.`), so that nothing is filled in twice; who prefers
    YAML takes that part out of its name.

    Args:
        folder: Where to write; made when it is not there.
        forms: Which forms; the guide goes with those of conversations.

    Returns:
        The paths written.
    """
    words = read_yaml(shelf("reports") / "text" / "formulieren.yaml")
    folder.mkdir(parents=True, exist_ok=True)
    content: dict[str, bytes] = {}
    for form in forms:
        said = words[form.form_id]
        name = said["bestand"]
        content[f"{name}.csv"] = _as_csv(form, said)
        content[f"{name}.voorbeeld.yaml"] = _as_yaml(form, said)
    written = []
    for name, body in content.items():
        path = folder / name
        if not path.exists():
            path.write_bytes(body)
            written.append(path)
    guide = folder / GUIDE
    if GESPREKKEN in forms and not guide.exists():
        shutil.copyfile(shelf("reports") / "formulieren" / GUIDE, guide)
        written.append(guide)
    return written


def _as_csv(form: Form, words: dict[str, Any]) -> bytes:
    """Return a form that Dutch Excel opens: BOM, semicolons, CRLF; the example behind a #."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in _explanation(form, words):
        writer.writerow([f"# {line}"])
    writer.writerow(form.names)
    example = [words["voorbeeld"][name] for name in form.names]
    writer.writerow([f"# {example[0]}", *example[1:]])
    return out.getvalue().encode("utf-8-sig")


def _as_yaml(form: Form, words: dict[str, Any]) -> bytes:
    lines = [f"# {line}" for line in _explanation(form, words)]
    lines += [f"{form.form_id}:"]
    for place, name in enumerate(form.names):
        value = str(words["voorbeeld"][name])
        quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        lines.append(f"{'  - ' if place == 0 else '    '}{name}: {quoted}")
    return ("\n".join(lines) + "\n").encode()


def _explanation(form: Form, words: dict[str, Any]) -> list[str]:
    """Return the lines above a form: what it is for, and what goes in each column."""
    must = {column.name for column in form.columns if column.required}
    columns = [
        f"{name}{' (moet)' if name in must else ''}: {words['kolommen'][name]}"
        for name in form.names
    ]
    return [*words["uitleg"], *columns]
