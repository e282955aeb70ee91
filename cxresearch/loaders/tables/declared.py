"""What a person says about a file, checked before it is used: it wins over every guess, or it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxresearch.errors import OptionError
from cxresearch.survey.columns.declaring import checked_kinds, checked_missing, checked_style
from cxresearch.survey.columns.numbers import NumberStyle
from cxresearch.wording import say

__all__ = ["Declared"]

_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "space": " "}


@dataclass(frozen=True)
class Declared:
    """The options of :func:`cxresearch.read_survey` that say how a file is written.

    ``header`` are rows counted from 0; ``missing`` maps questions to codes, "" standing for all.
    """

    separator: str | None = None
    style: NumberStyle = field(default_factory=NumberStyle)
    header: tuple[int, ...] = ()
    missing: Mapping[str, tuple] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def checked(
        cls, *, separator=None, decimal=None, thousands=None, missing=None, header=None, kinds=None, scales=None
    ):
        """The options as they were passed, in one form.

        Raises
        ------
        OptionError
            Naming the option that cannot be followed.
        """
        if separator is not None:
            separator = _WORDS.get(separator, separator) if isinstance(separator, str) else separator
            if not isinstance(separator, str) or len(separator) != 1:
                raise OptionError(
                    say("separator= is one sign, such as ';' or '\\t'; got {separator}.",
                        separator=repr(separator))
                )  # fmt: skip
        return cls(
            separator, checked_style(decimal, thousands), _rows(header), checked_missing(missing), checked_kinds(kinds),
            dict(scales or {}),
        )  # fmt: skip

    def refuse_for(self, what: str, name: str, *options: str) -> None:
        """Refuse options that have no meaning for a kind of file."""
        given = {
            "separator": self.separator is not None, "decimal": self.style.decimal is not None,
            "thousands": self.style.thousands is not None, "header": bool(self.header),
        }  # fmt: skip
        stray = [option for option in options if given[option]]
        if stray:
            raise OptionError(
                say("{question}=: {name} is {what}, to which this does not apply. Leave it out.",
                    question=stray[0], name=name, what=say(what))
            )  # fmt: skip


def _rows(header) -> tuple[int, ...]:
    if header is None:
        return ()
    rows = tuple(header) if isinstance(header, (list, tuple)) else (header,)
    if (
        not rows
        or any(isinstance(row, bool) or not isinstance(row, int) or row < 0 for row in rows)
        or list(rows) != sorted(set(rows))
    ):
        raise OptionError(
            say("header= is the row of names, counted from 0, or a list of such rows in their order ([0, 1]); got "
                "{header}.",
                header=repr(header))
        )  # fmt: skip
    return rows
