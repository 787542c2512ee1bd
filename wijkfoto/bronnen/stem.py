"""The stem of a column from its title: how OData v3 made the names that v4 no longer gives.

Only the text is turned here; which column an indicator means is decided in `bind`.
"""

import re
import unicodedata

_WORD = re.compile(r"[A-Za-z0-9]+")


def stem_of_title(title: str) -> str:
    """Return the stem that OData v3 gives a column with this title.

    Accents go, whatever is no letter or digit parts two words, each word begins with a capital and
    keeps the rest as it stands, and a name that would begin with a digit gets ``k_`` before it.
    Seen to hold for every topic of 84799NED, 85318NED, 85067NED and 83583NED.

    Example:
        >>> stem_of_title("Twee-onder-één-kap-woning"), stem_of_title("0 tot 15 jaar")
        ('TweeOnderEenKapWoning', 'k_0Tot15Jaar')
    """
    folded = unicodedata.normalize("NFKD", title)
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    stem = "".join(word[0].upper() + word[1:] for word in _WORD.findall(plain))
    return f"k_{stem}" if stem[:1].isdigit() else stem
