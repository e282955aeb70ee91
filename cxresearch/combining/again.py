"""Ratings that ask again about what is rated in the same file, in one frame of words.

"How clean is the water?" beside "How many points will guests give this: the water?" is no second touchpoint but another
aspect of the first: a guess of what others will answer, or how much it matters. That the same words come back in a
frame of their own can be seen in any language; which aspect it is, a person says.
"""

import re
from collections.abc import Mapping

from cxresearch.combining.topics import tidy
from cxresearch.survey.codebook import split_text
from cxresearch.survey.labels import normalise

__all__ = ["asked_again", "subject_of"]

# Words of a frame at least: "cleanliness of the room" beside "the room" is a touchpoint of its own.
_FRAME, _SHORTEST = 3, 3


def subject_of(text: str) -> str:
    """What a question is about, without its block's wording and what it says of the scale.

    >>> subject_of("Rate us - The sauna"), subject_of("The sauna (1 = bad, 10 = good)")
    ('The sauna', 'The sauna')
    """
    return tidy(split_text(text)[1] or text)


def asked_again(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Frames in which two or more earlier questions come back, each with its questions and the earlier ones.

    Parameters
    ----------
    texts : mapping
        Question id to its text, in the order of the file.

    Examples
    --------
    >>> asked_again({"a": "Sauna (1-10)", "b": "Snack bar (1-10)",
    ...              "c": "What will guests give for the Sauna? (1-10)",
    ...              "d": "What will guests give for the Snack bar? (1-10)"})
    {'What will guests give for the *? (1-10)': {'c': 'a', 'd': 'b'}}
    """
    frames: dict[str, dict[str, str]] = {}
    earlier: dict[str, tuple[str, str, str]] = {}
    for question, text in texts.items():
        plain = " ".join(text.split())
        small = plain.casefold()
        for subject, folded, first in earlier.values():
            if folded not in small:
                continue
            parts = re.split(rf"(?<!\w){re.escape(subject)}(?!\w)", plain, flags=re.IGNORECASE)
            if len(parts) == 2 and len(re.findall(r"[^\W\d_]+", " ".join(parts))) >= _FRAME:
                frames.setdefault("*".join(parts), {})[question] = first
        subject = " ".join(subject_of(plain).split())
        if len(subject) >= _SHORTEST:
            earlier.setdefault(normalise(subject), (subject, subject.casefold(), question))
    # A frame that an earlier question stands in as well is the block's own wording.
    return {
        frame: found for frame, found in frames.items()
        if len(found) > 1 and len(set(found.values())) == len(found) and not set(found) & set(found.values())
        and not any(_in_frame(frame, texts[first]) for first in found.values())
    }  # fmt: skip


def _in_frame(frame: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, frame.split("*"))), " ".join(text.split()), re.I) is not None
