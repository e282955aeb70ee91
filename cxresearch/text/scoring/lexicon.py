"""What the vaderSentiment package knows about words: how good or bad people rated them, what turns and what boosts.

The lists ship with that package (Hutto & Gilbert 2014, MIT licence) and are read from its folder; nothing is downloaded
and nltk is not imported. nltk's list of boosters is the package's without the 18 words that the package added later.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from cxresearch.errors import CXResearchError
from cxresearch.wording import say

__all__ = ["ADDED_LATER", "boosters", "emoji_words", "lexicon_file", "negations", "valences"]

ADDED_LATER = frozenset(
    (
        "considerable enormous exceptional extreme frackin fracking fuckin fuggin fugging incredible major marginal "
        "occasional scarce slight total tremendous utter"
    ).split()
)


def _folder() -> Path:
    found = find_spec("vaderSentiment")
    if found is None or found.origin is None:
        raise CXResearchError(say(
            "The lexicon of vaderSentiment is not installed: pip install 'vaderSentiment>=3.3.2'"
        ))  # fmt: skip
    return Path(found.origin).parent


def lexicon_file() -> Path:
    """The file of rated words."""
    return _folder() / "vader_lexicon.txt"


@lru_cache(maxsize=1)
def valences() -> dict[str, float]:
    """How people rated 7,500 words and emoticons, -4 to 4; where an entry is listed twice, the last counts."""
    rated = {}
    for line in lexicon_file().read_text(encoding="utf-8").split("\n"):
        if line.strip():
            word, mean = line.strip().split("\t")[:2]
            rated[word] = float(mean)
    return rated


@lru_cache(maxsize=1)
def emoji_words() -> dict[str, str]:
    """What each emoji shows, in words: "face with tears of joy"."""
    shown = {}
    for line in (_folder() / "emoji_utf8_lexicon.txt").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            sign, words = line.strip().split("\t")[:2]
            shown[sign] = words
    return shown


@lru_cache(maxsize=1)
def negations() -> frozenset[str]:
    """Words that turn the words after them, in lower case; any word with "n't" does so too."""
    from vaderSentiment.vaderSentiment import NEGATE

    return frozenset(NEGATE)


@lru_cache(maxsize=1)
def boosters() -> dict[str, float]:
    """Words and pairs that make the next word stronger (0.293) or weaker (-0.293), as nltk lists them."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT

    return {word: step for word, step in BOOSTER_DICT.items() if word not in ADDED_LATER}
