"""Comments that answer nothing: "n/a", "nothing", "no comment". They are counted apart, never scored, and are no theme.

What counts is the whole comment: "Nothing works" and "nothing to improve" are answers, a bare "thanks" is none. Emoji
carry a feeling, so they are answers too; signs and digits alone are not.
"""

import re

__all__ = ["is_non_answer"]

_LONGEST = 80
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_FEELINGS = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]|[:;=8xX]['-]?[()\[\]DPpoO/\\|3<>]|<3")
_OTHER_LETTERS = re.compile(r"[^\W\d_]")
_WHOLE = frozenset(
    (
        "nothing/nothing really/nothing comes to mind/nothing to add/nothing else/nothing at all/nothing in particular/"
        "nothing special/nothing i can think of/nothing specific/nothing to say/nothing to report/nothing for now/none/"
        "none really/none at all/none that i know/none that i can think of/nil/na/n a/n.a/no comment/no comments/"
        "no answer/no reply/no response/no idea/no opinion/not applicable/not sure/no suggestions/no suggestion/"
        "nothing further/no further comment/no further comments/no thoughts/no view/no remarks/idk/i don't know/"
        "don't know/dont know/i dont know/dunno/do not know/i do not know/can't say/cannot say/can't think of anything/"
        "can't think of any/prefer not to say/rather not say/skip/pass/see above/as above/same as above/ditto/same/"
        "no/nope/yes/test/testing/asdf/x/xx/xxx/null/nan/blank/empty/not relevant/does not apply/no experience/"
        "keine/keine angabe/keine angaben/keine ahnung/kein kommentar/nichts/entfällt/weiß nicht/nein/nada/nada más/"
        "ninguno/ninguna/sin comentarios/no sé/no se/rien/rien à dire/aucun/aucune/aucun commentaire/sans commentaire/"
        "je ne sais pas/non/niente/nessuno/nessuna/nessun commento/non so/nenhum/nenhuma/sem comentários/não sei/não/"
        "thanks/thank you/many thanks/thanks a lot/thank you very much/thx/thanks for asking/thank you for asking/"
        "thanks in advance/thank you for your time/regards/kind regards/best regards/thanks and regards/"
        "danke/vielen dank/gracias/muchas gracias/merci/merci beaucoup/grazie/obrigado/obrigada/dank u/bedankt/tack/"
        "niets/geen/geen commentaar/weet niet/geen idee/nvt/n v t/ingen/inget/ingen kommentar/vet ej/vet inte/nic/brak/"
        "nie wiem"
    ).split("/")
)


def is_non_answer(text: object) -> bool:
    """Whether a comment says nothing at all, in English or some neighbouring languages.

    >>> [is_non_answer(text) for text in ("N/A", "nothing.", "...", "Nothing works", "nothing to improve", None)]
    [True, True, True, False, False, True]
    """
    if not isinstance(text, str):
        return True
    if len(text) > _LONGEST:
        return not text[:100_000].strip()
    words = _WORDS.findall(text.lower().replace("\u2019", "'"))
    if not words:
        return not (_FEELINGS.search(text) or _OTHER_LETTERS.search(text))
    return len(words) <= 6 and " ".join(words) in _WHOLE and not _FEELINGS.search(text)
