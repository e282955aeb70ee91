"""Which wave a study is about: the answers of one, and which audience tells which."""

from collections.abc import Mapping

from cxresearch.errors import StudyError
from cxresearch.stats.bases.naming import audience_name
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, kept, named, say

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
            named(map(str, found))
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
    of_each = {}
    for audience, told in waves.items():
        if nearest[0] in told or in_order.known:
            of_each[audience] = [next(value for value in nearest if value in told)] if told else []
        else:
            of_each[audience] = told
    return _in_waves(survey, of_each)


def waves_by_audience(survey: Survey) -> dict[str, list]:
    """Audience to the waves that its rows name; ``""`` stands for all rows where no column tells who answered."""
    if "wave" not in survey.roles:
        return {}
    column, names = survey.roles["wave"], survey.audiences if "audience" in survey.roles else []
    parts = {name: survey.only(audience=name) for name in names} or {"": survey}
    return {name: [value for value in part.answer_counts(column) if str(value).strip()] for name, part in parts.items()}


def _in_waves(survey: Survey, of_each: Mapping[str, list]) -> Survey:
    """The rows of the waves that are of_each of each audience; all rows of an audience that has none."""
    import narwhals as nw

    column = survey.roles["wave"]
    inside = []
    for audience, values in of_each.items():
        ours = nw.col(survey.roles["audience"]) == audience if audience else nw.lit(True)
        inside.append(ours & nw.col(column).is_in(values) if values else ours)
    values = list(dict.fromkeys(value for told in of_each.values() for value in told))
    # A total must not give away who stands in the other waves: what was taken out is known to the hiding of groups.
    filters = {**survey.filters, column: (*values, *([] if all(of_each.values()) else [None]))}
    part = survey._with(
        responses=nw.to_native(survey.frame.filter(nw.any_horizontal(*inside, ignore_nulls=True))), filters=filters,
        root=survey.root or survey,
    )  # fmt: skip
    if part.is_lazy:
        return part
    whole = [audience for audience, told in of_each.items() if not told]
    told = kept(
        "kept {n} of {all} rows: wave is {waves}; {audiences} tell no wave and stay whole" if whole
        else "kept {n} of {all} rows: wave is {waves}",
        n=count(part.n_rows), all=count(survey.n_rows), waves=named(map(str, values)),
        audiences=named(map(audience_name, whole)),
    )  # fmt: skip
    return part._with(same_rows=True, notes=(*survey.notes, told))
