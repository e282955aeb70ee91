"""Sentences that give a person away, and innocent ones that only look like it; made up, seven sets of each.

The first set was there while the rules were written. Of the second, written when they were frozen, 57 of 60 were found
at first look, with 2 of 60 false alarms; of the third, written after the second had been mended by, 47 of 50 with 2 of
50; of the fourth, in six languages and trades that none had, 42 of 60 with 3 of 60 false alarms; of the fifth, once
that had been mended by, 30 of 30 with 1 of 30; of the sixth, written a good while later without a look at the rules, 46
of 60 with 1 of 60. Those first looks are what a stranger's comments can expect; rules were mended after each but the
seventh. In personal ones, what must go is in braces.
"""

PERSONAL_1 = """
Mr {Holloway} at the desk was very short with me
Dr. {Patel} took her time and explained everything
spoke to Mrs {O'Brien} who was lovely
Frau {Lehmann} hat uns sehr gut beraten
Herr Dr. {Krüger} war unfreundlich
Beim letzten Mal hat mich Frau {von der Heide} angerufen
Monsieur {Dupont} ne rappelle jamais
Mme {Lefèvre} a été très gentille
La señora {García} fue muy amable
El Sr. {Martínez López} no me devolvió la llamada
la signora {Bianchi} è stata gentilissima
Il dottor {Rossi} non ascolta
my name is {Karen Whitfield} and I want an answer
mein Name ist {Jonas Brandt}, bitte melden Sie sich
ich heiße {Sabine Vogt}
je m'appelle {Claire Moreau}
me llamo {Lucía Fernández}
mi chiamo {Paolo Conti}
Please sort this out. Kind regards, {Peter Marsh}
Disappointed. Regards {J. Whitaker}
Mit freundlichen Grüßen {Heike Sommerfeld}
Viele Grüße, {Annika}
Cordialement, {Julien Petit}
Un saludo, {Marta Ruiz}
Cordiali saluti {Giulia Ferri}
thanks, {Dave}
I was served by {Linda} and she was great
Sister {Margaret Doyle} on ward 4 was an angel
nobody came to my house at {14 Willow Lane}
I live at {27b Station Road, LS6 3HN} and still no broadband
my postcode is {M14 5TQ}
wohne in der {Gartenstraße 17} und bekomme kein Paket
Adresse: {Am Alten Markt 5, 50667 Köln}
habite {12 rue des Lilas, 75011 Paris}
vivo en la {calle Mayor 25}
abito in {via Garibaldi 14, 00185 Roma}
born {12/03/1978}, patient since 2001
DOB {4.11.65} as I told you twice
geboren am {3. Mai 1980}
née le {14 juillet 1975}
follow me {@annie_walks}
my insta is {annie.walks92}
see https://{www.facebook.com/joan.harker.5} for photos
order page https://{shop.example.com/account?id=83920}
my computer {192.168.44.17} cannot connect
policy number {HX-449302} was cancelled
customer no. {88342019} please check
Kundennummer {4471 8829}
Versicherungsschein-Nr. {KV 77812345}
numéro de client {55120934}
my car {LK53 WXY} was scratched in your car park
Kennzeichen {HH-KB 4821} wurde falsch notiert
number plate {AB 123 CD}
NI number {QQ 12 34 56 C}
DNI {12345678Z}
ring me on {07700 900 456}
mi móvil es {612 34 56 78}
chiamatemi al {347 123 4567}
write to {anna . berg @ example . com}
{joan dot harker at gmail dot com} is my mail
"""

INNOCENT_1 = """
the staff at the High Street branch are friendly
Paid 1,200.50 on 01.02.2025 and got 9/10 service
waited from 10:30 to 12:45, that is 135 minutes
version 10.0.1.2 of the app crashes
order 4471882 came late
my flight BA2490 was cancelled, rebooked on LH 441
room 1204 smelled of smoke
Mit 30000 Kunden müsste das besser gehen
am 3. Mai 2024 war die Filiale geschlossen
Gate 14, Terminal 2, nobody there
Route 66 was closed
the doctor was late and the nurse rude
Meine Frau war sehr zufrieden
der Herr am Schalter war nett
Miss the old menu
thanks, great service
best regards to the whole team
love the new app
I called three times in 2023 and 2024
100000 miles and no upgrade
interest rose from 2.5% to 4.75%
see www.example.com for your own promise
@ the desk nobody knew anything
meet us @home they said
the price was 59,99 Euro
bought at amazon.com for 20 dollars
score 10/10 would recommend
iPhone 14 Pro and Windows 11 do not work
wie immer top, gerne wieder
Platz 12 war kaputt
born in Leeds, I know the city
on hold for 45 minutes twice
24/7 service is a lie
1st floor, 2nd door, 3rd time
EC 1234 von Hamburg war verspätet
Dr Pepper was warm
the Prof was boring
call centre said 5 to 7 working days
Level 3 is too hard, chapter 12 as well
my name was spelled wrong on the letter
size 38-40, waist 32
opened 09:00-18:00, closed on sundays
the M25 was jammed
4 stars, 5 if the wifi worked
Nur 2 von 10 Kassen offen
Das Zimmer 305 war sauber
in 2019 it was 1.500 Euro, now 2.300 Euro
der Bus 142 kam 20 Minuten zu spät
it took 3 calls, 4 emails and 2 letters
I spoke to Customer Service twice
asked for Help at the desk
I am German and the menu was in English
password has to have 12345678 characters
reference to section 21.4.2 of the terms
chat with Support was fine
via WhatsApp 24 hours later
the Lady's toilet was dirty
a Don Quijote of customer care
Liebe Grüße an das ganze Team
PS5 and XBOX 360 games
"""

PERSONAL_2 = """
Ms {Abernathy} would not let me speak
I saw Professor {Nkemelu} on Tuesday
Miss {Tran} in reception deserves a raise
mr {hutchins} was rude
Frau {Yıldız} am Empfang ist ein Schatz
Unser Berater Herr {Öztürk} ist immer erreichbar
Schwester {Agnes} hat mich aufgemuntert
M. {Girard} n'a pas répondu
madame {Rousseau} m'a aidée
Doña {Pilar Ortega} es un encanto
Sra. {Navarro} de atención al cliente
il signor {De Luca} mi ha mentito
my name is {thomas okonkwo}
the name is {Fiona McAllister}
Ich bin {Birgit Hansen} und seit 20 Jahren Kundin
mi nombre es {Alejandro Vega}
il mio nome è {Chiara Greco}
Best wishes, {Eleanor Finch}
Yours sincerely {R. Blackwood}
Yours faithfully, {Mrs Ingrid Solberg}
MfG {Torsten Kühn}
Liebe Grüße {Silke}
Bien cordialement {Amélie Fournier}
Atentamente, {José Ramírez}
cheers, {Tom}
I dealt with {Rebecca} who sorted it
the waiter called {Marco} was brilliant
please visit {8 Kingsway Court, BN3 2PQ}
deliver to {Flat 3, 41 Hanover Square}
{EH12 9DN} has no signal at all
in der {Lindenallee 4a} liegt das Paket nie
Ich wohne {Berliner Straße 112} und es ist laut
aus {80331 München}, keine Filiale mehr
j'habite au {5 bis avenue Victor Hugo}
la dirección es {Avenida de América 33}
{piazza Dante 7}, Napoli
My date of birth is {7 August 1949}
geb. {09.12.1971}
fecha de nacimiento: {22/05/1988}
nato il {3 marzo 1962}
tweet me {@mark_oduya}
twitter: {s_lindqvist7}
look at https://{www.linkedin.com/in/petra-novak}
https://{tracking.example.de/parcel/00340434161094042557}
IP {84.17.52.203} was blocked
claim no {CLM/2024/55871}
membership number {0093 4417 22}
Vertragsnummer {V-8830127}
Mitgliedsnr. {20039488}
número de póliza {ES-4400917}
my reg is {YX19 KLM}
parked my {M-RT 2219} outside
targa {FG456HJ}
national insurance {AB 65 43 21 D}
social security 078-05-1120 is {078-05-1120}
phone {+44 7911 123456} after six
mein Handy {0151 23456789}
móvil {691234567}
cellulare {3381234567}
mail me: {petra punkt novak ät web punkt de}
"""

INNOCENT_2 = """
Mrs and Mr were both on the form, pick one
Herr Gott, war das langsam
the sister ward was cleaner
Frau am Telefon sehr unfreundlich
best wishes for the new shop
kind regards from Yorkshire to all of you
Danke, alles super
Thanks, Brilliant stay
Grüße an die Küche
it is 12 miles to the nearest branch
5 minutes down the road there is another shop
20 streets were closed
the road was closed for 3 days
1000 Leute in der Schlange
50000 Punkte gesammelt
in 2022 kamen 15000 Besucher
due on 31/12/2024, paid on 02/01/2025
geöffnet von 8 bis 20 Uhr
born and bred here
happy birthday to the branch, 50 years
@ 9am there was nobody
sent it @ lunch
our website example.org is down
look at booking.com for the real price
version 2.10.4 broke everything
iOS 17.4.1.2 is not supported
ticket 88213 still open
invoice 2024-0091 was wrong
train ICE 578 stood in Hanau
flight number UA 1175 to Denver
bus 42a, platform 7
room AB12 was locked
policy changes every 3 months
customer since 2004
member for 12 years
claim took 14 weeks
contract runs 24 months
the A38 roadworks
BMW 320 i service was fine
size 42 EU, 8 UK
12345 ist kein Passwort
1.000.000 Euro Gewinn und kein Service
rated 8.5 of 10 by 1200 people
on page 112 of the manual
chapter 4.2.1.3 is unclear
at 14:35:20 the system froze
Tisch 17 hat nie bestellt
Zimmer 12a hat keinen Balkon
Halle 7, Stand 112
Am Freitag 13 Uhr war zu
im Jahr 2021 war es besser
Weg 3 auf der Karte ist falsch
call me old fashioned
text size is too small
ring 3 is scratched
I am Sorry to say it was bad
This is Great
spoke with Billing then with Sales
handled by Reception without fuss
the teacher was Welsh
"""


def personal(lines: str) -> list[tuple[str, list[str]]]:
    """Sentences without the braces, and what stood in them."""
    import re

    return [
        (line.replace("{", "").replace("}", ""), re.findall(r"\{(.*?)\}", line)) for line in lines.strip().split("\n")
    ]


def innocent(lines: str) -> list[str]:
    return lines.strip().split("\n")


# Written after the second set had been looked at and mended by: the last look; three rules were mended after it.
PERSONAL_3 = """
Mr {Adeyemi-Clarke} promised to ring back
the consultant, Dr {Sven Lindqvist}, never came
Ask Mrs {Pemberton} she knows
Frau {Doktor Wieland} hat mir zugehört
Hr. {Baumann} von der Technik kam nicht
an Frau {Kowalczyk-Meier}: vielen Dank
Madame {Benali} au guichet est adorable
Monsieur {le Goff} m'a raccroché au nez
señor {Iglesias}, nunca más
Dott.ssa {Marchetti} molto competente
Hi, my name is {Priya Raman} and my parcel is lost
Guten Tag, mein Name ist {Yusuf Demir}.
mi nombre es {Inés Robledo} y espero respuesta
Sincerely, {Dolores Haze}
Warm regards {Kwame Mensah}
Beste Grüße {Ulrike Thoma}
Hochachtungsvoll {Dr. Ernst Vogel}
Sincères salutations, {Hugo Marchand}
Saludos, {Carmen}
Distinti saluti, {Franco Neri}
I spoke to {Deborah} on Monday
Danke an {Markus} vom Service
my address is {19 Cromwell Terrace}
{CF10 3AT} here, no fibre
Lieferung an {Rosenweg 8, 01307 Dresden} kam nie
{3 impasse du Moulin} à Lyon
{C/ Serrano 48, 3º B}
{viale Mazzini 101}
D.O.B. {23-11-1959}
Geburtsdatum: {1.1.1970}
data di nascita {12/12/1990}
me on X: {@lena.fuchs}
profile https://{xing.com/profile/Lena_Fuchs3}
my ip is {2001:0db8:85a3:0000:0000:8a2e:0370:7334}
client number {C-5590-221}
Policennummer {99 812 345}
patient number {NHS 485 777 3456}
reservation {QX7T9P2} was lost
plate {BD51 SMR}
coche con matrícula {4821 KLP}
codice fiscale {RSSMRA85T10A562S}
my national insurance number is {jk 45 67 89 a}
tel {020 7946 0321}
{+49 (0)151 98765432} abends
{06 12 34 56 78} merci
llámame al {722 345 678}
{r.blake (at) example (dot) org}
{s u e @ e x a m p l e . c o m}
{max unterstrich mustermann at gmx punkt net}
schreib an {kai@example.de}
"""

INNOCENT_3 = """
Sister hospital is better equipped
Mr. Whippy ice cream machine broken? no, all machines broken
der Herr Doktor war in Eile
Frau Kollegin am Telefon war patzig
Doctor on call never came
my name does not fit into the form
the name is on the list already
best wishes to everyone at Christmas
Regards the price, I find it too high
Thanks for nothing
cheers to the kitchen
love Saturdays here
14 Tage gewartet
300 Meter Schlange
3 bis 5 Werktage
Straße 12 Wochen gesperrt
5000 Zeichen reichen nicht
the 5 star hotel has 2 lifts
Room 12 Sea View is worth it
2 Close family members were refused
1 Way ticket cost more
15 Drive in lanes, all shut
Tag 3 vom Urlaub war verregnet
am Montag 4 Stunden gewartet
Im Sommer 30 Grad im Zimmer
via Bluetooth 5 connection drops
version 3.2.1.0 works
born 1980, you know the type
reset at 01.01.2025 lost my points
points: 88210
account closed in 2021
contract 24 months, 39.99 a month
policy 2 years old
flight AF 1148 seat 22C
LH2040 delayed 3:15
ISO 9001 certified
B2B and B2C are different
size XL 54, color RAL 7016
COVID 19 rules
the 9 to 5 crowd
WiFi 6 E router
AB12 is the right aisle
A4 paper, A3 printer
100 % Zustimmung
email sent @ 10:42
was @ my wits end
like amazon.de or zalando.de
look at gmx.net
met at example.com headquarters
10 out of 10 dot com era charm
"""

# Written anew, in six languages and many trades, before the rules were run on it: ten lines a language.
PERSONAL_4 = """
Mrs {Featherstonehaugh} at the vet's was wonderful with our spaniel
spoke to Nurse {Oyelaran} about the dressing
The purser, Mr {Kjeldsen}, upgraded our cabin
please ring {01632 960 155} about the boiler
my old mum lives at {9 Chapel Row, TR18 4AF} and cannot get out
I was born on {2nd of February 1947} and still treated like a child
Policy {HOM/7719/204} refused without a letter
Gym membership no {GX-200417} still being charged
van reg {WN19 OJF} clamped for no reason
drop me a line, {hattie (dot) moss (at) postbox (dot) org}
Herr {Grabowski} vom Finanzamt war ausnahmsweise nett
Frau Dr. {Schäfer-Lund} hat unsere Katze gerettet
ich wohne {Amselweg 23b} und die Tonne wird nie geleert
PLZ {24937}, keine Praxis nimmt mehr auf
meine Steuernummer {93815/08152} stand auf dem Umschlag
Meine Kundennr. {K-30 44 812}
mobil {0176 4455 6677} ab 18 Uhr
mein Sohn, geboren {11.9.2014}, wurde übersehen
Auto {KI-LX 902} zerkratzt
Ihr könnt mich unter {lotte-punkt-ahrens@posteo.de} erreichen
Gruß {Ansgar}
Madame {Vandenbroucke} de la mairie m'a bien reçu
le docteur {Tchamba} nous a rassurés
Je suis {Mireille Castan} et j'attends toujours
j'habite {18 chemin des Vignes, 34070 Montpellier}
né le {3/08/1951}, on me demande encore mes papiers
mon numéro de dossier {2024-AF-55810} est perdu
joignable au {07 68 12 44 90}
plaque {GK-482-ZB} enlevée par la fourrière
écrivez à {paul.arnoux arobase laposte point net}
Amicalement, {Odile}
la enfermera {Rosario Cuenca} se portó de diez
El señor {Belmonte} de la taquilla fue grosero
Soy {Nuria Castells}, socia desde hace años
vivo en {calle Torrijos 41, 2º A}
nací el {14/05/1962} y no me dejan entrar gratis
mi número de socio es {0048-22117}
teléfono {666 01 92 38}
NIE {X1234567L}
matrícula {7745 LMD}
Atentamente, {Joaquín Peris}
il dottor {Frassineti} ha salvato il mio gatto
La signora {Colombo} allo sportello era scortese
Sono {Beatrice Gallo} e aspetto il rimborso
abito in {via dei Mille 27, 56124 Pisa}
nata il {9 giugno 1973}
polizza n. {IT-88 204 771}
cellulare {349 55 12 870}
scrivetemi a {nico.ferrante chiocciola libero punto it}
Cordialmente, {Ottavia Renzi}
Mevrouw {Hoekstra} van de balie was erg aardig
de heer {Van Dijk} heeft mij nooit teruggebeld
Mijn naam is {Femke de Boer} en ik wacht nog steeds
ik woon op de {Lindenlaan 14, 3571 KX Utrecht}
geboren op {7 maart 1985}
klantnummer {NL-440 918}
bel mij op {06-23 45 67 81}
kenteken {XK-914-T}
mail naar {joost.apenstaartje ziggo.nl}
Met vriendelijke groet, {Sanne Visser}
"""

INNOCENT_4 = """
Mrs on the door should read Ms
the doctor's receptionist was short with me
Captain said nothing for two hours
1632 steps to the top and no bench
we live nine miles away and the ferry is full
The 2nd of February was a Sunday and you were shut
Policy on dogs changed without warning
membership doubled to 49.90 a month
van was late, driver friendly
dot matrix printer in 2024, at a tax office
room 204 had no hot water
Cabin 7719 was next to the engine
The 9 o'clock class is full by 8.15
Row 18, seat 4, no legroom
between 2014 and 2019 it was better
Der Herr vom Amt war nett
Frau Wirtin, das Essen war prima
Im Weg 23 Fahrräder und kein Durchkommen
24937 Schritte an einem Museumstag
Steuerbescheid nach 93 Tagen
Kunden 30 bis 40 warteten draußen
176 Seiten Formular
am 11.9.2014 war alles noch besser
Note 2,5 von 5
Schöne Grüße vom See
Ein Gruß aus der Küche war dabei
Madame la mairesse devrait venir voir
le docteur était en vacances
Je suis Française et déçue
Je suis Déçue
18 chemins balisés, aucun entretenu
le 3/08/2021 c'était fermé
un dossier de 55 pages
quai numéro 12, train en retard
07h30, déjà la queue
Merci Beaucoup
la enfermera fue un encanto
El señor de la taquilla fue grosero
Soy Española y no me entendieron
Soy de Valencia, vengo cada año
41 euros por una entrada
el 14/05/2022 no había nadie
socio desde 1998
666 escalones
autobús 7745 lleno
Atentamente atendidos, gracias
il dottore era in ritardo
La signora allo sportello era scortese
Sono Italiano e non capivo il menù
Sono Delusa
via Internet in 5 minuti
il 9 giugno 2023 era chiuso
polizza cara e inutile
349 euro per una notte
Cordialmente accolti da tutti
Mevrouw aan de balie was erg aardig
de heer achter de kassa was nors
14 lanen en geen bankje
maart 1985 was ik hier voor het eerst
Met vriendelijke mensen aan de balie
"""

# Written after the fourth had been mended by; no rule was changed for it.
PERSONAL_5 = """
Mr {Tolliver} from the library lent me his own glasses
Kind regards {Imogen Slater}
our terrace is at {22 Mill Street, OL6 9QR}, no collection since May
my dob is {04/09/1990}, the form refuses it
call {0117 496 0220} and ask for me
Frau {Niemeyer} aus der Bücherei hat alles gefunden
der Herr {Stanek} an der Kasse war pampig
ich heiße {Rüdiger Falk}
Mitgliedsnummer {SV-20-3391}
geb. {30.01.1966} in Kiel
schreiben Sie an {w.lorenz (ät) mailbox (punkt) org}
M. {Delacroix} de l'agence ne répond jamais
Je suis {Théo Marchal}, abonné depuis dix ans
{7 place Bellecour} à Lyon
née le {21 mars 1980}
mon numéro de contrat {AX-7742-118}
la doctora {Villalba} explica muy bien
Soy {Irene Cobos} y quiero una solución
avenida {Meridiana 210}
fecha de nacimiento {02-11-1979}
móvil {655 10 20 30}
la dottoressa {Sartori} è preparata
Mi chiamo {Elio Fontana}
{corso Vercelli 18, 20144 Milano}
codice cliente {0077123 A}
nato il {5 agosto 1958}
mevrouw {Brouwer} luistert echt
Ik ben {Thijs Mulder} en woon hier al jaren
{Dorpsstraat 9, 1546 LJ Jisp}
geboren op {12-06-1991}
"""

INNOCENT_5 = """
Captain and crew were lovely
regards from all of us on deck two
22 Mill workers queued with me
dob field does not accept my date
the 0117 line is always engaged
Frau und Mann warten getrennt
der Herr an der Kasse war pampig
ich heiße das nicht gut
Mitglied seit 20 Jahren, nummeriert wie Vieh
Platz 30 war nass
mailbox voll
M comme mauvais
Je suis content
7 places libres sur 200
21 mars, toujours rien
le contrat 24 mois est trop long
la doctora explica muy bien
Soy mayor y no entiendo la máquina
la avenida está en obras desde 2021
02-11-2024 cerrado
655 días sin respuesta
la dottoressa è preparata
Mi chiamano ogni giorno
corso di 18 lezioni, troppo caro
codice 77 dello sportello
5 agosto chiuso per ferie
mevrouw luistert echt
Ik ben tevreden
het dorp heeft 1546 inwoners
geopend op 12-06-2021
"""


PERSONAL_6 = """
The nurse, {Bridget Okafor}, sat with mum all night
Ask for {Gareth} on the parts desk, he knows everything
Please ring me back on {07911 234 876} after six
Our flat is {Flat 3, 118 Gloucester Terrace, W2 6HP}
I'm {Wendy Achebe}, room 12, and nobody came
Booking reference {QX7T4L}, refund still missing
Signed, {T. Abernathy}
write to {t.abernathy at gmail dot com}
Midwife {Joanna} was wonderful, Dr {van Rensburg} was not
My NHS number is {943 476 5919} and they still lost me
Frau Dr. {Achterberg} hat sich viel Zeit genommen
Gruß {Ingeborg Kühnel}
Bitte unter {0171 5583920} zurückrufen
Ich wohne in der {Lindenallee 4a, 04177 Leipzig}
Meine Versicherungsnummer lautet {65 140773 K 008}
Schwester {Ulrike} war ein Engel
Mein Sohn {Matteo Brügge} wurde am falschen Knie operiert
meine Mail: {kuehnel.i@posteo.example}
Der Kollege {Yilmaz} am Schalter war spitze
Kennzeichen {L-IK 482} stand auf dem reservierten Platz
Merci à {Solène} de l'accueil
Mon numéro est le {06 44 18 72 90}
Je m'appelle {Armelle Kerviel} et j'attends toujours
J'habite au {3 bis impasse des Tanneurs, 35000 Rennes}
Bien à vous, {Gontran Delmas}
Mme {Ouedraogo} au guichet 2 est formidable
contrat no {FR-2291-883}
écrivez à {armelle.k@orange.example}
née le {2/11/1969} à Brest
Le docteur {Benchetrit} explique tout
Don {Anselmo} de la ventanilla fue muy paciente
Soy {Remedios Ibarra}, clienta desde 1999
Mi DNI es {48211903T}
Vivo en {calle Alfonso XII 31, 28014 Madrid}
llámenme al {612 447 903}
Atentamente, {Remedios Ibarra}
escríbanme a {reme.ibarra@correo.example}
la enfermera {Nuria} me cogió la mano
nací el {9 de enero de 1957}
número de pedido {ES-7741902}
La signora {Pallavicini} dell'ufficio è scortese
Sono {Ettore Lanzi} e aspetto da un mese
il mio numero è {347 882 1905}
abito in {viale Monza 77, Milano}
codice fiscale {LNZTTR58M05F205Q}
Distinti saluti, {Ettore Lanzi}
scrivetemi a {ettore.lanzi@posta.example}
nato il {05/08/1958}
pratica n. {2023/118845}
l'infermiere {Dario} è stato gentilissimo
Dokter {Hoekstra} nam alle tijd
Mijn naam is {Femke Wiersma} en ik wacht nog steeds
Bel mij op {06 24 81 77 30}
Ik woon op {Prinsengracht 501, 1016 HR Amsterdam}
Met vriendelijke groet, {Bas Oosterling}
klantnummer {NL-558812}
mail naar {femke.w@post.example}
geboren {3 maart 1984}
Bedankt {Sanne} van de balie!
meneer {El Idrissi} was heel behulpzaam
"""

INNOCENT_6 = """
The nurse on duty sat with mum all night
Ask for help on the parts desk, they know everything
We queued from 7 to 9.30 for 12 places
Flat tyre fixed in 118 minutes
I'm happy, room 12 was quiet
The booking reference system is confusing
Signed for by nobody
email at weekends goes unanswered
The midwife was wonderful, the doctor was not
943 people in front of me, I counted
Frau im Beirat fehlt leider
Gruß an die ganze Station
Seit 1987 Kunde, noch nie Probleme
Ich wohne gleich um die Ecke
Die Versicherungsnummer wollte keiner sehen
Schwestern und Pfleger waren Engel
Mein Sohn wurde am falschen Knie operiert
meine Mails bleiben liegen
Der Kollege am Schalter war spitze
A4 gesperrt, B12 auch, 482 Minuten Stau
Merci à tous, continuez
Le numéro vert ne répond pas avant 10 h
Je m'appelle souvent idiote après vos factures
J'habite à trois rues d'ici
Bien à revoir, la signalétique
Mme ou M., la case est obligatoire
contrat de 24 mois, trop long
écrivez plus gros
née ici, jamais vu ça
Le docteur explique tout
Don de gentes el del mostrador
Soy clienta desde 1999
El DNI lo piden tres veces
Vivo en un pueblo sin cobertura
llámenme si hace falta
Atentamente escuchada por todos
el correo llega abierto
la enfermera me cogió la mano
nací con esta empresa, como quien dice
número de pedidos: demasiados
La signora all'ufficio è scortese
Sono stanco di aspettare
il mio numero non lo trovate mai
abito lontano e il treno non passa
il codice fiscale non viene accettato
Distinti e cortesi, complimenti
scrivetemi quando volete
nato come servizio, finito come truffa
pratica chiusa dopo 118 giorni
l'infermiere è stato gentilissimo
De dokter nam alle tijd
Mijn naam stond verkeerd op de pas
Bel mij gerust
Ik woon er naast en hoor alles
Met vriendelijke groeten kom je er niet
het klantnummer werkt niet
mail wordt niet gelezen
geboren en getogen klant
Bedankt allemaal van de balie!
meneer aan de balie was heel behulpzaam
"""


PERSONAL_7 = """
our driver, {Kwame Boadi}, waited until we found the dog
ask for {Siobhan} in lost property
my daughter {Freya Lindqvist} left her inhaler on board
confirmation code {ZK4M8P} still says pending
Kudos to {Tamara} from the night desk
{Flat 9, 40 Canal Street, M1 3HE} has had no water since Friday
signed: {Rajiv Menon}
meine Tochter {Leonie Kasper} wartet seit Mai auf einen Platz
die Kollegin {Özdemir} hat alles erklärt
Gruß, {Falk Wendland}
IBAN {DE89 3704 0044 0532 0130 00} stimmt, trotzdem keine Zahlung
unsere Hebamme {Petersen} war Gold wert
Merci à {Bastien} de la billetterie
l'infirmier {Clovis} a pris son temps
ma fille {Apolline} a attendu trois heures
contactez-moi au {07 61 22 90 14}
Rue? {18 rue du Faubourg, 69003 Lyon}
gracias a {Encarna} de la secretaría
mi hijo {Ander Goikoetxea} sigue sin plaza
la comadrona {Itziar} nos ayudó mucho
mi DNI {71509382K} no lo acepta la web
escríbanme a {ander.g@buzon.example}
l'ostetrica {Mirella} è stata un angelo
mia figlia {Ginevra} aspetta da marzo
grazie a {Tiziana} della reception
Cordiali saluti, {Fosco Bertani}
mijn zoon {Jurre} kreeg het verkeerde kaartje
collega {Van Houten} wist overal raad op
Bedankt {Lieke} van het loket
{Oudegracht 231, 3511 NK Utrecht} staat nog steeds verkeerd
"""

INNOCENT_7 = """
our driver, who was early, waited until we found the dog
ask for a refund in lost property
my daughter left her inhaler on board
confirmation code never arrived
Kudos to everyone from the night desk
40 canal boats, no water since Friday
signed: nothing, as usual
meine Tochter wartet seit Mai auf einen Platz
die Kollegin hat alles erklärt
Gruß aus dem Stau
3704 Schritte bis zum Gate
unsere Hebamme war Gold wert
Merci à toute l'équipe de la billetterie
l'infirmier a pris son temps
ma fille a attendu trois heures
contactez-moi quand vous voulez
la rue du Faubourg est fermée
gracias a todos los de la secretaría
mi hijo sigue sin plaza
la comadrona nos ayudó mucho
el DNI no lo acepta la web
escríbanme más claro
l'ostetrica è stata un angelo
mia figlia aspetta da marzo
grazie a tutti della reception
Cordiali ma lenti
mijn zoon kreeg het verkeerde kaartje
mijn collega wist overal raad op
Bedankt voor de hulp van het loket
de gracht staat nog steeds vol
"""
