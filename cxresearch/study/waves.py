"""Which wave a study is about: the answers of one, and which audience tells which."""

from collections.abc import Mapping

from cxresearch.errors import StudyError, listing
from cxresearch.survey.survey import Survey
from cxresearch.wording import say

__all__ = ["one_wave", "waves_by_audience"]


def one_wave(survey: Survey, wave: str | None) -> Survey:
    """The answers of one wave: of every audience that tells its waves; one that tells none stays whole.

    An audience that was not asked in that wave keeps the last one before it, else the first after it. Where no wave is
    named and the order of the waves is not known, nothing is left out.

    Raises
    ------
    StudyError
        If ``wave`` is named and nobody answered in it.
    """
    from cxresearch.survey.columns.wave_order import order_of_waves

    waves = waves_by_audience(survey)
    found = list(dict.fromkeys(value for told in waves.values() for value in told))
    if wave is not None and wave not in map(str, found):
        known = (
            listing(map(str, found))
            if found
            else say("no column tells the wave; name it: {line}", line='roles = { wave = "..." }')
        )
        raise StudyError(
            say("study.toml: wave = {wave}: nobody answered in it. Waves: {known}.", wave=repr(wave), known=known)
        )
    if len(found) < 2:
        return survey
    column = survey.roles["wave"]
    in_order = order_of_waves(found, survey.order_of(column))
    if wave is None and not in_order.known:
        return survey
    at = [str(value) for value in in_order.waves].index(wave) if wave is not None else len(found) - 1
    nearest = [*in_order.waves[at::-1], *in_order.waves[at + 1 :]]
    kept = {}
    for audience, told in waves.items():
        if nearest[0] in told or in_order.known:
            kept[audience] = [next(value for value in nearest if value in told)] if told else []
        else:
            kept[audience] = told
    return _in_waves(survey, kept)


def waves_by_audience(survey: Survey) -> dict[str, list]:
    """Audience to the waves that its rows name; ``""`` stands for all rows where no column tells who answered."""
    if "wave" not in survey.roles:
        return {}
    column, names = survey.roles["wave"], survey.audiences if "audience" in survey.roles else []
    parts = {name: survey.only(audience=name) for name in names} or {"": survey}
    return {name: [value for value in part.answer_counts(column) if str(value).strip()] for name, part in parts.items()}


def _in_waves(survey: Survey, kept: Mapping[str, list]) -> Survey:
    """The rows of the waves that are kept of each audience; all rows of an audience that has none."""
    import narwhals as nw

    column = survey.roles["wave"]
    inside = []
    for audience, values in kept.items():
        ours = nw.col(survey.roles["audience"]) == audience if audience else nw.lit(True)
        inside.append(ours & nw.col(column).is_in(values) if values else ours)
    values = list(dict.fromkeys(value for told in kept.values() for value in told))
    # A total must not give away who stands in the other waves: what was taken out is known to the hiding of groups.
    filters = {**survey.filters, column: (*values, *([] if all(kept.values()) else [None]))}
    part = survey._with(
        responses=nw.to_native(survey.frame.filter(nw.any_horizontal(*inside, ignore_nulls=True))), filters=filters,
        root=survey.root or survey,
    )  # fmt: skip
    if part.is_lazy:
        return part
    whole = [audience for audience, told in kept.items() if not told]
    told = f"kept {part.n_rows:,} of {survey.n_rows:,} rows: wave is {listing(map(str, values))}"
    if whole:
        told += f"; {listing(whole)} tell no wave and stay whole"
    return part._with(same_rows=True, notes=(*survey.notes, told))
