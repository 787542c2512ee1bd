"""Reading a page of the site as text: its parts, links, headings and numbers.

Only the standard library reads here, so that nothing of the site checks itself.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "input", "rect", "line", "circle", "path", "use", "img"}
LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


@dataclass
class Element:
    """One element with everything inside it."""

    tag: str
    attrs: dict[str, str]
    parent: "Element | None" = None
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text a reader gets, white space made single."""
        words = "".join(part if isinstance(part, str) else f" {part.text} " for part in self.inside)
        return re.sub(r"\s+([.,;:?!)])", r"\1", re.sub(r"\s+", " ", words)).strip()

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    def all(self, tag: str = "", css: str = "") -> "list[Element]":
        """Return the elements inside of a tag, a class, or both."""
        found = []
        for part in self.inside:
            if isinstance(part, Element):
                if (not tag or part.tag == tag) and (not css or css in part.classes):
                    found.append(part)
                found += part.all(tag, css)
        return found


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root", {})
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.inside.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(Element(tag, {k: v or "" for k, v in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}> near {self.getpos()}"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


def read(path: Path) -> Element:
    """Read a page; a tag that is not closed where it should be is a fault."""
    builder = _Builder()
    builder.feed(path.read_text(encoding="utf-8"))
    assert builder.here is builder.root, f"<{builder.here.tag}> is never closed"
    return builder.root


def section(page: Element, heading_id: str) -> Element:
    """Return the section under a heading."""
    found = [s for s in page.all("section") if s.attrs.get("aria-labelledby") == heading_id]
    assert len(found) == 1, f"{len(found)} sections are called {heading_id}"
    return found[0]


def loads(page: Element) -> list[str]:
    """Return every address from which a browser would load something by itself."""
    found = [v for e in page.all() for k, v in e.attrs.items() if k in LOADING]
    found += [e.attrs["href"] for e in page.all("link")]
    found += [e.attrs["href"] for e in page.all("use")]
    styles = [e.text for e in page.all("style")] + [e.attrs.get("style", "") for e in page.all()]
    return found + re.findall(r"(?:url\(|@import\s)\s*['\"]?([^)'\"\s]+)", " ".join(styles))
