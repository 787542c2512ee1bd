"""What the fictitious gemeente looks like when nothing has changed: tables and texts to compare.

`python -m tests.pipeline.golden HOME` writes the files anew from a finished demo; a change in them
belongs in the commit that causes it, with the reason.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path

import duckdb

from tests.site.reading import Element, read
from wijkfoto.sample import SAMPLE_GEMEENTE

FOLDER = Path(__file__).resolve().parent / "golden"

TABLES = {
    "domain_score.csv": (
        "select d.region_code, d.domain_id, round(d.score, 1) as score, "
        "round(d.score_low, 0) as low, round(d.score_high, 0) as high, "
        "d.klasse, d.klasse_gemeente, d.zekerheid, "
        "d.zekerheid_gemeente, d.klasse_zonder_model, d.smal, d.op_basis_van_gebruik "
        "from domain_score as d join region_now as r using (region_code) "
        # 2026-11-28: wijken only, as before buurten had scores; those have tests of their own.
        f"where r.gemeente_code = '{SAMPLE_GEMEENTE}' and r.level = 'wijk' "
        "order by d.region_code, d.domain_id"
    ),
    "indicator_signal.csv": (
        "select region_code, indicator_id, round(interval_low, 1) as low, "
        "round(interval_high, 1) as high, round(funnel_low, 0) as funnel_low, "
        "round(funnel_high, 0) as funnel_high, verschil, signal from indicator_signal "
        "order by region_code, indicator_id"
    ),
    "demand.csv": (
        "select area_code, domain_id, round(cases, 0) as cases, basis from demand "
        "where area_level = 'teamgebied' order by area_code, domain_id"
    ),
    "team_advice.csv": (
        "select area_code, discipline_id, ring, financier, modus, fte from team_advice "
        "where area_level = 'teamgebied' and modus = 'verdelen' "
        "order by area_code, discipline_id"
    ),
    "team_form.csv": (
        "select area_code, form_id, runner_up_form_id, zekerheid, rule_id, flips from team_form "
        "order by area_code"
    ),
}
TEXT = "kort.txt"
ADVICE = "advies.txt"
PARTS = ("reden", "zekerheid", "tegenbewijs", "beslisser", "kantelt")
"""Parts of the advice on a team that say why, how sure, what speaks against it, and who decides."""


def tables(home: Path) -> dict[str, str]:
    """Return the golden tables of a finished demo as CSV, by file name."""
    with duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True) as con:
        found = {}
        for name, query in TABLES.items():
            rows = con.execute(query)
            head = [str(column[0]) for column in rows.description or []]
            lines = [head, *(["" if v is None else str(v) for v in r] for r in rows.fetchall())]
            found[name] = "".join(";".join(line) + "\n" for line in lines)
    return found


def texts(home: Path) -> str:
    """Return "In het kort" of every page of a wijk and of the gemeente, as a reader sees it."""
    parts = []
    for page in sorted((home / "site" / SAMPLE_GEMEENTE).glob("*.html")):
        if page.name != "index.html" and not page.name.startswith("WK"):
            continue
        reader = _Kort()
        reader.feed(page.read_text(encoding="utf-8"))
        parts.append(f"== {page.name}\n" + "\n".join(reader.lines) + "\n")
    return "\n".join(parts)


def advice(home: Path) -> str:
    """Return the advice on a team of every page of a wijk, as a reader sees it."""
    parts = []
    for path in sorted((home / "site" / SAMPLE_GEMEENTE).glob("WK*.html")):
        blocks = [e for e in read(path).all() if e.attrs.get("data-advies") == "team"]
        lines = [line for block in blocks for line in _advice_lines(block)]
        parts.append(f"== {path.name}\n" + "".join(f"{line}\n" for line in lines))
    return "\n".join(parts)


def _advice_lines(block: Element) -> list[str]:
    head = [e.text for e in block.all("p", "advies-kop")]
    said = [(e.attrs["data-deel"], e.text) for e in block.all() if "data-deel" in e.attrs]
    return head + [f"{name}: {text}" for name, text in said if name in PARTS]


class _Kort(HTMLParser):
    """Collects the text of the section with class kort, a line per block."""

    BLOCKS = frozenset({"h2", "p", "li", "dt", "dd", "div", "h3"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside = False
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._inside = "kort" in (dict(attrs).get("class") or "").split()
        elif tag in self.BLOCKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag == "section" or tag in self.BLOCKS:
            self._flush()
        if tag == "section":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._open += data

    def _flush(self) -> None:
        text = " ".join(self._open.split())
        if text:
            self.lines.append(text)
        self._open = ""


def main(home: str) -> None:
    """Write the golden files from a finished demo."""
    for name, text in tables(Path(home)).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    (FOLDER / TEXT).write_text(texts(Path(home)), encoding="utf-8")
    (FOLDER / ADVICE).write_text(advice(Path(home)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
