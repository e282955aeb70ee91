"""What a general lexicon gets wrong about service comments, and what is done about it; each rule can be left out.

People rated words for the lexicon one at a time, and customers write in turns of phrase: "no problem" is praise,
"nothing to improve" is the best answer to "what should we improve?", "queue" is no bad word until one stands in it,
"should" and "wish" ask for something that is missing, "thanks" closes a letter, and a bare "ok, thanks" says nothing.
Some amendments change VADER's score, which is one feature of the model; the cues are features of their own, whose
weights the model learned.

``benchmarks/sentiment_accuracy.py`` measures what each of them is worth.
"""

from functools import lru_cache

from cxresearch.text.scoring.lexicon import boosters, emoji_words, negations, valences
from cxresearch.text.scoring.vader import Amendments, Vader

__all__ = ["CUES", "RULES", "amended_vader", "emoji_valences"]

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
        r"|\bkeep (it|this) up\b|\bkeep up the\b|\b(can ?not|can'?t|couldn'?t|could not) (fault|complain|ask for "
        r"more)\b"
        r"|\b(would|wouldn'?t) (not )?change (a|any)?thing\b|\bhard to fault\b|\bfine as (it|they) (is|are)\b"
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
        r"com(e|ing) back|recommend|buy|bother|use|waste)\b|\b(leav(e|ing)|switch(ed|ing)?|clos(e|ed|ing)) (to|my "
        r"account|"
        r"the bank|for|you|after|this)\b|\bwaste of\b|\bstay away\b|\bavoid\b|\bmoney back\b|\brefund\b"
    ),
}  # fmt: skip
RULES = ("no", "emoji", "thanks", "service words", *(f"cue: {name}" for name in CUES))


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
