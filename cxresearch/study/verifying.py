"""A report is held against the files that it says it was made from."""

from pathlib import Path

from cxresearch.errors import OptionError
from cxresearch.report.register import read_register
from cxresearch.speaking import language_now, speaking
from cxresearch.study.defending import Verification, verified
from cxresearch.study.study import Study, open_study
from cxresearch.wording import say

__all__ = ["verify_report"]


def verify_report(path: str | Path, study: Study | str | Path) -> Verification:
    """Make every figure of a report again from its study's files, and say where it differs.

    Parameters
    ----------
    path : str or Path
        Slides, workbook or page that a study's report wrote.
    study : Study, str or Path
        It, or its folder; its files are read anew.

    Returns
    -------
    Verification
        ``.agrees, .figures, .same, .lines``.

    Raises
    ------
    OptionError
        If the file holds no register, or its figures do not say which call made them.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> study = open_study("parcel-service")
    >>> path = study.report("nps").to_xlsx(Path(mkdtemp()) / "nps.xlsx")
    >>> verify_report(path, study).agrees
    True
    """
    told = read_register(path)
    if told.figures and not any(figure.call for figure in told.figures):
        raise OptionError(say(
            "{name} was made without a study, so its figures cannot be made again. Make it by "
            "open_study(folder).report().",
            name=Path(path).name,
        ))  # fmt: skip
    now = open_study(study.settings.folder if isinstance(study, Study) else study)
    with speaking(now.settings.language or language_now()):
        return verified(Path(path), told, now)
