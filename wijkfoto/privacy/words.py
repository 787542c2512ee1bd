"""Finds words that may not be shown in anything that would be published."""

import html
import re
from collections.abc import Iterable

RUN = 6
"""So many words in a row are of one text; fewer may stand in any."""

LEAST_SIGNS = 15
"""A text of fewer words is looked for as a whole, when it is at least as long as this; nothing
shorter is looked at."""

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")


class Unsaid:
    """Texts without consent, as the runs of words that nothing published may hold."""

    def __init__(self, texts: Iterable[tuple[str, str]], said: Iterable[str]) -> None:
        """Keep the runs of some texts, but for those that also stand in a text that may be shown.

        Args:
            texts: Place and text of what may not be shown.
            said: Texts that may: those with consent, and the words of the product itself.
        """
        free: set[str] = set()
        for words in map(_words, said):
            free |= {*_runs(words), " ".join(words)}
        self._runs: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for place, text in texts:
            words = _words(text)
            self._runs |= {run: place for run in _runs(words) if run not in free}
            short = " ".join(words)
            if len(words) < RUN and len(short) >= LEAST_SIGNS and short not in free:
                self._short[short] = place

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self._runs or self._short)

    def within(self, text: str) -> str:
        """Return the place of a text that stands in this one, however it is written; else ""."""
        if not self or len(text) < LEAST_SIGNS:
            return ""
        words = _words(text)
        found = next((self._runs[run] for run in _runs(words) if run in self._runs), "")
        if found or not self._short:
            return found
        joined = f" {' '.join(words)} "
        return next((at for short, at in self._short.items() if f" {short} " in joined), "")

    def within_page(self, page: str) -> str:
        """Return what `within` does of a page: of its words, its attributes and its scripts."""
        marked = html.unescape(page)
        return self.within(_TAG.sub(" ", marked)) or self.within(marked)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterable[str]:
    return (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
