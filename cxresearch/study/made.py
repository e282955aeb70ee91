"""Results of a study, each made once and kept; what an analysis refused is kept with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from cxresearch.errors import CXResearchError
from cxresearch.result import Result
from cxresearch.stats.bases.naming import question_in_sentence
from cxresearch.study.answering.analyses import Analysis, problem_in_a_line
from cxresearch.study.answering.material import Material
from cxresearch.study.seals import planned_words

__all__ = ["Made"]


class Made:
    """What was made of a study's material so far.

    Parameters
    ----------
    material : callable
        Gives the material when it is first needed.

    Attributes
    ----------
    kept : dict
        (name of the analysis, question or "") -> its Results, in the order in which they were made.
    left_out : dict
        Name of an analysis -> why it was not made.
    """

    def __init__(self, material: Callable[[], Material]):
        self._material = material
        self.kept: dict[tuple[str, str], list[Result]] = {}
        self.left_out: dict[str, str] = {}

    def of(self, analysis: Analysis, questions: Iterable[str] | None = None) -> list[Result]:
        """The Results of an analysis; of one on open questions, those of some of them."""
        material = self._material()
        if why := analysis.why_not(material):
            self.left_out[analysis.name] = why
            return []
        if analysis.each is None:
            return self._once(analysis, "", lambda: analysis.make(material))
        found = []
        for question in analysis.each(material) if questions is None else questions:
            found += self._once(analysis, question, lambda question=question: [analysis.make(material, question)])
        return found

    def _once(self, analysis: Analysis, question: str, make: Callable[[], list[Result]]) -> list[Result]:
        key = (analysis.name, question)
        if key not in self.kept:
            try:
                made = make()
            except CXResearchError as problem:
                made, why = [], [problem_in_a_line(problem)]
            else:
                why = [said for result in made if (said := analysis.silent(result))]
                if words := planned_words(self._material().settings, analysis.name):
                    made = [replace(result, caveats=[*result.caveats, words]) for result in made]
            self.kept[key] = [] if why else made
            if why:
                self._leave_out(analysis.name, question, why[0])
        return self.kept[key]

    def _leave_out(self, name: str, question: str, why: str) -> None:
        """Keep the reason; of several open questions, which one it is of."""
        if question and len(self._material().comments) > 1:
            why = f"{question_in_sentence(self._material().texts.get(question, question))}: {why}"
        told = self.left_out.get(name, "")
        self.left_out[name] = f"{told} {why}".strip() if why not in told else told
