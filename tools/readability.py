"""How easily Dutch text reads: the score of Flesch as Douma fitted it to Dutch.

Measures only; which text must be how easy is for the tests. Run as
`python -m tools.readability FOLDER` it tells the score of each kind of page of a site.
"""

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from wijkfoto.site.format import sentences

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
# Two or three vowels that are said as one; longest first. A trema begins a syllable.
_VOWELS = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|ie|oo|uu|oe|eu|ui|ij|ei|au|ou|[aeiouy\u00e0-\u00fd]", re.IGNORECASE
)
_SKIPPED = frozenset({"script", "style", "svg", "title", "table", "nav", "footer", "code", "head"})
_BLOCKS = frozenset({"p", "li", "dt", "dd", "h1", "h2", "h3", "summary", "figcaption", "caption"})


@dataclass(frozen=True)
class Reading:
    """What was counted in a text."""

    sentences: int
    words: int
    syllables: int

    @property
    def score(self) -> float:
        """Return the score: 100 is very easy, 60 to 70 is plain, under 50 is hard.

        Source: W.H. Douma, De leesbaarheid van landbouwbladen (Wageningen, 1960):
        206.84 - 0.93 * words per sentence - 77 * syllables per word.
        """
        per_sentence = self.words / self.sentences
        return 206.84 - 0.93 * per_sentence - 77 * self.syllables / self.words


def syllables(word: str) -> int:
    """Return the number of syllables of a word: its groups of vowels, at least one."""
    return max(1, len(_VOWELS.findall(word)))


def reading(blocks: list[str]) -> Reading:
    """Count the sentences, words and syllables of some blocks of text.

    Args:
        blocks: Paragraphs and the like; the end of one ends a sentence.

    Raises:
        ValueError: If there is no word in them.
    """
    said = [found for block in blocks for s in sentences(block) if (found := _WORD.findall(s))]
    if not said:
        raise ValueError("There are no words to read.")
    words = [word for sentence in said for word in sentence]
    return Reading(len(said), len(words), sum(map(syllables, words)))


def page_blocks(html: str) -> list[str]:
    """Return the running text of a page, a block of it each; no tables, drawings or menus."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return [" ".join(block.split()) for block in reader.blocks if block.strip()]


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the parser
        self._skipping += tag in _SKIPPED
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag in _SKIPPED
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.blocks[-1] += data


def site_scores(site: Path) -> dict[str, float]:
    """Return the score of each kind of page of a site: of all pages of that kind together."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(site.rglob("*.html")):
        where = path.relative_to(site).as_posix()
        kind = re.sub(r"(GM|WK)[0-9A-Z]+", r"\1", where)
        kinds[kind] += page_blocks(path.read_text(encoding="utf-8"))
    return {kind: reading(blocks).score for kind, blocks in sorted(kinds.items())}


def report(site: Path) -> str:
    """Return the scores of a site as lines of text."""
    scores = site_scores(site)
    width = max(map(len, scores))
    return "\n".join(f"{kind:<{width}} {score:5.1f}" for kind, score in scores.items())


if __name__ == "__main__":
    sys.stdout.write(f"{report(Path(sys.argv[1]))}\n")
