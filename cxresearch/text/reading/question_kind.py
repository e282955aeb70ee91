"""What a question asks for: praise, what to improve, the reason for a rating, or whatever people want to say.

The same two words mean different things: "The staff" praises where one was asked what was good, and asks for more where
one was asked what could be better. The kind is read from the question's own words, in eleven languages, or declared. A
question that asks for both sides is open, and so is one that cannot be told.
"""

import re
import unicodedata
from functools import lru_cache

from cxresearch.errors import OptionError
from cxresearch.wording import did_you_mean, say

__all__ = ["IMPROVE", "KINDS", "OPEN", "PRAISE", "WHY", "check_kind", "question_kind"]

PRAISE, IMPROVE, WHY, OPEN = KINDS = ("praise", "improve", "why", "open")

_IMPROVE = (
    r"improv\w*|(?:do|done|be|been|made|make|is|are|work|have) (?:\w+ ){0,3}(?:better|differently)|"
    r"\bbetter\b.{0,25}\b(?:"
    r"do|could|can|should)\b|dislik\w*|annoy\w*|frustrat\w*|disappoint\w*|(?:what|which|anything) (?:(?!and |or )\w+ )"
    r"{0,4}(?:bad|badly|bother\w*|missing|wrong|worst|least|lacking|hard\w*|difficult|change|chang\w+|fix\w*|not "
    r"(?:so )?(?:good|well))|(?:not|didn t|don t|didnt) (?:\w+ )?(?:like|enjoy|love|satisf\w*|happy|appreciate)|"
    r"like least|liked least|least (?:lik|satisf|enjoy)\w*|suggest(?:ion)?s?\b|recommendations?\b.{0,20}\b(?:us|change|"
    r"improv)\w*|(?:should|could|would) (?:\w+ ){0,3}(?:change|fix|stop|add)\w*|complain\w*|dissatisf\w*|unhappy|"
    r"weakness\w*|pain points?|problems?\b|shortcoming\w*|concerns?\b|criticism\w*",
    r"verbesser\w*|besser(?:n)?\b|vorschlag\w*|vorschlage|storte?\b|gestort|missfallen|nicht gefallen|nicht gut|"
    r"schlecht\b|kritik\w*|unzufrieden\w*|bemangel\w*|fehlt\w*|anregung\w*|schwach\w*|wunschen sie|probleme?\b|"
    r"anders machen|argert?\b|geargert|beschwerden?",
    r"amelior\w*|mieux (?:faire|servir)|faire (?:de )?mieux|suggestions?|changer|(?:moins|pas) (?:plu|aime|apprecie)|"
    r"deplu|mecontent\w*|insatisf\w*|points? (?:faibles?|negatifs?|a ameliorer)|manque\w*|reproche\w*|deranger?",
    r"mejor(?:ar|aria|arias|e|as|a|amos|en|arse|aramos)\b|(?:hacer|haber hecho|podriamos|podemos).{0,25}\bmejor\b|"
    r"sugerencias?|cambiar\w*|no (?:le|te) (?:gusto|ha gustado|gusta)|menos (?:le|te) (?:gusto|gusta)|insatisf\w*|"
    r"disgust\w*|molest\w*|quejas?|falta\w*|puntos debiles",
    r"miglior\w*|(?:fare|essere).{0,15}\bmeglio\b|suggeriment\w*|cambier\w*|cambiare|non (?:le |ti )?(?:e )?piaciut\w*|"
    r"meno (?:le |ti )?(?:e )?piaciut\w*|insoddisf\w*|delus\w*|lamentel\w*|manca\w*|punti deboli|critic\w*",
    r"verbeter\w*|beter\b|suggesties?|anders doen|veranderen|minder (?:goed|tevreden)|niet goed|ontevreden|storen|"
    r"ergerde?|klacht\w*|mist u|ontbreekt|tips?\b",
    r"melhor(?:ar|aria|arias|amos|ado|ados|em|armos|ia|ias)\b|(?:fazer|ter feito|podemos|poderiamos).{0,25}\bmelhor\b|"
    r"sugest\w*|mudar\w*|nao (?:gostou|lhe agradou)|menos gostou|insatisf\w*|desagrad\w*|queixas?|reclamac\w*|falta\w*",
    r"popraw\w*|ulepsz\w*|lepiej|sugesti\w*|zmieni\w*|nie (?:podobal\w*|spodobal\w*)|niezadowol\w*|przeszkadza\w*|"
    r"brakuje|brakowalo|skarg\w*|usprawni\w*|udoskonal\w*",
    r"forbattr\w*|battre|forslag\w*|andra\b|annorlunda|mindre (?:bra|nojd)|missnojd\w*|inte bra|sak?nar|klagomal|"
    r"forbedr\w*|bedre|anderledes|annerledes|mindre (?:god|godt|tilfreds|fornoyd)|utilfreds\w*|misfornoyd\w*|ikke "
    r"(?:godt?|bra)|savner|klage\w*|endre\b|aendre\b",
    r"iyilestir\w*|gelistir\w*|daha iyi|oneri\w*|degistir\w*|begenmedi\w*|memnun (?:olma|kalma)\w*|sikayet\w*|eksik\w*|"
    r"sorun\w*|rahatsiz\w*",
)
_PRAISE = (
    r"(?:what|which|anything|something|things?) (?:\w+ ){0,6}(?:good|great|well|like[ds]?\b|enjoy\w*|love[ds]?\b|"
    r"appreciat\w*|"
    r"best|pleas\w*|positive\w*|impress\w*|right\b|works?\b|worked\b|strength\w*|delight\w*)|(?:do|doing|did|does|went|"
    r"go|goes|going|work|works|worked) (?:\w+ ){0,2}(?:well|right|best)\b|like most|liked most|liked best|most (?:lik|"
    r"enjoy|satisf)\w*|strengths?\b|(?:particularly |especially |most )(?:satisf\w*|happy|pleased|good)|compliment\w*|"
    r"praise|highlights?\b|stood out|exceeded|\bsatisfied with\b|why do you (?:like|love)|keep doing",
    r"gefallen|gut\b|gute[nrs]?\b|besonders (?:gut|zufrieden)|positiv\w*|lob\b|loben|starken?\b|schatzen|begeister\w*|"
    r"zufrieden (?:waren|sind|gestellt)|beste[nrs]?\b|gelungen",
    r"(?:avez|as|a|avons|vous) (?:\w+ ){0,3}(?:plu|aime|apprecie)\b|plait|plu\b|bien (?:fonctionn\w*|fait|passe)|"
    r"points? (?:forts?|positifs?)|satisf(?:ait|aits|aite|action)\w*|meilleure?|prefere\w*|felicit\w*|appreci\w*|"
    r"faisons.{0,10}bien|etait bien",
    r"gusto\b|gusta\b|gustado|(?:hacemos|hicimos|funciona|funciono|salio|fue|estuvo) (?:\w+ )?(?:bien|bueno|mejor)\b|"
    r"bien\b|bueno\b|puntos fuertes|satisf\w*|agrad\w*|positiv\w*|felicit\w*|destacar\w*|fue lo mejor|lo mejor",
    r"piaciut\w*|piace\b|bene\b|buon[oa]?\b|punti di forza|soddisf\w*|apprezz\w*|positiv\w*|migliore\b|preferit\w*",
    r"goed\b|goede\b|beviel\w*|bevalt|tevreden|leuk\b|waardeert|sterke? punten|positie\w*|beste\b|complimenten",
    r"gostou|gosta\b|agradou|bem\b|bom\b|boa\b|pontos fortes|satisf\w*|positiv\w*|elogi\w*|apreci\w*|o melhor\b",
    r"podobal\w*|spodobal\w*|dobrze|dobr\w+|zadowol\w*|pozytywn\w*|doceni\w*|najlep\w*|mocne strony|pochwal\w*",
    r"bra\b|gillade?\w*|nojd\w*|uppskatta\w*|positiv\w*|bast\b|basta|styrk\w*|god\b|godt\b|gode\b|tilfreds\w*|"
    r"fornoyd\w*|likte|synes du godt|bedst\w*|best\b|ros\b",
    r"begendi\w*|hosunuza|iyi\b|guzel\b|memnun (?:ol|kal)\w*|olumlu|takdir\w*|guclu yon\w*|en cok sev\w*",
)
_WHY = (
    r"\bwhy\b|reasons?\b|(?:explain|because|behind) (?:\w+ ){0,4}(?:score|rating|answer|response|choice)|(?:main|"
    r"primary|"
    r"most important) (?:driver|factor)|what (?:made|makes|led|drove|influenced)|reason for your|"
    r"\bffi?t\b.*why|warum|wieso|weshalb|grund\b|grunde\b|begrund\w*|pourquoi|raisons?\b|motifs?\b|expliqu\w*|por ?que|"
    r"motivos?\b|razon\w*|perche\b|motiv[oi]\b|ragion\w*|waarom|reden\b|redenen|porque\b|razao|razoes|dlaczego|"
    r"powod\w*|"
    r"uzasadn\w*|varfor|orsak\w*|anledning\w*|motiver\w*|hvorfor|arsag\w*|grunn\w*|begrunn\w*|neden\w*|niye|nicin"
)


def check_kind(kind: str | None) -> None:
    """Refuse a kind that is not there.

    Raises
    ------
    OptionError
    """
    if kind is not None and kind not in KINDS:
        hint = did_you_mean(str(kind), KINDS)
        raise OptionError(
            say(
                "kind= is {known} or None; got {kind}.{hint}",
                known=", ".join(map(repr, KINDS)), kind=repr(kind), hint=hint,
            )
        )  # fmt: skip


@lru_cache(maxsize=4096)
def question_kind(asked: str) -> str:
    """The kind of a question, by its words: "praise", "improve", "why" or "open".

    >>> [question_kind(asked) for asked in ("What was good?", "Was können wir besser machen?", "¿Por qué?", "Comments")]
    ['praise', 'improve', 'why', 'open']
    """
    text = _ASIDE.sub(" ", re.sub(r"[_\W]+", " ", _folded(asked))).strip()
    why, better, good = (form.search(text) for form in _forms())
    if better is not None and good is not None:
        # "What did you not like?" has its praise inside; "What was good and what was bad?" asks for both.
        inside = better.start() <= good.start() and good.end() <= better.end()
        if not inside and _BOTH.search(text, *sorted((good.start(), better.start()))):
            return OPEN
        good = None
    if why is not None and (better is None or why.start() < better.start()):
        return WHY
    if better is not None:
        return IMPROVE
    return PRAISE if good is not None else OPEN


# What is wished of the writer, not of the firm: "would you like to add anything?".
_ASIDE = re.compile(r"\b(?:would|d) (?:you )?(?:like|love) to (?:say|tell|add|share|comment|mention)\b")
_BOTH = re.compile(r"\b(?:and|or|und|oder|et|ou|y|o|e|en|of|oraz|lub|i|och|eller|og|ve|veya|as well as|sowie|both)\b")


def _folded(text: str) -> str:
    plain = text.lower().translate(str.maketrans({"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe"}))
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern, ...]:
    return tuple(re.compile(rf"\b(?:{form})") for form in (_WHY, "|".join(_IMPROVE), "|".join(_PRAISE)))
