"""The words of those who decline to answer, in every language that is read."""

from collections.abc import Iterable
from functools import lru_cache

from cxresearch.survey.labelling.spelling import bare, normalise

__all__ = ["DECLINED", "answering", "declines"]

DECLINED = frozenset(
    normalise(word)
    for line in (
        "don't know/do not know/i don't know/dk/don't know - not sure/don't know - not applicable/not sure/unsure",
        "unknown/n.a./na/not applicable/not applicable (n.a.)/not applicable - don't know/does not apply",
        "no opinion/no experience/no basis to judge/no answer/no answer given/not answered/no response/no comment",
        "prefer not to say/i prefer not to say/prefer not to answer/rather not say/refused/refuse to answer",
        "decline to answer/declined/can't say/cannot say/can't answer/cannot answer/can't rate/cannot rate",
        "unable to answer/unable to rate/not used/never used it/have not used/haven't used/skip/skipped",
        "missing/system missing/not stated/not specified/undetermined/nicht angegeben/non renseigné/no especificado",
        "never heard of/never heard of it/never heard of them/haven't heard of/inapplicable/iap/inap/refusal/not asked/"
        "nan/null/not ascertained/valid skip/legitimate skip",
        "none of the above/undecided - don't know/weiß nicht/weiss nicht/keine angabe/k.a./keine antwort/keine meinung",
        "weiß ich nicht/kann ich nicht beurteilen/nicht zutreffend/keine angaben/möchte ich nicht sagen",
        "nicht beurteilbar",
        "ne sait pas/je ne sais pas/sans objet/sans opinion/non applicable/no sabe/no sé/no aplica/ns-nc/no contesta",
        "nsp/ne se prononce pas/non concerné/non concernée/sans réponse/no procede/no responde/prefiero no contestar",
        "ns/nc",
        "não sei/não se aplica/não respondo/sem opinião/prefiro não responder/não sabe/não responde/ns-nr",
        "non so/non applicabile/non saprei/preferisco non rispondere/non risponde/weet niet/n.v.t./niet van toepassing",
        "weet ik niet/geen mening/geen antwoord/zeg ik liever niet/geen ervaring/weet het niet",
        "vet inte/vet ej/ej aktuellt/ingen åsikt/vill inte svara/ved ikke/ikke relevant/ønsker ikke at svare/vet ikke",
        "ikke aktuelt/ønsker ikke å svare/ingen mening/uaktuelt/nie wiem/nie dotyczy/brak odpowiedzi/odmowa odpowiedzi",
        "bilmiyorum/fikrim yok/cevap yok/geçerli değil/uygulanamaz/わからない/分からない/該当なし/無回答",
        "該当しない/回答しない",
        "わかりません/分かりません/bilmiyorum cevap yok/nie mam zdania",
        "i'd rather not say/i would rather not say/rather not answer/i'd rather not answer/prefer not to disclose/"
        "prefer not to state/choose not to say/don't want to answer/i don't want to say/no preference stated",
        "möchte ich nicht angeben/möchte ich nicht beantworten/ich möchte das nicht sagen/ich möchte nicht antworten/"
        "ich möchte keine angabe machen/möchte keine angabe machen/lieber keine angabe/will ich nicht sagen",
        "je préfère ne pas répondre/préfère ne pas répondre/je préfère ne pas le dire/préfère ne pas le dire/"
        "je ne souhaite pas répondre/ne souhaite pas répondre/refus de répondre/je préfère ne rien dire",
        "prefiero no decirlo/prefiero no decir/prefiero no responder/prefiero no contestarlo/no deseo responder/"
        "no quiero contestar/no quiero decirlo/preferisco non dirlo/preferisco non rispondere/non desidero rispondere",
        "zeg ik liever niet/dat zeg ik liever niet/liever niet zeggen/wil ik niet zeggen/ik zeg het liever niet/"
        "ik wil dit niet zeggen/geen opgave/prefiro não dizer/prefiro não informar/não quero responder",
        "wolę nie mówić/wolę nie odpowiadać/wolę nie podawać/nie chcę odpowiadać/odmawiam odpowiedzi",
        "vill ej svara/vill inte uppge/vill inte säga/föredrar att inte svara/jag vill inte svara",
        "vil ikke svare/vil ikke oplyse/ønsker ikke at oplyse/jeg ønsker ikke at svare/vil helst ikke svare/"
        "vil ikke oppgi/ønsker ikke å oppgi/vil helst ikke si/vil ikke si/jeg ønsker ikke å svare",
        "söylemek istemiyorum/belirtmek istemiyorum/cevap vermek istemiyorum/yanıtlamak istemiyorum/"
        "söylememeyi tercih ederim/yanıtlamamayı tercih ederim/belirtmemeyi tercih ederim",
        "答えたくない/回答したくない/答えたくありません/回答したくありません/言いたくない/回答を控える/回答を控えます",
    )
    for word in line.split("/")
)

_NULL = "null"
# Where null is a number: German, Norwegian.
_ONE_TO_FIVE = frozenset("ein eine einen eins zwei drei vier fünf én ett to tre fire fem".split())


@lru_cache(maxsize=32768)
def declines(label: str) -> bool:
    """Whether a label declines to answer.

    >>> declines("Don't know"), declines("N/A (not applicable)"), declines("Never")
    (True, True, False)
    """
    return normalise(label) in DECLINED or normalise(bare(label)) in DECLINED


def answering(labels: Iterable[str]) -> list[str]:
    """The labels that do not decline; null is one of them where number words stand beside it.

    >>> answering(["Null", "Eins", "Zwei", "Weiß nicht"]), answering(["null", "Yes", "No"])
    (['Null', 'Eins', 'Zwei'], ['Yes', 'No'])
    """
    labels = list(labels)
    counted = any(normalise(label) in _ONE_TO_FIVE for label in labels)
    return [label for label in labels if not declines(label) or (counted and normalise(label) == _NULL)]
