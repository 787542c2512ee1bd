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

    def __init__(self, texts: Iterable[str], said: Iterable[str]) -> None:
        """Keep the runs of some texts, but for those that also stand in a text with consent.

        Args:
            texts: Texts that may not be shown.
            said: Texts that may.
        """
        allowed = [_words(text) for text in said]
        free = {run for words in allowed for run in _runs(words)} | {" ".join(w) for w in allowed}
        kept = [_words(text) for text in texts]
        self._runs = {run for words in kept for run in _runs(words)} - free
        short = {" ".join(words) for words in kept if len(words) < RUN}
        self._short = {text for text in short if len(text) >= LEAST_SIGNS} - free

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self._runs or self._short)

    def within(self, text: str) -> bool:
        """Say whether a text holds any of them, however it is written or marked up."""
        if not self or len(text) < LEAST_SIGNS:
            return False
        words = _words(text)
        if any(run in self._runs for run in _runs(words)):
            return True
        joined = f" {' '.join(words)} " if self._short else ""
        return any(f" {short} " in joined for short in self._short)

    def within_page(self, page: str) -> bool:
        """Say whether a page holds any of them: in its words, its attributes or its scripts."""
        marked = html.unescape(page)
        return self.within(_TAG.sub(" ", marked)) or self.within(marked)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterable[str]:
    return (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
