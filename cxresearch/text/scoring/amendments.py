"""What a general lexicon gets wrong about service comments, and what is done about it; each rule can be left out.

People rated words for the lexicon one at a time, and customers write in turns of phrase: "no problem" is praise,
"nothing to improve" is the best answer to "what should we improve?", "queue" is no bad word until one stands in it,
"should" and "wish" ask for something that is missing, "thanks" closes a letter, and a bare "ok, thanks" says nothing.
Some amendments change VADER's score, which is one feature of the model; the cues are features of their own, whose
weights the model learned.

``benchmarks/sentiment_accuracy.py`` measures what each of them is worth.
"""

import re
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from cxresearch.text.scoring.lexicon import boosters, emoji_words, negations, valences
from cxresearch.text.scoring.vader import Amendments, Vader

__all__ = ["CUES", "RULES", "amended_vader", "denied_failures", "emoji_valences"]

# Words that carry no feeling in a service comment, with the valence that they keep.
_THANKS = {"thank": 0.0, "thanks": 0.0, "thx": 0.0, "please": 0.0, "dear": 0.0, "yours": 0.0, "sincerely": 0.0}
_SERVICE = {
    "queue": -0.8, "queues": -0.8, "queuing": -1.2, "wait": -0.8, "waits": -0.8, "waited": -1.4, "waiting": -1.0,
    "delay": -1.5, "delayed": -1.6, "delays": -1.6, "slow": -1.6, "slower": -1.6, "slowly": -1.0, "crash": -1.9,
    "crashes": -2.0, "crashed": -2.0, "freezes": -1.5, "overpriced": -2.0, "expensive": -1.2, "overcharged": -2.3,
    "unreachable": -1.8, "unclear": -1.4, "outdated": -1.3, "cumbersome": -1.6, "complicated": -1.3, "quick": 1.4,
    "quickly": 1.3, "fast": 1.3, "prompt": 1.4, "promptly": 1.4, "smooth": 1.5, "smoothly": 1.5, "knowledgeable": 1.9,
    "efficient": 1.8, "courteous": 2.2, "patient": 1.2, "seamless": 1.8, "hassle": -1.6, "rude": -2.0,
    "understaffed": -1.6,
    "unresolved": -1.6, "reliable": 1.8, "unreliable": -1.9, "attentive": 1.8, "intuitive": 1.5, "clunky": -1.5,
}  # fmt: skip

# Signs whose description in the package has no rated word.
_SIGNS = {
    "\U0001f44d": 1.9, "\U0001f44e": -1.9, "\U0001f621": -2.5, "\U0001f620": -2.3, "\U0001f92c": -2.8,
    "\u2b50": 1.5, "\U0001f4a9": -1.5, "\U0001f92e": -2.5, "\U0001f644": -1.2, "\U0001f44c": 1.5, "\U0001f44f": 1.5,
    "\u2764": 2.5, "\u2705": 1.0, "\u274c": -1.0, "\U0001f60d": 2.8, "\U0001f612": -1.5, "\U0001f610": 0.0,
}  # fmt: skip

# Named turns of phrase, looked for in small letters; what each is worth the model has learned.
CUES = {
    "nothing to improve": (
        r"\b(nothing|not a thing|no need) (much )?(to|that (needs?|should|could)( to)?|needs?( to)?|could|should|i "
        r"would) "
        r"(be )?(improv\w*|chang\w*|complain\w*|fix\w*|add\w*|criticis\w*|criticiz\w*|fault\w*)"
        r"|\bkeep (it|this) up\b|\bkeep up the\b|\b(keep (on )?doing (what|it|so|this|as|the|that)|keep going|carry on "
        r"(as|doing|the)|stay (as you are|the same|like this)|don'?t change)\b"
        r"|\b(can ?not|can'?t|couldn'?t|could not) (fault|complain|ask for "
        r"more)\b"
        r"|\b(would|wouldn'?t) (not )?change (a|any)?thing\b|\bhard to fault\b|\bfine as (it|they) (is|are)\b"
        r"|\b(not|nothing|no ?one|nobody|no|don'?t|can'?t|cannot|couldn'?t|isn'?t|wouldn'?t|there was "
        r"?n'?t)\b[^.!?;]{0,50}"
        r"\b(could|can|any|anything|done|ask for|think of|see|need|find)( of| have| be| been| done| do| any| anything|"
        r" it|"
        r" that| was| what| could| else| to| for| no| you| they| i| say)* (better|bettered|improve[ds]?|improvements?|"
        r"improving|negative|nicer)\b"
    ),
    "no complaints": (
        r"\b(no|zero|never (had|have)( any| a)?|without( any| a)?|not (a single|one|any)|haven'?t had (any|a)|had no) "
        r"(\w+ )?(complaints?|problems?|issues?|troubles?|hassles?|fuss|errors?|delays?|worries|difficult\w+|regrets?|"
        r"surprises?|drama|hitch\w*|glitch\w*)\b"
    ),
    "not bad": (
        r"\b(not|isn'?t|wasn'?t|aren'?t|never) (at all |too |so |that |half |really |a )?"
        r"(bad|terrible|horrible|awful|wrong|disappoint\w*|difficult|hard|complicated|expensive)\b"
    ),
    "not good": (
        r"\b(not|isn'?t|wasn'?t|aren'?t|weren'?t|never|nothing|hardly|far from|no) (at all |too |so |that |very |"
        r"really |"
        r"been |particularly |exactly |as |a )*(good|great|helpful|friendly|easy|clear|happy|satisfied|impressed|worth|"
        r"recommend\w*|reliable|useful|pleasant|nice|special|working|work)\b"
    ),
    "waiting": (
        r"\b(queu\w+|wait(ed|ing|s)? (times?|for|on|until|over|more|forever|ages|too|so|in|an?|\d)|on hold|"
        r"hours? (to|before|for|on)|weeks? (to|before|for|later)|days? (to|before|later)|too long|so long|takes? "
        r"(ages|forever|"
        r"too|so|weeks|days|months)|took (ages|forever|too|so|weeks|days|months)|still (waiting|no|not|nothing)|"
        r"never (called|answered|replied|responded|came|arrived|got)|no (one|body) (answer|call|repl|respon|pick|"
        r"know|help)\w*)\b"
    ),
    "effort": (
        r"\b(had to|have to|having to|need(ed)? to|forced to|made me|makes you|make you|times before|three times|twice|"
        r"again and again|over and over|every time|each time|keeps? (on )?\w+ing|chas(e|ed|ing)|passed (around|from|"
        r"on)|"
        r"sent (me )?back|start(ed)? (all )?over|repeat(ed|ing)? (myself|it|the))\b"
    ),
    "request": (
        r"\b(should|could be|could have|would be (nice|good|great|better|helpful|useful)|wish|hope(fully)? (you|they|"
        r"it)|"
        r"please (add|make|fix|bring|give|improve|offer|open|let|stop|answer|send|hire|train|do)|why (not|can'?t|"
        r"don'?t|"
        r"doesn'?t|is|do|does)|if only|needs? (to|more|better|a|an)|more \w+ (would|please|needed)|lacks?|lacking|"
        r"missing|"
        r"room for improvement|ought to|better if|instead of)\b"
    ),
    "wishes first": (
        r"^\W*(just |maybe |perhaps |possibly |only |please |a |to |by |the |have |having |with |some |much |many |"
        r"bit |"
        r"lot |be |being )*(more|better|less|fewer|shorter|faster|quicker|longer|cheaper|lower|higher|improved?|"
        r"improving|"
        r"reduced?|reducing|increased?|provide|providing|offer|ensure|allow|stop|reinstate|bring|get|give|keep|speed|"
        r"consider|not (having|be|being|so|to|keep|have)|able to|don'?t|listen|communicate|communication|train|retrain|"
        r"employ|hire|explain|inform|answer|send|respond|make sure|add|change|extend|update|upgrade|fix)\b"
    ),
    "irony": (
        r"\b(great|wonderful|brilliant|fantastic|lovely|nice|perfect|excellent|super|thanks|congratulations)\b[ ,.!:]+"
        r"(another|yet another|again|so now|now i|just what|for nothing|another|more|one more|job breaking|way to "
        r"lose)\b"
        r"|\b(thanks|thank you) (a lot )?for nothing\b|\byeah right\b|\bas if\b|\bgood luck (getting|finding|"
        r"reaching|with)\b"
    ),
    "thanks": r"\b(thanks?|thank you|regards|many thanks)\b",
    "courtesy alone": (
        r"^\W*((ok|okay|fine|all right|many|kind|best|warm|hi|hello|dear|yours|and|thanks|thank you|no),?\W+)*"
        r"(ok|okay|okey|thanks?|thank you|thx|ty|cheers|regards|wishes|sincerely|hello|hi|bye)"
        r"(\W+(and|you|very much|a lot|again|all|everyone|team|in advance|regards|thanks|thank you|then|"
        r"for (asking|reading|listening|your time|the (survey|opportunity|question))))*\W*$"
    ),
    "would return": (
        r"\b(will|would|'?ll|definitely|certainly|can) (be )?(definitely |certainly |always |highly |gladly |happily )*"
        r"(be )?(back|return|recommend|come back|use (it|them|you) again|buy again|stay)\b|\bhighly recommend\w*\b"
    ),
    "would leave": (
        r"\b(never|not|won'?t|will not|wouldn'?t|would not|don'?t) (be )?(ever )?(again|back|go(ing)? back|return\w*|"
        r"com(e|ing) back|recommend|buy|bother|use|waste|fly|stay|order|shop)\b|"
        r"\b(never|not|won'?t) (\w+ ){0,6}(again|anymore|any more|in future)\b|\b(lost|losing) (a|my|your) (customer|"
        r"custom|business)\b|\b(leav(e|ing)|switch(ed|ing)?|clos(e|ed|ing)) (to|my "
        r"account|"
        r"the bank|for|you|after|this)\b|\bwaste of\b|\bstay away\b|\bavoid\b|\bmoney back\b|\brefund\b"
    ),
    "never failed": (
        r"\b(never|not|hasn'?t|haven'?t|hadn'?t|has not|have not|didn'?t|did not|doesn'?t|don'?t|won'?t|without|no "
        r"?one|"
        r"nobody)( (once|ever|yet|been|even|really|has|have|of|being))* (let(s|ting)? (me|us|you|anyone|people|"
        r"customers) "
        r"down|fail(s|ed|ing)? (me|us|to)|disappoint(ed|s|ing)?)\b"
        r"|\b(never|not once|has ?n'?t ever|have ?n'?t ever|without)( (once|ever|yet|been|even|really|a|any|me|us|was|"
        r"had|"
        r"being|having))* (declin(ed|es)|refus(ed|es)|fail(ed|s)|crash(ed|es)|los(t|es)|reject(ed|s)|overcharged?|"
        r"turned "
        r"(me |us )?(away|down)|late|rushed|ignored|forgotten|cancelled|canceled|delayed|dropped|wrong|broken|miss(ed|"
        r"es)|"
        r"(gone|went|go|goes) wrong|(to|too) (wait|chase|complain|queue|worry|long|much trouble|much hassle))\b"
    ),
    "high rating": (
        r"\b((10|ten|9|9[.,]5|8|8[.,]5|nine|eight) ?(/|out of) ?(10|ten)|(5|five|4[.,]5) ?(/|out of) ?(5|five)|100 ?(%|"
        r"/ ?100|per ?cent)|(five|5|six|6)[ -]?stars?)(\W|$)"
    ),
    "low rating": (
        r"(^|[^\d.,/])(([0-4]|zero|one|two|three|four) ?(/|out of) ?(10|ten)|([01]|zero|one) ?(/|out of) ?(5|five)|"
        r"(minus )?(zero|no|0|one|1) ?[- ]?stars?)(\W|$)"
    ),
    "top marks": (
        r"\b(a\+|full marks|top marks|first class|1st class|top[ -]notch|second to none|a1|spot on|gold standard|"
        r"(can ?not|can'?t|could not|couldn'?t) (thank|praise|recommend|rate|commend) (\w+ ){0,3}enough|enough said|"
        r"thumbs up|above and beyond|the extra mile|go[- ]to|hats off|kudos|well done|credit to|can'?t praise|cannot "
        r"praise)(\b|\s|$)"
    ),
    "low marks": (
        r"\b(thumbs down|bottom marks|joke|shambles|not fit for purpose|rip[- ]?off|scam|fob(bed)? off|couldn'?t care "
        r"less|could not care less|no thanks to|waste of (time|money|space)|what a joke|last time|"
        r"beyond (belief|a joke)|goes? downhill|going downhill|gone downhill)\b"
    ),
    "better than": (
        r"\b((much |far |a lot |way |so much |even )?(better|quicker|faster|easier|cheaper|friendlier|nicer|cleaner|"
        r"clearer|calmer|kinder|safer|smoother|shorter|warmer|earlier|sooner|more \w+) than ((on|at|in|with|for) )?"
        r"(expected|i expected|ever|before|most|other|others|any\w*|every\w*|elsewhere|the (rest|one|ones|others?|old|"
        r"last|previous|competition)|my (old|last|previous)|(i|we|you) (thought|had|could|feared|expected|imagined)|"
        r"promised|planned|agreed|announced|feared|last (time|year)|in the past)|"
        r"exceed(ed|s)? (my |our |all )?expectations|(improved|improving) (a lot|so much|greatly|massively|no end|"
        r"hugely)|much improved|big improvement|"
        r"could ?n(o|')t (be|have been|ask for|get) (any )?(better|more|nicer|happier|easier|kinder|a better)\w*|"
        r"could not (be|have been|ask for|get) (any )?(better|more|nicer|happier|easier|kinder)\w*|"
        r"(could|can) be worse|can ?n?o?'?t go wrong|nothing (is|was) (too much|ever too much)|no(thing)? too much "
        r"trouble)\b"
    ),
    "worse than": (
        r"\b((worse|slower|dearer|less \w+|harder) than|more expensive than|used to be|not (as|so) \w+ as|not what it "
        r"was|getting worse|gets worse|got worse|less and less|below (average|expectations|par|standard)|did ?n(o|')t "
        r"meet|not (up to|meet)|no longer|any ?more|could (be|have been|do|do with) (a (bit|little|lot) )?(better|more|"
        r"quicker|faster|clearer|cleaner|cheaper|easier|improved|less)|would (be|have been) (better|good|nice|helpful|"
        r"useful)|could do with (a|an|some|new|being|having|fewer)|expected (more|better)|"
        r"too (much|many|few|little|often))\b"
    ),
    "quiet praise": (
        r"\b(does what it says|did what (it|they) said|does the job|on time|as (promised|agreed)|does what it should|"
        r"lasts (long|all day|ages|for)|always (there|available|helpful|on time|"
        r"someone|answered|polite|friendly|works|delivered)|(within|in) (minutes|seconds|the hour|a few minutes|"
        r"hours|\w+ (minutes|seconds))|straight ?away|right away|same day|next day|immediately|first time|explained "
        r"(everything|it|things|what|the|clearly|well|all)|listened|kept (me|us) (informed|updated|calm|up to date)|"
        r"(keep|keeps|kept) (their|your|its|his|her) (word|promises?)|(is|was|are|were|has|have) (now |finally |all |"
        r"completely )*(gone|healed|cured|back to normal|(as )?good as new)|like new|(did|does)( not|n't) hurt|no pain|"
        r"(walks|works|runs|eats|sleeps|sees|hears|is (walking|working|running|eating|sleeping)) (\w+ )?again|"
        r"(within|in) (\w+ )?(hours|days) of|"
        r"put (me|us|my \w+) at (my )?ease|answered (all )?(my|our|every) questions?|took (the|their) time|knew what|"
        r"easy to|simple to|no (wait|waiting|queue|queues|fuss|rush|pressure)|hardly any|very little (wait|time)|"
        r"sorted (it|everything|out|my|me)|solved|resolved|fixed (it|the|my)|made (me|us) feel|felt (safe|welcome|"
        r"listened|valued|looked after|comfortable|at ease|heard|understood|cared|supported|reassured|in safe)|looked "
        r"after|well (organi[sz]ed|looked|informed|run|cared|explained|treated|trained|managed)|treated (me |us |with "
        r")|nothing was too|help(ed|s|ing)? (me|us|you|my|people)|support(ed|s|ing)? (me|us|my)|understand(s|ing)? "
        r"(me|my|"
        r"the)|keeps? (me|us)|with (care|respect|dignity|kindness|compassion))\b"
    ),
}  # fmt: skip
# A failure that is denied is praise in whatever words: "hasn't let me down", "not once declined", "yet to disappoint".
# The model has learned it in one wording, so the others are read as that one.
_AS_LEARNED = "never let me down"
_DENIED = (
    r"(?:not once|never|without|nothing|nobody|no ?one|yet to|(?:has|have|had|did|do|does|was|were|will|is|are|am) not|"
    r"(?:has|have|had|did|do|does|was|were|wo|is|are)n'?t)(?: (?:once|ever|yet|been|even|really|has|have|had|did|"
    r"they|it|me|being|so far|a single time))*"
)
_FAILURE = (
    r"(?:let(?:s|ting)? (?:me|us|you|him|her|them|anyone|anybody|people|customers) down|let down|"
    r"fail(?:ed|s|ing)?(?: me| us| you)?|disappoint(?:ed|s|ing)?(?: me| us)?|br(?:oken|oke|eaks?|eaking) down|"
    r"crash(?:ed|es|ing)?|died on (?:me|us)|miss(?:ed|es)? a beat|(?:gone|went|goes?) wrong|declined|"
    r"regret(?:ted|s|ting)?|ha(?:d|ve) to (?:complain|chase))"
)
_DENIED_FAILURE = rf"(?i)\b{_DENIED} {_FAILURE}\b"
_DENIES = re.compile(rf"{_DENIED_FAILURE}(?! to\b)(?: once| yet| so far)?")
# What is hoped for, asked or supposed has not happened.
_SUPPOSED = re.compile(
    r"(?i)\b(?:if|hop(?:e|es|ed|ing|efully)|should|as long as|so that|so|unless|until|wish|why|provided|could|"
    r"make sure|ensure|please|would)\b[^.!?;]{0,60}$"
)


def denied_failures(texts: pa.Array) -> pa.Array:
    """Texts in which every way to deny a failure is the one that the model has learned.

    >>> denied_failures(pa.array(["it hasn't let me down", "I hope it won't crash", "it crashed"])).to_pylist()
    ['it never let me down', "I hope it won't crash", 'it crashed']
    """
    plain = pc.replace_substring(texts, "\u2019", "'")
    there = pc.match_substring_regex(plain, _DENIED_FAILURE)
    if not pc.any(there).as_py():
        return texts

    def read(found: re.Match) -> str:
        return found[0] if _SUPPOSED.search(found.string[: found.start()]) else _AS_LEARNED

    changed = [_DENIES.sub(read, text) for text in plain.filter(there).to_pylist()]
    return pc.replace_with_mask(texts, there, pa.array(changed, texts.type))


RULES = ("no", "emoji", "thanks", "service words", "denied failures", *(f"cue: {name}" for name in CUES))


@lru_cache(maxsize=1)
def emoji_valences() -> dict[str, float]:
    """How good or bad an emoji is: the sum of the rated words of its description, at most 4 either way."""
    rated, steps, turning = valences(), boosters(), negations()
    found = {}
    for sign, words in emoji_words().items():
        listed = [word for word in words.lower().split() if word not in steps and word not in turning]
        total = sum(rated.get(word.strip(",:;()"), 0.0) for word in listed)
        if total:
            found[sign] = max(-4.0, min(4.0, total))
    return found | _SIGNS


@lru_cache(maxsize=8)
def amended_vader(without: frozenset[str] = frozenset()) -> Vader:
    """VADER with the amendments that concern single words; ``without`` leaves some out by name."""
    extra: dict[str, float] = {}
    if "emoji" not in without:
        extra |= emoji_valences()
    if "thanks" not in without:
        extra |= _THANKS
    if "service words" not in without:
        extra |= _SERVICE
    return Vader(Amendments(no_turns="no" not in without, extra=tuple(extra.items())))
