"""The person decides which questions are the same: the panel of matches, opened on a study."""

from pathlib import Path

from cxresearch.combining.matches import FILE
from cxresearch.errors import OptionError
from cxresearch.loaders.samples import sample_folder
from cxresearch.study.assembling import proposed, vectors_if_there
from cxresearch.study.study import Study, open_study
from cxresearch.widgets.mapping.match_panel import MatchPanel
from cxresearch.wording import say

__all__ = ["match_questions"]


def match_questions(study: Study | str | Path) -> MatchPanel:
    """A panel to decide which questions of the audiences are the same touchpoint.

    Parameters
    ----------
    study : Study, or the folder of one
        Its ``matches.csv`` is read; where there is none, the panel opens with what wording proposes.

    Returns
    -------
    MatchPanel
        Shown as the last line of a cell. ``.sentence`` says how many touchpoints are confirmed, wait and stand alone;
        ``.table`` has all rows, ``.code`` opens the study with them. Without clicks: ``.choose()``, ``.confirm()``,
        ``.rescale()``, ``.rename()``, ``.undo()`` and ``.save()``.

    Raises
    ------
    StudyError, SurveyFileError
        If the study or one of its files cannot be read. A mistake in ``matches.csv`` is said in the panel.

    Examples
    --------
    >>> panel = match_questions("parcel-service")
    >>> panel.confirm("Driver", sure=False).sentence[:44]
    '9 touchpoints: 8 confirmed, 1 waits for you.'
    """
    if isinstance(study, str | Path):
        study = open_study(study)
    if not isinstance(study, Study):
        raise OptionError(say(
            "match_questions() takes a study, not {name}: cx.match_questions(cx.open_study('folder')).",
            name=type(study).__name__,
        ))  # fmt: skip
    parts, folder = study._parts, study.settings.folder
    sample = folder.resolve().is_relative_to(sample_folder().resolve())
    return MatchPanel(
        {audience: parts.by_audience[audience] for audience in parts.audiences},
        folder / FILE,
        propose=lambda: proposed(parts),
        vectors=vectors_if_there(),
        locked=say("Samples stay as they are: copy the folder {folder} and open the copy.", folder=folder)
        if sample
        else "",
    )
