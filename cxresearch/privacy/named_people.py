"""Names that a text itself gives away: after a title ("Frau Lehmann"), in a set phrase ("my name is"), under a letter.

No list holds all names, and a capital letter proves nothing, least of all in German. But who writes "Mr" or "mit
freundlichen Grüßen" writes a name next. Where a phrase alone would not do ("spoke to ..."), the name has to be one of
the first names below.
"""

import re
from collections.abc import Iterator

__all__ = ["FIRST_NAMES", "GOODBYES", "NAME_WORDS", "TITLE_WORDS", "person_spans"]

_SHORT = 60

_WORD = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['\u2019-](?=[^\W\d_])){1,30}"
_PARTICLE = r"(?:von der|von|van der|van den|van de|van|de la|de los|del|de|da|di|dos|du|le|la|el|al|bin|ter|ten)"
_INITIAL = r"[A-Z]\.?"
# A first name or none, initials, and up to three words with a capital.
_NAME = (
    rf"(?:{_INITIAL}\s+){{0,2}}(?:{_PARTICLE}\s+)?{_WORD}(?:[ ](?:{_INITIAL}[ ])?"
    rf"(?:{_PARTICLE}[ ])?{_WORD}){{0,2}}"
)
# What stands behind a title and is no name; a second title is part of it.
_NO_NAME = frozenset(
    """doktor professor kollegin kollege mitarbeiterin mitarbeiter nachbarin chefin ärztin verkäuferin kundin
    minister ministerin bundeskanzlerin bürgermeister bürgermeisterin präsident präsidentin doctor manager
    director president vice officer wirt ober oberkellner wachtmeister direktor nachbar martens marten oetker pepper
    hauschka scholl best who strange no right wrong universe
    world piggy bean doubtfire quijote quixote t perfect company group service services am im um an auf
    und oder mit war ist hat kann am schalter station ward practitioner call desk care specialist consultant
    team bank hotel airways express parcel dr prof mr mrs frau herr god almighty gott gottes i you he she it we
    they the a client cliente clients socio socia abonné abonnée membre klant lid adhérent""".split()
)
# What women are in German, not what they are called: "Frau Wirtin", "Frau Lehrerin".
_ROLE = re.compile(r"(?:[lnstfgkhdzm]erin|istin|wirtin|ärztin|anwältin|köchin|ndin|login|rätin|chefin)$")
_TITLES = (
    r"(?:Mr|MR|Mrs|MRS|Ms|MS|Mx|Messrs|Dr|DR|Prof|Professor|Sir|Dame|Rev|Reverend|Herrn?|Frau|Frl|Fräulein|Hr|Hrn|"
    r"Monsieur|Madame|Mademoiselle|Mme|Mlle|Docteur|Se[ñn]ora?|Se[ñn]orita|Sra?|Srta|Do[ñn]a|Don|Doctora?|"
    r"Signora?|Signorina|Sig|Sig\.ra|Sig\.na|Dottoressa|Dottor|Dott|Dott\.ssa|Avv|Ing|Schwester|Oberschwester|"
    r"Pfleger|Nurse|Matron|Miss|Oberarzt|Chefarzt|Pastor|[Mm]evrouw|[Mm]evr|[Mm]eneer|[Dd]e heer|Heer|[Dd]hr|Mw|"
    r"Juffrouw|Zuster|Dokter|Senhora?|Captain|Constable|Sergeant|Inspector|Councillor|[Ee]nfermer[oa]|"
    r"[Ii]nfermier[ea]|[Ii]nfirmi[eè]re?|[Pp]rofesora?|[Pp]rofessoressa|[Mm]aestr[oa]|[Cc]apit[aá]n|[Cc]omandante|"
    r"[Vv]erpleegkundige)"
)
# "der Herr von der Rezeption" works there, "Herr von der Heide" is called so.
_OF_A_PLACE = re.compile(
    r"(?i:\b(?:der|die|das|den|dem|ein|eine|einen|einem|einer|dieser|diese|jener|nette[rn]?)\s+(?:Herrn?|Frau)\s+)$"
)
_TITLED = re.compile(
    rf"(?<![\w.'-])(?:{_TITLES}(?:\.|\b)\s{{0,2}}(?:Doktor\s|Doctor\s|Professor\s|med\.\s?|h\.c\.\s?|"
    rf"rer\.\s?nat\.\s?|Dr\.?\s?|Prof\.?\s?)*)(?P<name>{_NAME})"
)
_TITLED_SMALL = re.compile(
    r"(?<![\w.'-])(?:mr|mrs)\.?\s+(?!and\b|or\b|from\b|who\b|is\b|was\b|at\b|in\b|"
    r"the\b)(?P<name>[a-z][a-z'-]{2,20})\b"
    rf"|(?<![\w.'-])(?:monsieur|madame|señora?|signora?|signorina|dottor|dottoressa|doctora?|docteur|do[ñn]a|"
    rf"herrn?)\s+(?P<name2>{_NAME})"
)
_MADAM = re.compile(r"(?<![\w.'-])M\.\s(?P<name>[A-ZÀ-ÖØ-Þ][^\W\d_]{2,20}(?:-[A-Z][^\W\d_]+)?)")
_NAMED = re.compile(
    r"(?i:\b(?:my\s+(?:full\s+|real\s+|first\s+|last\s+|sur)?name(?:'s|\s+is|\s*:)|the\s+name\s+is|name\s*:|"
    r"by\s+the\s+name\s+of|mein\s+name\s+(?:ist|lautet)|ich\s+hei(?:ß|ss)e|"
    r"je\s+m['\u2019]appelle|mon\s+nom\s+est|me\s+llamo|mi\s+nombre\s+es|mi\s+chiamo|il\s+mio\s+nome\s+è|"
    r"mijn\s+naam\s+is|ik\s+heet|o\s+meu\s+nome\s+é|chamo-me))"
    rf"\s*:?\s*(?P<name>{_NAME}|(?!not\b|the\b|a\b|on\b|in\b|wrong\b|nicht\b|falsch\b|always\b|still\b|never\b|"
    rf"spelled\b|misspelled\b|"
    r"spelt\b|mud\b|pas\b|mal\b|no\b|non\b|written\b|known\b|missing\b|irrelevant\b|unimportant\b|used\b|so\b|"
    r"too\b|very\b|"
    r"there\b|here\b|called\b|being\b|es\b|the\b|an\b)"
    r"[a-zà-ÿ][a-zà-ÿ'-]{1,20}(?:\s(?!and\b|i\b|but\b|from\b|or\b|the\b|my\b|und\b|ich\b|aber\b|et\b|y\b|e\b|"
    r"on\b|in\b|is\b|was\b|"
    r"he\b|she\b|they\b|we\b|at\b|with\b|who\b|have\b|bin\b|habe\b|wohne\b|soy\b|estoy\b|sono\b|ho\b|suis\b|"
    r"j['\u2019]ai\b)[a-zà-ÿ][a-zà-ÿ'-]{1,20})?)"
)
_GREETINGS = (
    r"(?:(?:kind(?:est)?|best|warm(?:est)?|many|with)\s+)*regards|best\s+wishes|with\s+best\s+wishes|"
    r"yours\s+(?:sincerely|faithfully|truly)|"
    r"sincerely(?:\s+yours)?|respectfully|mit\s+(?:freundliche[mnr]|besten|herzlichen|lieben)\s+gr(?:ü|ue)(?:ß|"
    r"ss)en?|"
    r"(?:viele|liebe|beste|schöne|herzliche|freundliche|sonnige)\s+gr(?:ü|ue)(?:ß|ss)e|m\.?f\.?g\.?|hochachtungsvoll|"
    r"(?:bien\s+)?cordialement|bien\s+à\s+vous|sincères\s+salutations|salutations(?:\s+distinguées)?|amicalement|"
    r"(?:un\s+)?(?:cordial\s+)?saludos?(?:\s+cordial(?:es)?)?|atentamente|cordiali\s+saluti|distinti\s+saluti|"
    r"un\s+saluto|cordialmente|met\s+(?:vriendelijke|hartelijke|beste)\s+groet(?:en)?|vriendelijke\s+groet(?:en)?|"
    r"groet(?:en|jes)|hoogachtend|mvg|cumprimentos|atenciosamente"
)
_SIGNED = re.compile(
    rf"(?i:(?<!\w)(?:{_GREETINGS}))[\s,.!:;\u2013-]{{1,6}}(?P<name>{_NAME}|"
    rf"[a-zà-ÿ]{{3,20}}(?: [a-zà-ÿ]{{3,20}})?(?=\s*$))"
)
# Small goodbyes that often stand before something else than a name.
_THANKED = re.compile(
    r"(?i:(?<!\w)(?:thanks(?:\s+again)?|thank\s+you|many\s+thanks|cheers|love|lg|vg|gru(?:ß|ss)|danke|merci|"
    r"gracias|grazie|saluti|bye))"
    rf"[,.!\u2013\s-]{{1,4}}(?P<name>{_WORD}(?: {_WORD})?)[\s.!x]*$"
)
_MET = re.compile(
    r"(?i:\b(?:spoke|speak|speaking|spoken|talk|talked|talking|chatted|dealt|deal)\s+(?:to|with)(?:\s+(?:a|"
    r"the)\s+(?:lady|man|guy|girl|woman|gentleman|person|agent)\s+(?:called|named))?|"
    r"\b(?:served|helped|treated|seen|assisted|advised|attended|looked\s+after|greeted|answered|handled)\s+by|"
    r"\bask(?:ed)?\s+for|\bthanks?(?:\s+you)?\s+(?:so\s+much\s+)?to|"
    r"\b(?:lady|man|guy|girl|woman|gentleman|person|agent|waiter|waitress|server|nurse|driver|colleague|adviser|"
    r"advisor|manager|member\s+of\s+staff|rep|assistant|receptionist|therapist|teacher|instructor|clerk|operator|"
    r"cashier|doctor)"
    r"(?:,)?\s+(?:was\s+)?(?:called|named)|\b(?:her|his)\s+name\s+(?:is|was)|\bnamens|\b(?:dame|herr|frau|mann|"
    r"kollegin|kollege|mitarbeiterin|mitarbeiter|berater|beraterin|bedienung|verkäuferin|verkäufer)\s+(?:hieß|heißt)|"
    r"\b(?:bedient|beraten|behandelt|betreut)\s+von|\bgesprochen\s+mit|\bdanke?\s+an|\bgracias\s+a|\bmerci\s+à|"
    r"\bgrazie\s+a|"
    r"\b(?:i\s+am|i['\u2019]m|im|this\s+is|it['\u2019]s|ich\s+bin|hier\s+ist|hier\s+schreibt|je\s+suis|soy|sono)|"
    r"\b(?:sister|waiter|waitress|server|nurse|driver|colleague|adviser|advisor|manager|assistant|receptionist|"
    r"therapist|teacher|instructor|clerk|operator|cashier|kellner|kellnerin|berater|beraterin|kollege|kollegin|"
    r"mitarbeiter|mitarbeiterin),?)"
    rf"\s+(?P<name>{_WORD}(?: (?:{_PARTICLE} )?{_WORD})?)"
)
FIRST_NAMES = frozenset(
    """aaron adam adrian agnes ahmed aisha alan albert alejandro alessandra alessandro alex alexander alexandra
    alfred ali alice alison amanda amelia amy ana andrea andreas andrew andy angela angelika anita anja ann anna
    anne annette annie anthony antje antonio arthur ashley astrid axel barbara bea beate beatrice ben benjamin
    bernd bernhard beth bettina bianca birgit bob brian brigitte bruno caitlin camille carl carla carlo carlos
    carmen caroline carsten catherine cathy cecile charles charlie charlotte chiara chloe chris christian
    christiane christina christine christoph christopher claire clara claudia claudio clemens colin connor
    cristina daisy dan daniel daniela daniele dave david dawn dean debbie deborah denise dennis derek diana
    diane dieter dominic donald donna doris dorothy eddie eduardo edward eileen elaine elena eleanor elisabeth
    elizabeth elke ella ellen emilia emily emma eric erica erik erika esther eva evelyn fabian fatima federica
    felix fernando fiona florian frances francesca francesco francis francisco franck frank franziska fred
    frederick freya friedrich gabi gabriel gabriele gareth gary gavin geoff george georg gerald gerd gerhard
    gert gina giorgio giovanni giulia giuseppe gloria gordon graham greg gregor greta guido guillaume gunther
    hannah hans harald harry hassan heather heidi heike heinz helen helena helga helmut henry herbert hilary
    holger holly horst hugo ian ibrahim ilse ines inga inge ingrid irene iris isabel isabella isabelle jack
    jackie jacob jacqueline jake james jamie jan jana jane janet janine jason javier jay jean jeff jennifer
    jenny jens jeremy jerry jessica jessie jill jim jo joachim joan joanna joanne jochen joe joel johann johanna
    johannes john johnny jon jonas jonathan jordan jörg jorge jose josef joseph joshua juan judith judy julia
    julian juliane julie jürgen justin jutta karen karin karl karla karolin kate katharina kathleen kathrin
    kathy katie katja katrin kay keith kelly ken kenneth kerstin kevin kim kirsten kirsty klara klaus konrad
    kurt lars laura lauren lea leah lee lena leo leon leonie leslie lewis liam lily linda lisa liz louis louise
    luca lucas lucia lucy luigi luis luisa lukas luke lutz lydia lynn magda maike malcolm manfred manuel manuela
    marc marcel marco marcus margaret maria marianne marie marina mario marion markus marlene marta martha
    martin martina mary matt matteo matthew matthias max maureen megan mehmet melanie melissa michael michaela
    michel michelle miguel mike miriam mohamed mohammed molly monica monika muhammad nadia nadine nancy naomi
    natalie natasha neil nicholas nick nicola nicolas nicole nigel niklas nina noah noel nora norbert norman
    olaf oliver olivia oscar otto pablo paola pat patrice patricia patrick paul paula paulina pauline pedro
    peggy penny peter petra phil philip philipp phoebe pierre pietro pilar rachel rainer ralf ralph ramona
    raquel ray rebecca regina reinhard renate rene ricardo richard rita rob robert roberto robin roger roland
    rolf ron rosa rosie ross roy rudolf russell ruth ryan sabine sabrina sally sam samantha samuel sandra sara
    sarah sascha scott sean sebastian sharon sheila shirley silke silvia simon simone sofia sonia sonja sophia
    sophie stacey stefan stefanie steffen stella stephan stephanie stephen steve steven stuart susan susanne
    susie suzanne sven svenja sylvia tanja tara ted teresa terry theo theresa thomas thorsten tim timo tina
    tobias toby tom tommy tony tracey tracy trevor udo ulrich ulrike ursula ute uwe valentina valerie vanessa
    vera verena veronica veronika victor victoria viktor vincent viola volker walter waltraud wayne wendy werner
    wilhelm will william wolfgang yasmin yusuf yvonne zoe""".split()
)
_WORDS = re.compile(r"[^\W\d_]+")
TITLE_WORDS = frozenset(
    """mr mrs ms mx messrs dr prof professor sir dame rev reverend herr herrn frau frl fräulein hr hrn monsieur madame
    mevrouw mevr meneer heer dhr mw juffrouw zuster dokter senhor senhora captain constable sergeant inspector
    councillor enfermero enfermera infermiere infermiera infirmier infirmière profesor profesora professoressa maestro
    maestra capitán capitan comandante verpleegkundige mademoiselle mme mlle docteur señor señora senor senora señorita
    senorita sr sra srta doña dona doctor doctora
    signor signora signorina sig dottoressa dottor dott avv ing schwester oberschwester pfleger nurse matron miss
    oberarzt chefarzt pastor""".split()
)
NAME_WORDS = frozenset("name heiße heisse appelle nom llamo nombre chiamo nome naam heet chamo".split())
_I_AM = re.compile(
    rf"(?i:\b(?:je\s+suis|soy|sono|ik\s+ben|eu\s+sou|sou))\s+(?P<name>{_WORD} (?:{_PARTICLE} )?{_WORD})(?![\w'-])"
)
# "I am" in languages whose nouns are small: two words with a capital are a name.
I_AM_WORDS = frozenset("suis soy sono ben sou".split())
GOODBYES = frozenset(
    """regards wishes sincerely faithfully truly respectfully grüßen gruessen grüssen grüße gruesse grüsse mfg
    hochachtungsvoll cordialement vous salutations amicalement saludo saludos atentamente saluti saluto cordialmente
    groet groeten groetjes hoogachtend mvg cumprimentos atenciosamente gruß gruss lg vg""".split()
)


def person_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of names that a title or a phrase gives away.

    >>> text = "Frau Lehmann was kind, so was Dr Who. Regards, Joan Okafor"
    >>> [text[start:end] for start, end in sorted(person_spans(text))]
    ['Lehmann', 'Joan Okafor']
    """
    # Most texts hold no word that a name could follow, and no first name: they pass without a second look.
    written = _WORDS.findall(text)
    words = set(map(str.lower, written))
    # "don't" and "I'm" are no titles.
    if not words.isdisjoint(TITLE_WORDS) or "M. " in text or "Don " in text:
        for pattern in (_TITLED, _TITLED_SMALL, _MADAM):
            for found in pattern.finditer(text):
                name = next(group for group in found.groups() if group)
                first, start = name.split()[0].lower().strip("."), found.end() - len(name)
                placed = name[0].islower() and _OF_A_PLACE.search(text[:start])
                if first not in _NO_NAME and not _ROLE.search(first) and not placed:
                    yield start, found.end()
    if not words.isdisjoint(NAME_WORDS):
        for found in _NAMED.finditer(text):
            yield found.span("name")
    if not words.isdisjoint(GOODBYES) or "m.f.g" in text.lower():
        for found in _SIGNED.finditer(text):
            first = found["name"].split()[0]
            rest = text[found.end() :].strip(" .!\n")
            # Behind a full goodbye comes a name; but "Best wishes for the new shop" goes on.
            ends = len(rest) < _SHORT or "\n" in text[found.end() : found.end() + 2]
            if (first[0].isupper() and ends) or first.lower() in FIRST_NAMES:
                yield found.span("name")
    if not words.isdisjoint(I_AM_WORDS):
        for found in _I_AM.finditer(text):
            if found["name"].split()[0].lower() not in _NO_NAME:
                yield found.span("name")
    first_names = words & FIRST_NAMES
    if first_names and any(word[0].isupper() and word.lower() in first_names for word in written):
        for pattern in (_THANKED, _MET):
            for found in pattern.finditer(text):
                if found["name"].split()[0].lower() in FIRST_NAMES:
                    yield found.span("name")
