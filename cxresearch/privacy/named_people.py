"""Names that a text itself gives away: after a title ("Frau Lehmann"), in a set phrase ("my name is"), under a letter.

No list holds all names, and a capital letter proves nothing, least of all in German. But who writes "Mr" or "mit
freundlichen Grüßen" writes a name next. Where a phrase alone would not do ("spoke to ..."), the name has to be one of
the first names below.
"""

import re
from collections.abc import Iterator

__all__ = ["FIRST_NAMES", "GOODBYES", "NAME_WORDS", "ROLE_WORDS", "TITLE_WORDS", "person_spans"]

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
    """computer roboter automat doktor professor kollegin kollege mitarbeiterin mitarbeiter nachbarin chefin
    ärztin verkäuferin kundin minister ministerin bundeskanzlerin bürgermeister bürgermeisterin präsident
    präsidentin doctor manager director president vice officer wirt ober oberkellner wachtmeister direktor
    nachbar martens marten oetker pepper hauschka scholl best who strange no right wrong universe world piggy
    bean doubtfire quijote quixote t perfect company group service services am im um an auf und oder mit war
    ist hat kann am schalter station ward practitioner call desk care specialist consultant team bank hotel
    airways express parcel dr prof mr mrs frau herr god almighty gott gottes i you he she it we they the a
    client cliente clients socio socia abonné abonnée membre klant lid adhérent""".split()
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
    r"[Vv]erpleegkundige|Midwife|Hebamme|Krankenschwester|Kollegin|Kollegen?|[Cc]ollega|[Ss]age-femme|[Aa]ide-soignante|"
    r"[Cc]oll[eè]gue|[Ss]erveu(?:r|se)|[Mm]atrona|[Cc]omadrona|[Cc]amarer[oa]|[Cc]ompañer[oa]|[Rr]ecepcionista|"
    r"[Oo]stetrica|[Cc]amerier[ea]|[Vv]erloskundige|[Kk]raamverzorgende|[Ee]nfermeir[oa])"
)
# A title in Italian and French may lean on its article: "l'infermiere Dario".
_BEFORE = r"(?<![\w.'-])(?:[ldLD]['\u2019])?"
# "der Herr von der Rezeption" works there, "Herr von der Heide" is called so.
_OF_A_PLACE = re.compile(
    r"(?i:\b(?:der|die|das|den|dem|ein|eine|einen|einem|einer|dieser|diese|jener|nette[rn]?)\s+(?:Herrn?|Frau)\s+)$"
)
_TITLED = re.compile(
    rf"{_BEFORE}(?:{_TITLES}(?:\.|\b)\s{{0,2}}(?:Doktor\s|Doctor\s|Professor\s|med\.\s?|h\.c\.\s?|"
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
    r"spelt\b|mud\b|pas\b|mal\b|souvent\b|toujours\b|aussi\b|encore\b|siempre\b|sempre\b|altijd\b|immer\b|auch\b|"
    r"no\b|non\b|written\b|known\b|missing\b|irrelevant\b|unimportant\b|used\b|so\b|"
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
    r"groet(?:en|jes)?|hoogachtend|mvg|cumprimentos|atenciosamente|signed(?=\s*[,:])|gru(?:ß|ss)|gez\.?"
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
    r"therapist|teacher|instructor|clerk|operator|cashier|midwife|consultant|technician|engineer|mechanic|steward|"
    r"stewardess|attendant|porter|surgeon|tutor|lecturer|trainer|coach|guide|host|hostess|carer|physio|bartender|"
    r"kellner|kellnerin|berater|beraterin|kollege|kollegin|mitarbeiter|mitarbeiterin|verkäufer|verkäuferin|fahrer|"
    r"fahrerin|techniker|lehrer|lehrerin|erzieher|erzieherin|trainerin|arzthelferin|therapeutin|conseill(?:er|ère)|"
    r"vendeu(?:r|se)|livreur|agente?|técnico|medewerk(?:er|ster)|chauffeur|addett[oa]|impiegat[oa]),?)"
    rf"\s+(?P<name>{_WORD}(?: (?:{_PARTICLE} )?{_WORD})?)"
)
_KIN_NAMED = re.compile(
    rf"(?i:\b(?:mein|unser)e?[mnr]?\s+(?:sohn|tochter|mann|frau|mutter|vater|bruder|schwester|enkel|enkelin|oma|opa))"
    rf"\s+(?P<name>{_WORD}(?: {_WORD})?)"
)
FIRST_NAMES = frozenset(
    """aaron adam adrian agnes ahmed aicha aisha alan alba albert alejandro aleksandra alessandra alessandro alessia
    alex alexander alexandra alfred ali alice alicja alison amanda amelia amina amir amit amy ana anders andrea
    andreas andrew andrzej andy aneta angela angelika anil anita anja anke ann anna anne annette annie annika anouk
    anthony antje antonella antonia antonio arjun armelle arthur arturo asha ashley astrid audrey aurelie aurélie
    axel aylin ayse ayşe barbara barbora bart bas bea beate beatrice beatriz ben benjamin bernd bernhard beth
    bettina bianca bilal birgit bjorn bob bogdan brian bridget brigitte bronwyn bruna bruno caitlin camille carl
    carla carlo carlos carlotta carmen carolina caroline carsten catherine cathy cecile cem chantal charles charlie
    charlotte chiamaka chiara chidi chloe chris christian christiane christina christine christoph christopher
    claire clara claudia claudine claudio clemens colin concetta connor consuelo corinna cristina cyril daan dagmar
    daisy dan daniel daniela daniele dario dariusz dave david dawn dean debbie deborah deepa delphine denise dennis
    derek diana diane diego dieter dimitri dolores dominic donald donna doris dorota dorothy eddie edith eduardo
    edward edwin efe eike eileen elaine eleanor elena elif elisabeth elizabeth elke ella ellen elodie eloise emeka
    emilia emily emine emma emre encarna enrico eric erica erik erika esther eva evelyn ewa fabian fatima fatma
    federica felix femke fernanda fernando filip filippo fiona florian franca frances francesca francesco francis
    francisco franck frank franziska fred frederick freya friedrich gabi gabriel gabriele gaelle gareth gary gavin
    gaëlle gemma geoff georg george gerald geraldine gerd gerhard gert gianluca gina giorgio giovanni giulia
    giuseppe gloria gonzalo gordon graham greg gregor greta gretchen guido guillaume gunther guus gülay hakan hanna
    hannah hans harald harry hasan hassan heather hedwig heidi heike heinz helen helena helga helmut hendrik henry
    herbert heribert hilary hildegard holger holly horst hugo ian ibrahim ife ikram ilaria ilse imogen ines inga
    inge ingeborg ingrid irene iris isabel isabella isabelle iwona jacek jack jackie jacob jacqueline jagoda jake
    james jamie jan jana jane janet janine jasmijn jasmin jason jasper javier jay jean jeff jennifer jenny jens
    jeremy jeroen jerry jessica jessie jesús jill jim jo joachim joan joana joanna joanne joao jochen joe joel johan
    johann johanna johannes john johnny jolanda jon jonas jonathan joost jordan jorge jose josef josefina joseph
    joshua josé joyce joão juan juana judith judy julia julian juliane julie justin jutta jörg jürgen kamal kamila
    karen karim karin karl karla karolin karolina katarzyna kate katharina kathleen kathrin kathy katie katja katrin
    kay keith kelly kemal ken kenneth kerstin kevin khalid kim kiran kirsten kirsty klara klaus konrad krzysztof
    kurt lars latifa laura lauren laurent lea leah lee leila lena leo leon leonie leslie lewis liam lidia lily linda
    lisa liz lorenzo lotte louis louise luca lucas lucia luciana lucy lucía luigi luigia luis luisa lukas luke lutz
    luuk lydia lynn léa maciej magda magdalena magnus maike malcolm malgorzata manfred manon manuel manuela marc
    marcel marcin marco marcus marek margaret margit margot maria mariam marianne marie marijke marina mario marion
    mariska marisol marjolein markus marleen marlene marta martha martin martina mary mateusz mathieu matt matteo
    matthew matthias matthijs maureen maurizio max małgorzata megan mehdi mehmet melanie melissa mercedes merve
    michael michaela michel michelle mieke miguel mihai mike miriam mirko mohamad mohamed mohammed molly monica
    monika muhammad mustafa nadia nadine najat nancy naomi natalia natalie natasha neha neil nele nicholas nick
    nicola nicolas nicole nigel niklas nina noah noel nora norbert norman nuria núria oksana olaf olga oliver olivia
    omar oona oscar otmar otto pablo paloma paola pascal pat patrice patricia patrick patrizia paul paula paulina
    pauline pawel paweł pedro peggy penny peter petra phil philip philipp phoebe pierre pieter pietro pilar piotr
    pranav priya quentin rachel rafael rahul rainer rajesh ralf ralph ramona raquel ravi ray rebecca regina reinhard
    reinhold remedios renata renate rene renske ricardo richard rita rob robert roberto robin rocio rocío roger
    roland rolf romain ron ronald rosa rosario rosie ross roy ruben rubén rudolf russell ruth ryan sabine sabrina
    sally salvatore sam samantha samuel sander sandra sanjay sanne santiago sara sarah sascha saïd scott sean
    sebastian sergio severine sharon shauna sheila shirin shirley silke silvia simon simone siobhan sofia solene
    solène sonia sonja sophia sophie stacey stefan stefanie steffen stella stephan stephane stephanie stephen steve
    steven stijn stuart stéphane sunita suresh susan susanne susie suzanne sven svenja svetlana sylvia séverine
    sören tadeusz tamara tanja tara tatiana ted teresa terry theo theresa thijs thomas thorsten tiago tilman tim
    timo tina tobias toby tom tomasz tommy tony tracey tracy trevor udo ulla ulrich ulrike ursula ute uwe valentina
    valerie valérie vanessa vera verena veronica veronika victor victoria viktor vincent vincenzo viola volker
    walter waltraud wanda wayne wendelin wendy werner wiebke wilhelm will willem william wolfgang wouter xavier
    yannick yara yasmin yasmina youssef yusuf yvonne zeynep zoe zofia zuzanna élodie""".split()
)
_WORDS = re.compile(r"[^\W\d_]+")
TITLE_WORDS = frozenset(
    """mr mrs ms mx messrs dr prof professor sir dame rev reverend herr herrn frau frl fräulein hr hrn monsieur
    madame mevrouw mevr meneer heer dhr mw juffrouw zuster dokter senhor senhora captain constable sergeant
    inspector councillor enfermero enfermera infermiere infermiera infirmier infirmière profesor profesora
    professoressa maestro maestra capitán capitan comandante verpleegkundige mademoiselle mme mlle docteur
    señor señora senor senora señorita senorita sr sra srta doña dona doctor doctora signor signora signorina
    sig dottoressa dottor dott avv ing schwester oberschwester pfleger nurse matron miss oberarzt chefarzt
    pastor midwife hebamme krankenschwester kollegin kollege kollegen collega sage aide collègue collegue
    serveur serveuse matrona comadrona camarero camarera compañero compañera recepcionista ostetrica cameriere
    cameriera verloskundige kraamverzorgende enfermeiro enfermeira""".split()
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
    groet groeten groetjes hoogachtend mvg cumprimentos atenciosamente gruß gruss lg vg signed gez""".split()
)
# Who somebody is, before a comma and two words with a capital: "the nurse, Bridget Okafor, sat down".
_ROLES = (
    "nurse midwife doctor surgeon consultant receptionist carer physio physiotherapist porter pharmacist dentist "
    "waiter waitress bartender barista chef host hostess steward stewardess attendant pilot driver mechanic "
    "technician engineer electrician plumber tutor lecturer teacher professor instructor trainer coach clerk "
    "cashier assistant adviser advisor agent manager supervisor colleague owner landlord landlady caretaker "
    "cleaner housekeeper guide librarian officer solicitor broker therapist counsellor krankenschwester pfleger "
    "hebamme ärztin arzt kollege kollegin beraterin berater verkäuferin verkäufer mitarbeiterin kellnerin kellner "
    "fahrer fahrerin lehrerin lehrer erzieherin erzieher infirmière infirmier conseillère conseiller serveuse "
    "serveur enfermera enfermero camarera camarero infermiera infermiere cameriere verpleegkundige medewerkster "
    "medewerker collega"
)
_KIN = (
    r"(?:(?:my|our)\s+(?:(?:little|eldest|youngest|older|younger|late|elderly)\s+)?(?:son|daughter|wife|husband|partner|"
    r"mum|mom|mother|dad|father|brother|sister|grandson|granddaughter|nephew|niece|fianc[ée]e?)|"
    r"m(?:on|a)\s+(?:fils|fille|mari|femme|m[èe]re|p[èe]re|fr[èe]re|s[œo]e?ur|compagnon|compagne)|"
    r"mi\s+(?:hij[oa]|marido|mujer|madre|padre|herman[oa]|niet[oa]|espos[oa])|"
    r"mi[oa]\s+(?:figli[oa]|marito|moglie|madre|padre|fratello|sorella|nipote)|"
    r"(?:mijn|onze)\s+(?:zoon|dochter|man|vrouw|moeder|vader|broer|zus)|"
    r"(?:o\s+meu|a\s+minha)\s+(?:filh[oa]|marido|mulher|mãe|pai))"
)
_KIN_IN_GERMAN = (
    r"(?:mein|meine|meinem|meinen|meiner|unser|unsere|unserem|unseren|unserer)\s+(?:sohn|tochter|mann|frau|mutter|vater|"
    r"bruder|schwester|enkel|enkelin|oma|opa)"
)
_THANKS_TO = (
    r"(?:thanks?(?:\s+you)?(?:\s+so\s+much)?(?:\s+to)?|kudos\s+to|shout\s?out\s+to|credit\s+to|danke?\s+an|merci\s+à|"
    r"gracias\s+a|grazie\s+a|bedankt,?|dank\s+aan|obrigad[oa]\s+[aà]o?)"
)
_FROM = r"(?:from|vom|von\s+der|de\s+l['\u2019]|de\s+la|del?|du|dell['\u2019]|della|dello|van\s+de|van\s+het|da)"
_BY_ROLE = (
    re.compile(rf"(?i:\b(?:{'|'.join(_ROLES.split())})),\s(?P<name>{_WORD} (?:{_PARTICLE} )?{_WORD}),"),
    re.compile(rf"(?i:\b{_KIN}),?\s(?P<name>{_WORD}(?: (?:{_PARTICLE} )?{_WORD})?)"),
    re.compile(rf"(?i:\b{_KIN_IN_GERMAN})\s(?P<name>{_WORD} {_WORD})(?=,? [a-zäöü])"),
    re.compile(rf"(?i:\b{_THANKS_TO})\s(?P<name>{_WORD}(?: {_WORD})?)(?=\s{_FROM})"),
)
# "My wife I must say", "my son Monday", "thanks to Covid from ...".
_NOT_BY_ROLE = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december covid corona brexit god dieu dios dio gott nhs dr mr mrs ms""".split()
)
ROLE_WORDS = frozenset(
    f"""{_ROLES} son daughter wife husband partner mum mom mother dad father brother sister grandson granddaughter
    nephew niece fiance fiancé fiancee fiancée fils fille mari femme mère mere père pere frère frere sœur soeur
    compagnon compagne hijo hija marido mujer madre padre hermano hermana nieto nieta esposo esposa figlio figlia
    marito moglie fratello sorella nipote zoon dochter man vrouw moeder vader broer zus filho filha mulher mãe pai
    sohn tochter mann frau mutter vater bruder schwester enkel enkelin oma opa""".split()
)
_THANKING = frozenset(
    "thank thanks kudos shoutout shout credit dank danke merci gracias grazie bedankt obrigado obrigada".split()
)
_SHOUTED = 3


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
            # A bare "Gruß" stands before other things too.
            whole = " " in found["name"] or not found[0].lower().startswith("gru")
            if (first[0].isupper() and ends and whole) or first.lower() in FIRST_NAMES:
                yield found.span("name")
    if not words.isdisjoint(I_AM_WORDS):
        for found in _I_AM.finditer(text):
            if found["name"].split()[0].lower() not in _NO_NAME:
                yield found.span("name")
    if not words.isdisjoint(ROLE_WORDS) or not words.isdisjoint(_THANKING):
        for pattern in _BY_ROLE:
            for found in pattern.finditer(text):
                first = found["name"].split()[0]
                shouted = len(first) >= _SHOUTED and first.isupper()
                if len(first) > 1 and not shouted and first.lower() not in _NOT_BY_ROLE | _NO_NAME:
                    yield found.span("name")
    first_names = words & FIRST_NAMES
    if first_names and any(word[0].isupper() and word.lower() in first_names for word in written):
        for pattern in (_THANKED, _MET, _KIN_NAMED):
            for found in pattern.finditer(text):
                if found["name"].split()[0].lower() in FIRST_NAMES:
                    yield found.span("name")
