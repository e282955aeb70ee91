"""Tables that hold no answers of people: summaries, banner tables, counts, model output, dictionaries, pivots.

Whoever offers one is told what it is and what to ask the platform for. Nobody answered in such a table, so that no
number that is computed from its rows is about people.
"""

import re
from collections.abc import Sequence

from cxresearch.errors import SurveyFileError
from cxresearch.loaders.tables.grid import Grid, is_blank, text_of
from cxresearch.survey.guessing.question_words import asks_for_a_count, in_words
from cxresearch.survey.labels import declines, matching_ladders, normalise
from cxresearch.survey.scales import number_in
from cxresearch.wording import say, told

__all__ = ["TOTAL_WORDS", "is_total_word", "refuse_what_holds_no_answers", "sheets_of_tables"]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(normalise(word) for line in lines for word in line.split("/"))


TOTAL_WORDS = _words(
    "total/totals/grand total/sum/subtotal/sub total/average/mean/overall/all respondents/all/total respondents",
    "gesamt/gesamtergebnis/summe/insgesamt/mittelwert/durchschnitt/alle/alle befragten/total général/total general",
    "ensemble/moyenne/somme/promedio/suma/total geral/média/media/totale/totaal/gemiddelde/som/totalt/summa/medel",
    "snitt/gennemsnit/i alt/genomsnitt/razem/suma końcowa/średnia/toplam/genel toplam/ortalama/合計/平均/総計/全体",
    "n/base/count/valid n/anzahl/basis/effectif/nombre",
)
_BASES = _words(
    "base/unweighted base/weighted base/base all/base all respondents/unweighted total/weighted total/sample size",
    "basis/basis gesamt/ungewichtete basis/base totale/base total/base sin ponderar/base non pondérée/grondslag/bas",
)
_MARKS = (
    _words(
        "answer choices/answer options/answer choice/antwortoptionen/antwortmöglichkeiten/choix de réponse",
        "choix de réponses/opciones de respuesta/opzioni di risposta/opções de resposta/antwoordkeuzen",
        "antwoordopties/svarsalternativ/svarmuligheder/svaralternativer/wybory odpowiedzi/"
        "yanıt seçenekleri/回答の選択肢",
    ),
    _words(
        "response percent/response percentage/response count/responses percent/percent of responses/response total",
        "beantwortungen in prozent/antworten in prozent/prozentsatz der antworten/pourcentage de réponses",
        "porcentaje de respuestas/percentuale di risposte/porcentagem de respostas/percentage antwoorden",
        "svarsprocent/svarprocent/responses/beantwortungen/réponses/respuestas/risposte/respostas/reacties/svar/回答数",
    ),
    _words(
        "answered/answered question/answered questions/total answered/beantwortet/ont répondu/répondues/répondu",
        "respondido/respondidas/respondieron/hanno risposto/risposte "
        "date/beantwoord/besvarade/besvaret/svarade/回答済み",
    ),
    _words(
        "skipped/skipped question/skipped this question/übersprungen/ignorées/ignorée/ont ignoré cette question/ignoré",
        "omitido/omitidas/hanno saltato/saltate/ignoradas/overgeslagen/hoppade över/sprunget "
        "over/pominięto/スキップ済み",
    ),
)
_MODEL = (
    r"(coef(ficient)?s?|estimate|beta|b|odds ratio|or|exp b|exp coef)",
    r"(std err(or)?|std error|standard error|se|s e|std dev error|robust se)",
    r"(t|z|t value|z value|t stat|t statistic|wald|chi ?sq(uare)?|statistic|f value)",
    r"(p|p value|pr t|pr z|p t|p z|sig|significance|pvalue)",
    r"(ci low(er)?|conf low|lower|lower ci|0 025|2 5|ci high|conf high|upper|0 975|97 5|95 ci)",
    r"(df|deg(rees)? of freedom|r squared|adj r squared)",
)
_STATISTICS = (
    r"(sd|std|std dev(iation)?|standard deviation|stdev|variance|standardabweichung|s d|écart type|"
    r"desviación( estándar)?|deviazione standard|standaardafwijking|std error|se)",
    r"(mean|average|avg|m|mittelwert|durchschnitt|moyenne|media|promedio|gemiddelde|medel)",
    r"(n|count|base|responses|anzahl|valid n|effectif)",
    r"(min|minimum)",
    r"(max|maximum)",
    r"(median|mediane|médiane|mediana)",
    r"(top ?2( box)?|top box|bottom box)",
)
_DICTIONARY = (
    r"(variable|variable name|variable field name|variable / field name|field name|var|column|name|"
    r"question code|varname|"
    r"variablenname|variabel)",
    r"(label|variable label|field label|question text|description|question|wording|text|fragetext|libellé|"
    r"etiqueta|hint)",
    r"(type|field type|data type|measure|format|field_type|typ|level|storage type)",
    r"(values|value labels|choices|choices calculations or slider labels|codes|options|list name|levels|categories|"
    r"answer options|missing|missing values|form name|relevant|required|constraint|calculation|choice filter)",
)
_DESCRIBED = frozenset("count mean std min 25 50 75 max".split())
_PIVOT = re.compile(
    r"(row labels|column labels|grand total|(count|sum|average|max|min) of .+|zeilenbeschriftungen|"
    r"spaltenbeschriftungen|"
    r"gesamtergebnis|anzahl von .+|mittelwert von .+|étiquettes de lignes|total général|nombre de .+|etiquetas de fila|"
    r"cuenta de .+|promedio de .+|etichette di riga|rijlabels)"
)
_TABLE_SHEET = re.compile(
    r"(table|tab|question|q|tabelle|tableau|tabla|tabella|frage|pregunta|domanda|tabel|fråga|vraag|"
    r"spørgsmål)\s*[ _.]?\d+[a-z]?"
)
_COUNTED = re.compile(
    r"count|n|votes|frequency|freq|responses|anzahl|häufigkeit|effectif|frecuencia|frequenza|aantal|antal"
)
_SHARES = re.compile(r"%|\bper ?cent|\bshare\b|prozent|anteil|porcentaje|pourcent|percentuale|andel")
_PERCENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%")
_ANSWER = _words(
    "answer/answers/response/option/options/choice/choices/category/antwort/antworten/antwortoption/auswahl/réponse",
    "choix/respuesta/opción/risposta/opzione/scelta/antwoord/keuze/resposta/opção/odpowiedź/wybór/svar/alternativ/yanıt",
    "cevap/seçenek/回答/選択肢",
)
_MEASURES = _words(
    "percentage/percent/per cent/%/count/n/mean/average/median/share/frequency/sd/std/total/score/base/top box",
    "prozent/anteil/anzahl/mittelwert/durchschnitt/häufigkeit/pourcentage/effectif/moyenne/part/porcentaje/recuento",
    "media/frecuencia/percentuale/conteggio/frequenza/percentage/aantal/gemiddelde/percentagem/contagem/média",
    "procent/liczba/średnia/antal/andel/medel/gennemsnit/snitt/gjennomsnitt/yüzde/sayı/ortalama/割合/人数/平均",
)
_PROMOTERS = re.compile(r"promot|befürworter|推奨者|ambassadør|ambassadör|destekleyen")
_DETRACTORS = re.compile(r"detra[ck]|kritiker|détract|批判者|kötüleyen")
_MOST_ROWS = 400
_MOST_OPTIONS = 40
_ASK = told("Ask for the individual answers, a row a respondent")


def refuse_what_holds_no_answers(grid: Grid, first: int, names: Sequence[str]) -> None:
    """Raise where a table holds results, a model or a dictionary instead of answers.

    Parameters
    ----------
    grid : Grid
    first : int
        The first row below the names.
    names : sequence of str

    Raises
    ------
    SurveyFileError
        In one sentence: what it is, and what to ask for.
    """
    if grid.body is not None or len(grid.rows) > 5000:
        return
    rows = grid.rows[: first + _MOST_ROWS]
    found = (
        _summary(rows) or _described(rows, first) or _model(names, rows[first:]) or _pivot(rows)
        or _dictionary(names, rows[first:]) or _measured(rows[first:])
        or _shares_of_promoters(names, rows[first:]) or _results(names, rows[first:], len(grid.rows) - first)
    )  # fmt: skip
    if found:
        raise SurveyFileError(f"{grid.name}: {found}")


def is_total_word(text: str) -> bool:
    """Whether a cell says that its row adds up others.

    >>> is_total_word("Grand Total:"), is_total_word("Total Energies")
    (True, False)
    """
    return normalise(text) in TOTAL_WORDS


def sheets_of_tables(names: Sequence[str]) -> bool:
    """Whether the sheets of a workbook are called like tables of results: "Table 1", "Question 2".

    >>> sheets_of_tables(["Contents", "Table 1", "Table 2"]), sheets_of_tables(["Answers", "Notes"])
    (True, False)
    """
    tables = sum(bool(_TABLE_SHEET.fullmatch(name.strip().casefold())) for name in names)
    return tables >= 2 and tables >= 0.5 * len(names)


def _summary(rows: Sequence[list]) -> str:
    places: list[set[int]] = [set() for _ in _MARKS]
    for line, row in enumerate(rows):
        if sum(not is_blank(cell) for cell in row) > 40:
            continue
        for cell in row:
            if not isinstance(cell, str) or len(cell) > 60:
                continue
            word = normalise(cell)
            for at, words in enumerate(_MARKS):
                if word in words:
                    places[at].add(line)
    choices, percent, answered, skipped = places
    # Two names side by side are columns of respondents; one below the other they count them.
    if len(answered | skipped) >= 2 and answered and skipped or (choices and (percent or answered)):
        return say(
            "a summary of results (choices with counts and percentages), not the answers of people. {ask} (in "
            "SurveyMonkey: Export all > All responses data > XLS or CSV, individual responses).", ask=say(_ASK)
        )  # fmt: skip
    return ""


def _described(rows: Sequence[list], first: int) -> str:
    words = {normalise(text_of(row[0])) for row in rows[first : first + 12] if row and not is_blank(row[0])}
    if len(words & _DESCRIBED) >= 6:
        return say("a summary of statistics (count, mean, std, ...), not the answers of people. {ask}.", ask=say(_ASK))
    return ""


def _model(names: Sequence[str], body: Sequence[list]) -> str:
    keys = [normalise(name) for name in names]
    met = sum(any(re.fullmatch(pattern, key) for key in keys) for pattern in _MODEL)
    told = [any(re.fullmatch(pattern, key) for key in keys) for pattern in _STATISTICS]
    if sum(told) >= 3 and told[0] and len(body) <= _MOST_ROWS:
        return say("a table of statistics (means, deviations), not the answers of people. {ask}.", ask=say(_ASK))
    if met >= 3 and len(body) <= _MOST_ROWS:
        return say(
            "the output of a model (estimates, errors, p values), a table of results and no answers of people. {ask}.",
            ask=say(_ASK),
        )
    return ""


def _pivot(rows: Sequence[list]) -> str:
    cells = {normalise(cell) for row in rows[:60] for cell in row if isinstance(cell, str) and len(cell) <= 80}
    if sum(bool(_PIVOT.fullmatch(cell)) for cell in cells) >= 2:
        return say(
            "a pivot table of results, not the answers of people. {ask}: the sheet that the pivot was made from.",
            ask=say(_ASK),
        )
    return ""


def _dictionary(names: Sequence[str], body: Sequence[list]) -> str:
    keys = [normalise(name) for name in names if name.strip()]
    met = sum(any(re.fullmatch(pattern, key) for key in keys) for pattern in _DICTIONARY)
    xls_form = {"type", "name"} <= set(keys) and any(key.startswith("label") for key in keys)
    named = any(re.fullmatch(_DICTIONARY[0], key) for key in keys)
    if not xls_form and (met < 3 or met < 0.5 * len(keys) or not named):
        return ""
    first = [normalise(text_of(row[0])) for row in body if row and not is_blank(row[0])]
    if not xls_form and len(set(first)) < 0.9 * len(first):
        return ""
    return say(
        "a data dictionary (variables and their labels), not the answers of people. Read the answers, and pass this "
        "file as codebook= to have its labels."
    )


def _measured(body: Sequence[list]) -> str:
    """Whether a column says of every row which measure stands in it: a percentage, a count, a mean."""
    rows = [row for row in body if any(not is_blank(cell) for cell in row)]
    for at in range(min(12, max(map(len, rows), default=0))):
        stated = [normalise(text_of(row[at])) for row in rows if at < len(row) and not is_blank(row[at])]
        if len(set(stated)) < 2 or not set(stated) <= _MEASURES or len(stated) < len(rows):
            continue
        others = [cell for row in rows for cell in row[at + 1 :] if not is_blank(cell)]
        if len(others) >= 2 * len(rows) and sum(not _is_word(cell) for cell in others) >= 0.9 * len(others):
            return say(
                "a table of results (a row a statement and a measure), not the answers of people. {ask}.", ask=say(_ASK)
            )
    return ""


def _shares_of_promoters(names: Sequence[str], body: Sequence[list]) -> str:
    """Whether each row has shares of promoters and of detractors: a row a group, and nobody's answer."""
    promoters, detractors = (_numbers_under(names, body, pattern) for pattern in (_PROMOTERS, _DETRACTORS))
    stated = min(len(promoters), len(detractors))
    if stated < max(2, 0.9 * len(body)) or {*promoters, *detractors} <= {0.0, 1.0}:  # a flag of each respondent
        return ""
    return say(
        "a table of results (promoters and detractors by group), not the answers of people. {ask}; for scores of "
        "units with their n pass aggregates=.", ask=say(_ASK)
    )  # fmt: skip


def _numbers_under(names: Sequence[str], body: Sequence[list], pattern: re.Pattern) -> list[float]:
    """The numbers of the first column whose name fits."""
    at = next((at for at, name in enumerate(names) if pattern.search(name.casefold())), None)
    cells = [] if at is None else [row[at] for row in body if at < len(row) and not is_blank(row[at])]
    numbers = [_percent(cell) if _is_percent(cell) else number_in(cell) for cell in cells]
    return [number for number in numbers if number is not None]


def _results(names: Sequence[str], body: Sequence[list], many: int) -> str:
    """Counts and percentages: by their marks, their sums and their bases."""
    rows = [row for row in body if any(not is_blank(cell) for cell in row)]
    if not len(rows) >= 1 or many > _MOST_ROWS:
        return ""
    width = max(map(len, rows))
    words = [_share([row[at] if at < len(row) else None for row in rows], _is_word) for at in range(width)]
    lead = next((at for at, share in enumerate(words) if share > 0.5), 0)
    names, rows = list(names[lead:]), [list(row[lead:]) for row in rows]
    width -= lead
    labels = [normalise(text_of(row[0])) if row else "" for row in rows]
    stated = [label for label in labels if label]
    unique = len(set(stated)) >= 0.9 * len(stated) > 0 and sum(
        number_in(label) is None for label in stated
    ) > 0.5 * len(stated)
    columns = [[row[at] if at < len(row) else None for row in rows] for at in range(1, width)]
    percent = [at for at, cells in enumerate(columns) if _share(cells, _is_percent) >= 0.5]
    bases = sum(
        label in _BASES or label.startswith("base ") or re.match(r"n \d", label) is not None for label in stated
    )
    if bases and (percent or (bases >= 2 and _stand_under(columns, labels))):
        return say(
            "a banner table of results (bases and percentages), not the answers of people. {ask}.", ask=say(_ASK)
        )
    keys = [normalise(name) for name in names[1:]]
    counted = any(_COUNTED.fullmatch(key) for key in keys)
    shares = [at for at, name in enumerate(names[1:]) if _SHARES.search(name.casefold())]
    numbers = [[number_in(cell) if not _is_percent(cell) else _percent(cell) for cell in columns[at]] for at in shares]
    totals = [_total(cells, labels) for cells in numbers]
    if counted and len(rows) <= 200 and any(_is_hundreds(total) for total in totals):
        return say("a table of counts and shares, not the answers of people. {ask}.", ask=say(_ASK))
    if not unique or width < 2:
        return ""
    sums = [_total([_percent(cell) for cell in columns[at]], labels) for at in percent]
    if len(rows) <= 60 and any(98 <= total <= 102 for total in sums):
        return say("a table of results in percent, not the answers of people. {ask}.", ask=say(_ASK))
    if _row_totals(names, rows, labels):
        return say(
            "a table of counts (its total column adds up the others), not the answers of people. {ask}.", ask=say(_ASK)
        )
    if _options_counted(names, rows):
        return say(
            "a table of counts (a row an answer, a column a group), not the answers of people. {ask}.", ask=say(_ASK)
        )
    return ""


def _options_counted(names: Sequence[str], rows: Sequence[list]) -> bool:
    """Whether each row is an answer, named once, and all other cells are whole counts of people.

    The answers are those of one scale, or the first column is headed by nothing, by "answer" or by a question. A column
    of ages or a rating tells that the rows are people.
    """
    labels = [text_of(row[0]).strip() if row else "" for row in rows]
    asked = [name for name in names[1:] if name.strip()]
    counts = [number_in(cell) for row in rows for cell in [*row[1:], *[None] * (len(names) - len(row))][: len(asked)]]
    if not asked or not 3 <= len(rows) <= _MOST_OPTIONS or any(not label or len(label) > 80 for label in labels):
        return False
    if any(count is None or count < 0 or count % 1 for count in counts) or any(map(_tells_of_people, asked)):
        return False
    columns = [counts[at :: len(asked)] for at in range(len(asked))]
    stated = [label for label in labels if not declines(label) and not is_total_word(label)]
    found = matching_ladders(stated)
    if len(stated) >= 3 and found:
        return max(counts) > 10 or any(len(seen) == len(ladder.points) >= 4 for ladder, seen in found)
    key = normalise(names[0])
    headed = not key or key in _ANSWER or "?" in names[0] or "？" in names[0]
    alone = len(asked) == 1 and bool(_COUNTED.fullmatch(normalise(asked[0])))
    return headed and all(max(column) > 10 for column in columns) and (len(asked) > 1 or alone)


def _tells_of_people(name: str) -> bool:
    """Whether a column asks for an age, a duration or another number of a person."""
    return asks_for_a_count(in_words(name)) and not _COUNTED.fullmatch(normalise(name))


def _is_word(cell: object) -> bool:
    return number_in(cell) is None and not _is_percent(cell)


def _is_hundreds(total: float) -> bool:
    """Whether shares add up to 100 (or 1), once or for several questions."""
    for whole in (100.0, 1.0):
        times = round(total / whole)
        if 1 <= times <= 60 and abs(total - times * whole) <= 0.02 * whole * times**0.5:
            return True
    return False


def _is_percent(cell: object) -> bool:
    return isinstance(cell, str) and bool(_PERCENT.fullmatch(cell.strip()))


def _percent(cell: object) -> float | None:
    return number_in(cell.strip().rstrip("%").strip()) if isinstance(cell, str) else None


def _share(cells: Sequence, test) -> float:
    stated = [cell for cell in cells if not is_blank(cell)]
    return sum(map(test, stated)) / len(stated) if len(stated) >= 2 else 0.0


def _total(values: Sequence[float | None], labels: Sequence[str]) -> float:
    return sum(
        value for value, label in zip(values, labels, strict=True) if value is not None and label not in TOTAL_WORDS
    )


def _stand_under(columns: Sequence[Sequence], labels: Sequence[str]) -> bool:
    """Whether the numbers of base rows are as high as all others: a base is never smaller than what stands on it."""
    for cells in columns:
        numbers = [(number_in(cell), label in _BASES) for cell, label in zip(cells, labels, strict=True)]
        based = [number for number, is_base in numbers if is_base and number is not None]
        others = [number for number, is_base in numbers if not is_base and number is not None]
        if based and others and (min(based) < max(others) or min(based) < 10):
            return False
    return True


def _row_totals(names: Sequence[str], rows: Sequence[list], labels: Sequence[str]) -> bool:
    """Whether a column that is called a total holds the sums of the other columns of whole numbers.

    A score that adds up ratings is none: its parts are small in every row, and no row of totals stands below.
    """
    at = next((at for at, name in enumerate(names) if at and is_total_word(name)), None)
    if at is None or len(names) < 3:
        return False
    hits = tried = 0
    highest = 0.0
    for row in rows:
        numbers = [number_in(cell) if cell is not None else None for cell in row]
        parts = [value for place, value in enumerate(numbers) if place not in (0, at) and value is not None]
        if at < len(numbers) and numbers[at] is not None and len(parts) >= 2:
            tried += 1
            highest = max(highest, *map(abs, parts))
            hits += abs(sum(parts) - numbers[at]) < 0.5
    below = labels[-1] in TOTAL_WORDS
    return tried >= 2 and hits >= 0.9 * tried and (highest > 10 or below or tried < 20)
