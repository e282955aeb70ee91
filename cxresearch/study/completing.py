"""Completion inside quotes in a notebook: analyses, topics, questions, audiences and units, by the call they stand in.

IPython asks while a person types; nothing is run for it, only names that stand in the cell are looked up.
"""

import re
import sys
from collections.abc import Mapping

from cxresearch.survey.survey import Survey

__all__ = ["complete_in_notebooks", "offered"]

_OPEN = re.compile(r"""(?P<quote>["'])(?P<begun>[^"'\n]*)$""")
_CALLED = re.compile(r"([A-Za-z_][\w.]*)\s*$")
_KEY = re.compile(r"(\w+)\s*=\s*[\[(]?[^=()\[\]]*$")
_PAIRS = {")": "(", "]": "["}
_OF_ANALYSES = ("step", "show", "tell", "caveats", "table", "method", "run", "report")
_OF_AUDIENCES = ("audience", "between", "reference", "predictor", "actual", "staff", "customers")
_MOST = 500


def offered(typed: str, names: Mapping[str, object]) -> tuple[str, list[str]]:
    """What may stand in the quotes that are open at the end of what was typed.

    Parameters
    ----------
    typed : str
        The cell up to the cursor.
    names : mapping
        What the notebook's names stand for.

    Returns
    -------
    begun : str
        What was typed since the quote.
    found : list of str
        What begins so, whatever its case; empty where no study or survey is named in the call.

    Examples
    --------
    >>> from cxresearch.study.study import open_study
    >>> offered('study.show("perc', {"study": open_study("parcel-service")})
    ('perc', ['perception_gap'])
    >>> offered('study.now.only(audience="', {"study": open_study("parcel-service")})
    ('', ['Leadership', 'Staff', 'Customers'])
    """
    from cxresearch.study.answering.analyses import ANALYSES

    open_quote = _OPEN.search(typed)
    if open_quote is None or _is_closed(typed):
        return "", []
    begun, before = open_quote["begun"], typed[: open_quote.start()]
    at = _bracket(before)
    called = _CALLED.search(before[:at]) if at >= 0 else None
    if called is None:
        return begun, []
    inside = before[at + 1 :]
    spoken_of = re.findall(r"[A-Za-z_]\w*", f"{called[1]} {inside}")
    named = (names.get(name) for name in spoken_of)
    subject = next((one for one in named if isinstance(one, Survey) or _is_study(one)), None)
    if subject is None:
        return begun, []
    key = (found := _KEY.search(inside)) and found[1]
    method = called[1].rpartition(".")[2]
    whole = _is_study(subject)
    if whole and (before[at] == "[" or (method in _OF_ANALYSES and key is None and called[1].count(".") == 1)):
        known = [analysis.name for analysis in ANALYSES]
    else:
        known = _names_of(subject.now if whole else subject, key)
    return begun, [name for name in dict.fromkeys(known) if name.casefold().startswith(begun.casefold())]


def _is_study(thing: object) -> bool:
    """Told by what it is called: the room of studies opens this one."""
    return f"{type(thing).__module__}.{type(thing).__qualname__}" == "cxresearch.study.study.Study"


def _names_of(survey: Survey, key: str | None) -> list[str]:
    if key in _OF_AUDIENCES:
        return survey.audiences
    if key in survey.roles:
        return [str(value) for value in survey.answer_counts(survey.roles[key])][:_MOST]
    if key == "by":
        return list(survey.roles)
    book = survey.codebook
    return [name for name in (*book.topic, *book.id) if name]


def _is_closed(typed: str) -> bool:
    """Whether the last quote ends a text instead of beginning one."""
    line = typed.rpartition("\n")[2]
    quotes = re.sub(r'"[^"\n]*"|\'[^\'\n]*\'', "", line)
    return not re.search(r"[\"']", quotes)


def _bracket(text: str) -> int:
    """Where the bracket that is still open begins; -1 where none is. A list or tuple among arguments belongs to its
    call.
    """
    depth = {"(": 0, "[": 0}
    plain = re.sub(r'"[^"\n]*"|\'[^\'\n]*\'', lambda found: "_" * len(found[0]), text)
    for at in range(len(plain) - 1, -1, -1):
        sign = plain[at]
        if sign in _PAIRS:
            depth[_PAIRS[sign]] += 1
        elif sign in depth and depth[sign]:
            depth[sign] -= 1
        elif sign in depth and re.search(r"\w$", plain[:at]):
            return at
    return -1


def complete_in_notebooks() -> None:
    """Let IPython ask, where it runs; said twice it is done once."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.core.completer import SimpleCompletion, context_matcher

    shell = get_ipython()
    matchers = getattr(getattr(shell, "Completer", None), "custom_matchers", None)
    if matchers is None or any(getattr(one, "of_cxresearch", False) for one in matchers):
        return

    @context_matcher()
    def names_in_quotes(context):
        try:
            begun, found = offered(context.full_text[: _place(context)], shell.user_ns)
        except Exception:  # whatever goes wrong while a person types must not disturb them
            begun, found = "", []
        return {
            "completions": [SimpleCompletion(name, type="name") for name in found],
            "matched_fragment": begun, "suppress": bool(found),
        }  # fmt: skip

    names_in_quotes.of_cxresearch = True
    matchers.append(names_in_quotes)


def _place(context) -> int:
    """The cursor's place in the whole cell."""
    lines = context.full_text.split("\n")
    return sum(len(line) + 1 for line in lines[: context.cursor_line]) + context.cursor_position
