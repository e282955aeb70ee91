"""Comments that answer nothing: "n/a", "did not answer", "keine Angabe". They are counted apart, never scored.

What counts is the whole comment: "Nothing works" and "no complaints" are answers. "Nothing" by itself means what the
question makes of it: no answer where one was asked for a reason, that nothing needs to be better where one was asked
for that, blame where one was asked what was good. So three things are told apart: that somebody says nothing, that
somebody says "nothing", and bare thanks. Emoji carry a feeling, so they are answers too; signs and digits are not.

Phrases stand for their kind, not for themselves: each line is what is denied, by which words, with which words behind.
They are compared without accents, in small letters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from cxresearch.errors import OptionError
from cxresearch.speaking import say
from cxresearch.text.reading.tokens import Cut, cut_up

__all__ = [
    "NOTHING",
    "SILENT",
    "THANKS",
    "finds_no_fault",
    "is_non_answer",
    "look_at",
    "own_patterns",
    "what_is_said",
    "without_head",
]

SILENT, NOTHING, THANKS, EVERYTHING = "silent", "nothing", "thanks", "everything"
_LONGEST, _MOST_WORDS = 120, 14
_WORDS = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")
_FEELINGS = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]|[:;=8xX]['-]?[()\[\]DPpoO/\\|3<>]|<3|\d\s*/\s*\d")
_LETTER = re.compile(r"[^\W\d_]")
_PARTS = re.compile(r"[.,;:!?\u2026\n\r]+|\s+[-\u2013\u2014]+\s+")
_HEADS = re.compile(r"[.,;:!?\u2026\n\r]+|\s+[-\u2013\u2014]+\s+")
_BARE_HEAD = re.compile(
    r"^\W*(?:absolutely |really )?(?:nothing|none|no)\s+(?=(?:excellent|great|good|brilliant|fantastic|perfect|amazing|"
    r"wonderful|outstanding|superb|lovely|first class) (?:service|staff|care|experience|job|work|team|crew|treatment|"
    r"help|"
    r"people|support)\b|(?:(?:very|so|really) )?(?:happy|pleased|satisfied) with\b)"
    r"|^\W*(?:nothing|none|no)\s+(?=(?:everything|everyone|everybody|all (?:is|was|were|are|very|so|good|great|fine|"
    r"ok|okay|perfect|excellent)|it(?: was| is|'s|\u2019s) (?:all|perfect|great|excellent|fine|good)|"
    r"(?:you|they)(?: are|'re|\u2019re) (?:all |very |doing )?(?:great|good|excellent|fine|a)|keep )\b)",
    re.IGNORECASE,
)
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "đ": "d"})

# What a person says instead of an answer.
_SAYS_NOTHING = (
    # English
    r"na|n a|not applicable|(?:does not|doesn't|doesnt) apply|unknown|unspecified|not (?:known|stated|specified|"
    r"available|relevant)",
    r"(?:(?:i|they|he|she|patient|customer|respondent|participant|client|user) )?(?:did not|didn't|didnt|has not|have "
    r"not|chose not to|declined to|refused to|would not|wouldn't) (?:answer|respond|reply|say|comment|complete|specify|"
    r"state|answered|responded|replied|commented)(?: (?:this|the|that)? ?(?:question|item)?)?",
    r"(?:there (?:is|was) |i have |i had )?no (?:further |other |more |additional |particular |specific )?(?:answers?|"
    r"reply|replies|response|comments?|remarks?|opinions?|views?|thoughts|text|reason|experience|"
    r"idea)(?: (?:was|were|has been|is))?(?: (?:given|provided|left|made|entered|recorded|received|"
    r"supplied|offered|available|selected|to (?:make|add|give|share|offer)|at (?:this time|all|present|the moment)|"
    r"about (?:this|that|it)|really|yet|here|sorry))*",
    r"(?:question |answer |response |comment |field )?(?:was )?(?:left |is )?(?:not (?:answered|given|provided|"
    r"supplied|recorded|completed|entered|filled in)|unanswered|blank|empty|skipped|missing|omitted|withheld|"
    r"unreadable|illegible|refused|declined)(?: by (?:the )?(?:respondent|patient|customer|user|participant))?",
    r"(?:i )?(?:would |'d )?(?:prefer|rather|i'd rather) not (?:to )?(?:say|answer|comment|respond)",
    r"(?:i |i'm |i am )?(?:honestly |really )?(?:do not|don't|dont|didn't|cannot|can't|cant|can not|could not|"
    r"couldn't) "
    r"(?:really )?(?:know|remember|recall|say|comment|tell|answer)(?: (?:yet|really|sorry|for sure|this|that|anything|"
    r"at the moment|on (?:this|that)))*",
    r"(?:i |i'm |i am )?(?:not sure|unsure|unable to (?:say|comment|answer|remember)|no idea|dunno|idk|undecided)",
    r"(?:please )?(?:see|as|same as|refer to|read|like|ditto|covered|already|said|stated|mentioned|answered)(?: (?:it|"
    r"this|that|stated|said|covered|mentioned|answered|in|by|my|the|as|per|previous\w*|prior|earlier|above|below|"
    r"before|last|first|answers?|comments?|entry|entries|response|reply|replies|question))+",
    r"ditto|same|skip|pass|null|nan|none given|test(?:ing)?|asdf\w*|x+|qwerty|yes|regards|(?:kind|best|warm) regards|"
    r"(?:thanks|thank you) (?:for (?:asking|your time|reading|listening|the (?:survey|opportunity|question))|in "
    r"advance|and regards)",
    # German
    r"(?:ich )?(?:habe )?(?:leider )?keine? (?:weiteren? )?(?:angaben?|antwort|ahnung|kommentare?|meinung|bemerkung(?:"
    r"en)?|anmerkung(?:en)?|aussage|auskunft|erfahrung(?:en)?|daten|erinnerung|stellungnahme)(?: (?:gegeben|gemacht|"
    r"erhalten|vorhanden|moglich|dazu|bisher|erfolgt|abgegeben))*",
    r"ka|k a|oa|o a|(?:das )?weiss (?:ich )?(?:es |noch |leider )?nicht(?: (?:mehr|so genau))?|entfallt|trifft nicht "
    r"zu|"
    r"(?:frage )?(?:wurde )?nicht (?:zutreffend|beantwortet|ausgefullt|angegeben|bekannt|relevant|moglich)|"
    r"(?:hat )?nicht geantwortet|unbekannt|ohne (?:angaben?|antwort|kommentar)|siehe oben|s o|enthaltung|mochte ich "
    r"nicht (?:sagen|beantworten)",
    # French
    r"(?:je n'ai )?(?:pas de|pas d'|aucune?|sans|pas) ?(?:reponses?|commentaires?|avis|opinions?|remarques?|objet|"
    r"donnees?)(?: (?:donnee?|fournie?|particuli\w+|a (?:faire|donner|ajouter)|pour le moment))*",
    r"(?:je )?(?:ne |n')?(?:sais|sait) pas|nsp|(?:il |elle |la personne )?(?:n'a|na) pas (?:repondu|souhaite repondre)|"
    r"non (?:repondue?|renseignee?|applicable|communiquee?|precisee?|concernee?)|ne s'applique pas|neant|voir (?:plus "
    r"haut|ci-? ?dessus)|sans avis|je ne (?:souhaite|prefere) pas repondre|aucune idee",
    # Spanish
    r"(?:no tengo |no hay |no |sin |ningun[oa]? )(?:ningun[oa]? )?(?:respuestas?|comentarios?|opinion|observaci"
    r"on(?:es)?|datos|informacion|contestar|contestacion|respuesta dada)(?: (?:dada|alguna|por ahora|que (?:hacer|"
    r"dar)))"
    r"?",
    r"no (?:lo |la )?(?:se|recuerdo|respondio|contesto|responde|contesta|respondido|contestado|contestada|aplica|"
    r"aplicable|procede|corresponde|contestado|quiso (?:responder|contestar))|(?:no ha |no he )(?:respondido|"
    r"contestado)|nsnc|ns nc|n s n c|en blanco|prefiero no (?:decir\w*|contestar|responder)|ver arriba|ni idea",
    # Italian
    r"(?:nessun[oa]?|senza|non ho|non ha) ?(?:rispost[ao]|commenti?|opinion[ei]|osservazion[ei]|dat[io]|idea)(?: ("
    r"?:da (?:fare|dare)|fornita|data))?|non (?:lo )?(?:so|saprei|ricordo|risponde|risposto|ha risposto|applicabile|"
    r"pertinente|specificato|pervenuta|disponibile)|nd|n d|preferisco non (?:rispondere|dirlo)|vedi sopra|boh",
    # Dutch
    r"(?:ik heb )?geen (?:verdere? )?(?:antwoord|commentaar|idee|mening|opmerking(?:en)?|reactie|toelichting|"
    r"ervaring|gegevens|informatie)(?: (?:gegeven|ingevuld|ontvangen|op dit moment|over))*|weet (?:ik )?(?:het )?"
    r"(?:even )?niet(?: meer)?|(?:dat )?zou (?:ik )?(?:het )?niet weten|nvt|n v t|niet (?:van toepassing|beantwoord|"
    r"ingevuld|bekend|geantwoord|relevant)|zie (?:boven|hierboven)|zeg ik liever niet|wil ik niet zeggen",
    # Portuguese
    r"(?:nao tenho |nao ha |nao houve |sem |nenhuma? )(?:respostas?|comentarios?|opiniao|observac\w+|dados|informac\w+)"
    r"(?: (?:a (?:fazer|dar)|dada))?|nao (?:o )?(?:sei|lembro|respondeu|respondi|respondido|respondida|se aplica|"
    r"aplicavel|informado|informou|quis responder)|nsnr|ns nr|prefiro nao (?:responder|dizer)|ver acima|em branco",
    # Polish
    r"brak (?:odpowiedzi|komentarz\w*|opinii|zdania|danych|informacji)|nie (?:wiem|pamietam|dotyczy|odpowiedzian\w*|"
    r"odpowiedzial[ao]?|udzielono odpowiedzi|udzielil[ao]? odpowiedzi|podano|mam (?:zdania|pojecia|opinii))|bez "
    r"(?:komentarza|odpowiedzi)|nd|n d|trudno powiedziec|odmowa(?: odpowiedzi)?|jak wyzej",
    # Swedish, Danish, Norwegian
    r"(?:har )?(?:inget|ingen|inga|intet) (?:svar|kommentar(?:er)?|asikt|uppgift(?:er)?|aning|mening|formening|"
    r"anelse|erfarenhet|erfaring|besvarelse|bemaerkning(?:er)?|bemerkning(?:er)?|merknad(?:er)?|data|svar angitt)(?: (?"
    r":lamnats?|angivet|angitt|oppgitt|givet|gitt|afgivet|avgitt|modtaget|mottatt|att ge))*",
    r"(?:det )?(?:vet|ved|veit) (?:jag |jeg )?(?:ej|inte|ikke|ikkje)|(?:ej|inte|ikke|ikkje) (?:svar|svarat|svaret|"
    r"svart|besvarad|besvarat|besvaret|besvart|tillampligt|aktuellt|aktuelt|relevant|angivet|oppgitt|oplyst|"
    r"utfyllt|utfylt|udfyldt)|(?:har )?(?:svarade|svarede|svarte|inte svarat|ikke svaret|ikke svart) ?(?:ej|inte|"
    r"ikke)?|(?:utan|uden|uten) (?:kommentar|svar)|ubesvart|ubesvaret|se ovan|se ovenfor|onskar (?:ej|inte) svara|"
    r"husker ikke|minns inte",
    # Turkish
    r"(?:hic ?bir )?(?:cevap|yanit|yorum|bilgi|fikir|fikrim|yorumum|cevabim|bilgim|gorusum)(?: (?:yok|verilmedi|"
    r"vermedi|verilmemis|belirtilmedi|yoktur))|cevapsiz|yanitsiz|cevaplanmadi|yanitlanmadi|cevaplamadi|"
    r"yanitlamadi|bilmiyorum|hatirlamiyorum|belirtilmemis|belirtilmedi|gecerli degil|uygulanamaz|bos",
)
# That there is nothing to say, by a word that denies or by what does not come to mind.
_SAYS_THERE_IS_NOTHING = (
    r"(?:there (?:is|was|are)(?: really)? |i have |i had |i'd say )?(?:absolutely |really |honestly )?(?:nothing|none|"
    r"no|nope|nah|nil|zero|nowt|not (?:really|much|that i (?:can think of|know of|am aware of|recall)|as such|at "
    r"(?:this time|the moment|present|all)|for me|a thing|anything)|no ?thing)(?: (?:really|at all|else|special|"
    r"in particular|in general|particular|particularly|specific|specifically|much|more|further|whatsoever|as such|"
    r"for (?:now|me|my part)|at (?:the moment|present|this (?:time|moment|point|stage)|all)|right now|currently|yet|so "
    r"far|here|from me|obvious|immediately|(?:that )?i (?:can|could) think (?:of|about)(?: off the top of my head)?|"
    r"(?:that )?i (?:know|am aware) of|that i know|(?:that )?(?:comes?|springs?|came|sprang) to mind|(?:that )?i can "
    r"say|to (?:add|say|report|mention|note|declare|comment(?: on)?|suggest|share)|of note|sorry|off the top of my "
    r"head))*",
    r"(?:i )?(?:honestly |really )?(?:can ?not|can't|cant|could not|couldn't|cannot) (?:really |honestly |immediately "
    r"|currently )?(?:think of|see|suggest|name|come up with|find|fault) (?:anything|any|a thing|nothing|one|"
    r"something)(?: (?:else|more|really|specific|in particular|special|particular|at (?:the moment|present|this time|"
    r"all)|right now|offhand|sorry|thing|things|of note|to (?:say|add|mention)))*",
    r"(?:i have )?no (?:further |other |particular |real )?(?:suggestions?|ideas|recommendations?|proposals?)(?: (?:"
    r"at all|really|at (?:the moment|present|this time)|from me|come to mind|to (?:make|add|offer)|sorry))*",
    r"(?:mir )?(?:fallt|fallt) (?:mir )?(?:gerade |momentan |aktuell |spontan |dazu |leider )*(?:nichts|keine?)(?: "
    r"(?:ein|dazu|weiter|konkretes|besonderes))*|(?:es gibt )?(?:gar |uberhaupt |eigentlich )?(?:nichts|nein|nix|"
    r"keine?[rs]?|nicht viel)(?: (?:besonderes|spezielles|konkretes|weiter(?:e|es)?|mehr|derzeit|momentan|aktuell|"
    r"bisher|spontan|im moment|zur zeit|dazu|einzuwenden|hinzuzufugen|zu (?:sagen|erganzen|berichten|bemerken|"
    r"vermelden)|bekannt|eingefallen))*|keine? (?:vorschlage?|verbesserungsvorschlage?|ideen?|anregungen?|wunsche?|"
    r"empfehlung(?:en)?)(?: (?:derzeit|momentan|aktuell|im moment))?",
    r"(?:il n'y a )?(?:absolument )?(?:rien|non|aucune?|nada|que dalle)(?: (?:du tout|de (?:special|particulier|plus|"
    r"precis)|a (?:dire|signaler|ajouter|declarer|mentionner)|pour (?:le moment|l'instant)|en particulier|"
    r"ne me vient(?: a l'esprit)?))*|ras|r a s|je ne vois (?:pas|rien)|(?:pas de|pas d'|aucune?) ?(?:suggestions?|"
    r"idees?|"
    r"propositions?|recommandations?)",
    r"(?:absolutamente )?(?:nada|no|ningun[oa]?s?)(?: (?:mas|en (?:especial|particular|concreto|absoluto)|especial|"
    r"que (?:decir|anadir|agregar|comentar|destacar|senalar)|por (?:ahora|el momento)|de (?:momento|nada)))*|no se me "
    r"ocurre (?:nada|ningun[oa]?)|(?:ningun[oa]?|sin|no tengo) (?:sugerencias?|ideas?|recomendaci\w+|propuestas?)",
    r"(?:assolutamente )?(?:niente|nulla|no|nessun[oa]?)(?: (?:di (?:particolare|che|speciale)|in particolare|da (?:"
    r"dire|aggiungere|segnalare|dichiarare)|per (?:ora|il momento)|altro|piu))*|non mi viene (?:in mente )?(?:niente|"
    r"nulla)(?: in mente)?|(?:nessun[oa]?|senza) (?:suggeriment[io]|idea|idee|propost[ae]|consigli\w*)",
    r"(?:helemaal |eigenlijk |verder )?(?:niets|niks|nee|geen|niet echt)(?: (?:bijzonders|speciaals|meer|te (?:melden|"
    r"zeggen|vermelden)|aan toe te voegen|op dit moment|in het bijzonder|eigenlijk|wat ik kan bedenken))*|(?:ik )?kan "
    r"niets bedenken|geen (?:suggesties?|ideeen|voorstellen|tips|aanbevelingen)",
    r"(?:absolutamente )?(?:nada|nao|nenhum[ao]?s?)(?: (?:mais|de (?:especial|mais)|em (?:particular|especial)|a ("
    r"?:dizer|acrescentar|declarar|comentar|apontar)|por (?:agora|enquanto)|no momento))*|nao me (?:ocorre|lembro de) "
    r"nada|(?:nenhuma?|sem|nao tenho) (?:sugest(?:ao|oes)|ideias?|propostas?|recomendac\w+)",
    r"(?:absolutnie )?(?:nic|nie|brak|zadn\w+|zaden)(?: (?:szczegolnego|konkretnego|wiecej|do (?:dodania|powiedzenia|"
    r"zgloszenia)|na razie|obecnie|takiego|uwag|sugestii|pomysl\w+|propozycji))*|nie mam (?:uwag|sugestii|pomysl\w*)|"
    r"nic "
    r"nie przychodzi mi do glowy|bez uwag",
    r"(?:absolut |egentligen |faktisk |egentlig )?(?:ingenting|inget|intet|inga?|ingen|nej|nei|ikke noget|ikke noe|"
    r"inte nagot|ikkje noko)(?: (?:sarskilt|saerligt|spesielt|specielt|speciellt|annat|andet|annet|alls|mer|mere|att "
    r"(?:"
    r"tillagga|anmarka|saga)|at (?:tilfoje|bemaerke|sige)|a (?:tilfoye|si|legge til)|just nu|lige nu|akkurat na|for "
    r"tiden|jag kommer pa|jeg kan komme pa))*|(?:kommer|kan) (?:inte|ikke) (?:komme )?pa (?:nagot|noget|noe)|(?:inga|"
    r"ingen) (?:forslag|synpunkter|onskemal|ideer|onsker)",
    r"(?:hic ?)?(?:bir ?sey|hicbir ?sey|hicbiri|hayir|yok|yoktur)(?: (?:yok|yoktur|ozel|baska|su an(?:da|lik)?|"
    r"aklima gelmiyor|eklemek istemiyorum))*|(?:bir )?(?:onerim|oneri|tavsiyem|fikrim) yok|aklima (?:bir sey "
    r")?gelmiyor",
)
_SAYS_EVERYTHING = (
    r"(?:absolutely |pretty much |almost |nearly |just |well |practically |basically )*(?:everything|all of it|all|"
    r"the lot|"
    r"it all|everybody|everyone|all aspects|every aspect|alles|einfach alles|tout|todo|tutto|tudo|wszystko|allt|"
    r"alting|alt|"
    r"her ?sey)(?: (?:really|about it|you (?:do|did)|they (?:do|did)|so far|in general|was))*",
)
_SAYS_THANKS = (
    r"(?:ok |okay |and |just |a |big |very |well |so |only )*(?:many thanks|thanks?|thank you|thankyou|thx|ty|cheers|"
    r"much appreciated|thank ?u|grateful|gratitude|bless you|god bless)(?: (?:you|u|so|very|much|a (?:lot|million|"
    r"bunch|"
    r"ton)|again|all|everyone|everybody|team|guys|both|to (?:you )?all|to everyone|and|thanks|thank|regards|for (?:"
    r"everything|all|your (?:help|service|support|kindness|care)|the (?:help|service|support)|helping|being there)|"
    r"indeed|x+))*",
    r"(?:vielen |herzlichen |besten |schonen |ganz )*dank(?:e|e schon|e sehr)?(?: (?:sehr|schon|euch|ihnen|allen|"
    r"fur alles|nochmals|an alle))*|(?:un (?:grand |gros )?)?merci(?: (?:beaucoup|bien|a (?:tous|vous|toutes?)|pour "
    r"tout|encore|infiniment))*|(?:muchas |muchisimas |mil )?gracias(?: (?:por todo|a todos|de nuevo))*|(?:tante |"
    r"mille "
    r"|molte )?grazie(?: (?:mille|a tutti|di tutto|di cuore|ancora|infinite))*|(?:hartelijk |heel erg )?(?:dank ?(?:u|"
    r"je|"
    r"jullie)|bedankt|dank)(?: (?:wel|allemaal|voor alles|zeer))*|(?:muito )?obrigad[ao]s?(?: (?:por tudo|a todos))*|"
    r"(?:bardzo )?dziekuj[eę]?m?y?(?: (?:bardzo|za wszystko))*|dziekuje bardzo|dzieki|(?:stort |tusen |mange |manga )?"
    r"(?:tack|tak|takk)(?: (?:sa mycket|for (?:allt|alt)|skal du ha|alla|alle|til alle))*|(?:cok )?tesekkur(?:ler|"
    r" ederim|ler ederim)?(?: (?:ederim|herkese))*|sag ?ol(?:un)?",
)


@lru_cache(maxsize=1)
def _readers() -> tuple[tuple[str, re.Pattern], ...]:
    polite = r"(?: (?:thanks?|thank you|sorry|please|really|danke|merci|gracias|grazie|tack|tak|takk))?"
    begin = "(?:sorry |well |um |er |hmm |hm |just )?"
    return tuple(
        (kind, re.compile(f"{begin}(?:{'|'.join(f'(?:{form})' for form in forms)}){polite}"))
        for kind, forms in (
            (SILENT, _SAYS_NOTHING),
            (NOTHING, _SAYS_THERE_IS_NOTHING),
            (THANKS, _SAYS_THANKS),
            (EVERYTHING, _SAYS_EVERYTHING),
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def _begins() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """All words of the phrases, what their words begin with, and the first three letters of that."""
    forms = "|".join([*_SAYS_NOTHING, *_SAYS_THERE_IS_NOTHING, *_SAYS_THANKS, *_SAYS_EVERYTHING])
    found = re.findall(r"([a-z0-9']+)(\??)", re.sub(r"\\w|\(\?:", " ", forms))
    runs = {run for run, _ in found} | {run[:-1] for run, optional in found if optional and len(run) > 1}
    runs |= set("sorry well um er hmm hm just thanks thank you please really danke merci gracias grazie tack".split())
    begins = tuple(run for run in runs if len(run) > 2)
    return frozenset(runs), begins, frozenset(run[:3] for run in begins)


class _Telling(dict):
    """Whether a word, as it stands in a text, can be part of a phrase; found out once a word."""

    def __missing__(self, raw: str) -> bool:
        exact, begins, heads = _begins()
        words = _WORDS.findall(_folded(raw))
        found = all(
            word in exact or (word[:3] in heads and word.startswith(begins)) or set(word) == {"x"} for word in words
        )
        if len(self) > 500_000:
            self.clear()
        self[raw] = found
        return found


# Of a word as it stands: it can be part of a phrase; it ends the head of a comment; what stands before its mark can be
# part of a phrase; a comment can begin with a bare "nothing" there.
_TELLS, _ENDS, _CAN_END, _DENIES = 1, 2, 4, 8
_DENYING = frozenset("no nothing none absolutely really".split())


class _OfAWord(dict):
    """The four, found out once a word."""

    def __missing__(self, raw: str) -> int:
        if raw.isascii() and raw.isalnum():
            found = _TELLS * _TELLING[raw] | _DENIES * (raw.isdecimal() or raw.lower() in _DENYING)
            self[raw] = found
            return found
        cut = _HEADS.search(f" {raw} ")
        found = _TELLS * _TELLING[raw]
        if cut is not None:
            head = raw[: max(cut.start() - 1, 0)]
            found |= _ENDS | _CAN_END * (not _LETTER.search(head) or _TELLING[head])
        words = _WORDS.findall(raw.lower())
        found |= _DENIES * (not words or words[0] in _DENYING or not _LETTER.search(raw))
        if len(self) > 500_000:
            self.clear()
        self[raw] = found
        return found


_TELLING, _OF_A_WORD = _Telling(), _OfAWord()


def _folded(text: str) -> str:
    """Small letters without accents, apostrophes of one kind."""
    small = text.lower().replace("\u2019", "'").replace("`", "'").replace("\u00b4", "'").translate(_FOLDED)
    if small.isascii():
        return small
    return "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))


@lru_cache(maxsize=65_536)
def _of_part(part: str) -> str:
    """What one folded part of a comment says: one of the three kinds, or "" for an answer."""
    words = _WORDS.findall(part)
    if not words or len(words) > _MOST_WORDS:
        return ""
    spoken = " ".join(words)
    return next((kind for kind, form in _readers() if form.fullmatch(spoken)), "")


def what_is_said(text: object) -> str:
    """`SILENT` (no answer), `NOTHING` ("nothing", "none", "can't think of anything"), `THANKS` or `EVERYTHING` "
    "alone, ""
    for any other answer.

    >>> [what_is_said(text) for text in ("Did not answer", "Nothing, really", "Many thanks!", "Nothing works")]
    ['silent', 'nothing', 'thanks', '']
    """
    if not isinstance(text, str):
        return SILENT
    if len(text) > _LONGEST:
        return "" if text[:100_000].strip() else SILENT
    if not _LETTER.search(text):
        return "" if _FEELINGS.search(text) else SILENT
    words = text.split()
    # Most comments have a word that no phrase has; those need no further look.
    if len(words) > 2 * _MOST_WORDS or not all(map(_TELLING.__getitem__, words)):
        return ""
    if _FEELINGS.search(text):
        return ""
    folded = _folded(text)
    whole = _of_part(folded)
    if whole:
        return whole
    said = [_of_part(part) for part in _PARTS.split(folded) if _WORDS.search(part)]
    if not said or not all(said):
        return ""
    return next(kind for kind in (EVERYTHING, NOTHING, THANKS, SILENT) if kind in said)


def is_non_answer(text: object) -> bool:
    """Whether a comment says nothing at all, whatever the question.

    >>> [is_non_answer(text) for text in ("N/A", "nothing.", "...", "Nothing works", "keine Angabe", None)]
    [True, True, True, False, True, True]
    """
    return what_is_said(text) in (SILENT, NOTHING)


class Looked(NamedTuple):
    """``said``: what each text says, as `what_is_said`; ``read``: each as `without_head` leaves it."""

    said: np.ndarray
    read: list[str]


def look_at(texts: Sequence[str], cut: Cut | None = None) -> Looked:
    """`what_is_said` and `without_head` of many texts; only those whose words allow for it are looked at closely.

    ``cut`` is what `tokens.cut_up` made of the texts, where that is there.

    >>> look_at(["n/a", "Nothing, all was fabulous", "The queue"])
    Looked(said=array(['silent', '', ''], dtype=object), read=['n/a', 'all was fabulous', 'The queue'])
    """
    read = list(texts)
    said = np.full(len(read), "", dtype=object)
    for part, found in cut_up(read) if cut is None else cut:
        word = np.array([_OF_A_WORD[word] for word in found.words], dtype=np.int8).reshape(-1)[found.codes]
        other = np.concatenate([[0], np.cumsum(word & _TELLS == 0)])
        letters = pc.match_substring_regex(found.texts, r"\p{L}").to_numpy(zero_copy_only=False)
        begin, end = found.starts[:-1], found.starts[1:]
        answers = (other[begin] < other[end]) & letters
        # A head ends at the first mark, and all its words can be part of a phrase.
        marks = np.append(np.flatnonzero(word & _ENDS), len(word))
        mark = marks[np.searchsorted(marks, begin)]
        headed = (mark < end) & (other[begin] == other[mark])
        headed[headed] = word[mark[headed]] & _CAN_END > 0
        bare = begin < end
        bare[bare] = word[begin[bare]] & _DENIES > 0
        for at in (np.flatnonzero(~answers) + part.start).tolist():
            said[at] = what_is_said(read[at])
        for at in (np.flatnonzero(headed | bare) + part.start).tolist():
            read[at] = without_head(read[at])
    return Looked(said, read)


_NO_FAULT = re.compile(
    r"(?:there (?:is|was|are) |i have |absolutely |really )*(?:nothing|not a thing|not much|no need)(?: (?:really|at "
    r"all|"
    r"much|else|i can think of))*(?: (?:that|which|you|they|we|i|one))*(?: (?:to|for|needs?|needed|could|can|should|"
    r"would|need(?:s|ed)? to|has to|have to))+(?: (?:have|be|been|any|do|done|it|make|made))*(?: (?:improv\w*|"
    r"chang\w*|complain\w*|criticis\w*|criticiz\w*|fault\w*|fix\w*|better|differently|more|add\w*))"
    r"(?: (?:anything|about|of|or|on|really|at all|at the moment|at this time|from me|to be honest|better|it|any|"
    r"improv\w*|"
    r"chang\w*|complain\w*))*"
    r"|(?:i have |i had |there (?:are|is|were) )?(?:absolutely |really )?(?:no|zero)(?: (?:real|major|further|other))?"
    r"(?: (?:complaints?|criticisms?|faults?|improvements|changes|(?:improvement|improvements|change|changes) (?:is |"
    r"are |was |were )?(?:needed|required|necessary)))(?: (?:at all|really|whatsoever|needed|required|necessary|from "
    r"me|"
    r"to (?:make|suggest)|at the moment|at this time))*"
    r"|(?:i )?(?:could ?n't|can ?not|can't|cant|could not) (?:really )?(?:fault (?:it|them|anything|you|the \w+|"
    r"any\w*)|be (?:any )?(?:better|improved)|improve (?:on )?(?:it|perfection|anything)|ask for (?:any)?(?:thing )?"
    r"(?:more|better)|complain)|you (?:could|can) ?n(?:o|')t (?:do|have done) (?:anything |any )?(?:better|more)|(?:i "
    r")?"
    r"(?:would not|wouldn't) change (?:a thing|anything)|nichts zu (?:verbessern|beanstanden|kritisieren|meckern|"
    r"bemangeln)|keine (?:verbesserungen?|kritik|beschwerden?)(?: notig)?|rien a (?:redire|ameliorer|changer|"
    r"reprocher)|"
    r"aucune? (?:amelioration|reclamation|reproche)|nada que (?:mejorar|objetar|reprochar|cambiar)|ninguna (?:queja|"
    r"mejora)|niente da (?:migliorare|ridire|cambiare)|nessun[ao] (?:lamentela|miglioramento|reclamo)|niets (?:te|aan "
    r"te "
    r"merken|op aan te merken)(?: verbeteren| klagen)?|geen (?:klachten|verbeterpunten?|verbeteringen)|nada a (?:"
    r"melhorar|reclamar|apontar)|nenhuma (?:queixa|reclamacao)|nic do (?:poprawy|zmiany)|bez zastrzezen|inget att ("
    r"?:forbattra|klaga pa|anmarka(?: pa)?)|intet at (?:forbedre|klage over)|ingenting a (?:forbedre|utsette|klage pa)"
)


def finds_no_fault(text: str) -> bool:
    """Whether a comment as a whole says that there is nothing to improve, complain of or change.

    >>> [finds_no_fault(text) for text in ("No complaints", "Nothing that I would change", "Nothing works")]
    [True, True, False]
    """
    if len(text) > _LONGEST:
        return False
    return bool(_NO_FAULT.fullmatch(" ".join(_WORDS.findall(_folded(text)))))


def without_head(text: str) -> str:
    """A comment without the "nothing" or "n/a" that it begins with, where something follows.

    >>> without_head("Nothing, all was fabulous"), without_head("None. Staff were rude"), without_head("No staff")
    ('all was fabulous', 'Staff were rude', 'No staff')
    """
    found = _BARE_HEAD.match(text)
    if found:
        return text[found.end() :]
    begin = 0
    for cut in _HEADS.finditer(text[: 2 * _LONGEST]):
        head, rest = text[begin : cut.start()], text[cut.end() :].lstrip()
        if not all(map(_TELLING.__getitem__, head.split())):
            break
        if _LETTER.search(head) and _of_part(_folded(head)) not in (SILENT, NOTHING):
            break
        if not _LETTER.search(rest) or rest[:1].isdigit():
            break
        begin = cut.end()
    return text[begin:].lstrip() if begin else text


def own_patterns(patterns: str | Iterable[str] | None) -> Callable[[str], bool] | None:
    """Whether a comment as a whole is one of the non-answers that somebody names beside ours.

    Parameters
    ----------
    patterns : str or list of str, optional
        Regular expressions, matched to the whole comment without regard to case and outer spaces.

    Raises
    ------
    OptionError
        If one of them is no regular expression.
    """
    if patterns is None:
        return None
    try:
        forms = [re.compile(each, re.IGNORECASE) for each in ([patterns] if isinstance(patterns, str) else patterns)]
    except (re.error, TypeError) as reason:
        raise OptionError(
            say("non_answers= is a list of texts or regular expressions; {reason}.", reason=reason)
        ) from None
    return lambda text: any(form.fullmatch(text.strip()) for form in forms)
