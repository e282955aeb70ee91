"""Sentences as people write them into surveys, made by a small grammar; a part of what the default scorer learns from.

Published sets praise telephones, restaurants and films. Nobody there answers "What should we improve?", so "nothing to
improve", "no complaints" and "great, another delay" hardly occur. These sentences were written for this project. The
tone is known by construction: 1 positive, 0 negative, 0.5 neither; 0.25 for what asks for more and
leaves open whether it blames.
"""

import random

__all__ = ["survey_sentences"]

THINGS = (
    "the service,the staff,your team,the support,the hotline,the app,the website,the delivery,the driver,the invoice,"
    "the order,the product,the store,the checkout,the booking,the reception,the room,the technician,the repair,the "
    "contract,the price,the information,the training,the onboarding,the account,the portal,the response,the parcel,the "
    "consultation,the appointment,the office,the documentation,the installation,the update,the packaging,my manager,"
    "the communication,the claim,the refund process,the menu,the instructor,the clinic,the nurse,the parking,the queue"
).split(",")
PEOPLE = (
    "staff,the team,the agent,the person on the phone,everyone,the technician,the receptionist,my contact,the driver,"
    "the adviser,the people at the desk,the nurse,the shop assistant,management,the instructor,the engineer"
).split(",")
GOOD = (
    "good,great,excellent,friendly,helpful,quick,fast,easy,clear,professional,polite,reliable,competent,smooth,"
    "efficient,very good,really helpful,super friendly,perfect,outstanding,pleasant,well organised,fair,patient,"
    "attentive,simple to use,spot on,first class,a pleasure,better than expected,always on time,knowledgeable,clean,"
    "welcoming,impressive,transparent"
).split(",")
BAD = (
    "bad,poor,slow,rude,unhelpful,confusing,expensive,late,complicated,unclear,unfriendly,terrible,awful,a nightmare,"
    "really slow,far too expensive,a joke,unreliable,chaotic,outdated,frustrating,disappointing,incompetent,impossible "
    "to reach,badly organised,overpriced,a mess,a disgrace,not up to standard,useless,too complicated,always late,"
    "dirty,broken again,unprofessional,hard to understand,understaffed,buggy,full of errors,worse than last year,"
    "arrogant,a waste of time"
).split(",")
PROBLEMS = (
    "problem,issue,complaint,delay,error,fault,difficulty,hassle,mistake,bad experience,hiccup,surprise,trouble,hidden "
    "fee"
).split(",")
# What is said of what is eaten, lived in, worn, used, treated; (things, good, bad).
SECTORS = tuple(
    tuple(part.split(",") for part in line.split("|"))
    for line in (
        "the food,the meal,the soup,the pasta,the breakfast,the coffee,the steak,the salad,the dessert,the pizza,the "
        "menu,the fish,the chicken,the sauce,the rice,the burger|delicious,tasty,fresh,full of flavor,flavorful,"
        "perfectly cooked,hot and fresh,yummy,mouth watering,generous,authentic,amazing,to die for,worth every penny|"
        "bland,tasteless,cold,overcooked,undercooked,soggy,stale,greasy,dry,burnt,salty,raw in the middle,rubbery,"
        "flavorless,lukewarm,gross,tiny,inedible,like cardboard,mushy,overpriced",
        "the room,the bed,the bathroom,the lobby,the place,the restaurant,the atmosphere,the table,the view,the "
        "waiting area,the shop,the pool|clean,cozy,comfortable,quiet,spotless,spacious,relaxing,inviting,charming,"
        "cute,beautiful,modern|filthy,noisy,smelly,cramped,uncomfortable,freezing,dirty,run down,depressing,sticky,"
        "crowded,disgusting,tired,dark",
        "the phone,the battery,the headset,the charger,the case,the screen,the sound,the reception,the keyboard,the "
        "cable,the camera,the volume,the car kit,the earpiece|durable,sturdy,crisp,clear as a bell,comfortable,light,"
        "easy to set up,long lasting,well made,solid,loud enough,sharp,responsive,works great,does what it says|"
        "flimsy,defective,cheap,muffled,uncomfortable,dead after a month,broken out of the box,too quiet,blurry,"
        "unusable,junk,worthless,full of static,hard to hear,loose,poorly made,dead,garbage,crap,does not charge,"
        "doesn't fit,stopped working",
        "the doctor,the nurse,the server,our waiter,the waitress,the owner,the cashier,the host,the bartender,the "
        "manager,the teacher,the salesman|attentive,caring,kind,gentle,thorough,warm,funny,prompt,courteous,on top of "
        "things,a gem,very sweet|inattentive,careless,rough,condescending,annoyed,clueless,lazy,pushy,cold,bored,"
        "dismissive,nowhere to be seen,disrespectful,indifferent,short with us",
    )
)
SECTOR_FORMS = (
    "{thing} was {x}|{thing} is {x}|{thing} were so {x}|{x}|{thing} and {thing2} were {x}|{thing} was {very} {x}|"
    "{verdict}, {thing} was {x}|{thing} was {x} and {y}|{verdict}"
).split("|")
GOOD_VERDICTS = (
    "loved it,loved this place,would go again,we will be back,a great deal,good value,great bargain,a must,my favorite,"
    "best purchase ever,excellent choice,worth the drive,a winner,I'm impressed,glad I bought it,so happy I found it,"
    "could not be happier,works perfectly,two thumbs up,hands down the best,what a treat,highly recommended"
).split(",")
BAD_VERDICTS = (
    "hated it,won't go back,never again,a rip off,what a waste,don't bother,do not buy,save your money,a big "
    "disappointment,big mistake,I regret buying it,I want my money back,left hungry,walked out,we left,sent it back,"
    "returned it,threw it away,it broke after a week,stopped working,lasted two days,sick afterwards,very disappointed,"
    "I'm done,worst ever,not impressed,I was not happy,nothing special,not for me,just don't,I won't be back,it didn't "
    "work,not what we ordered,not again"
).split(",")
OPENERS = ["", "", "", "", "honestly, ", "overall ", "so far ", "I think ", "in my view ", "this time ", "to be fair, "]
CLOSERS = ["", "", "", "", ".", ".", "!", "!!", " thanks", ". Thank you", " :)", ". Regards"]
SAD_CLOSERS = ["", "", "", ".", ".", "!", "!!!", "...", " :(", ". Thanks", ". Regards", "?!"]

PRAISE = (
    "nothing to improve|nothing needs improving|I have nothing to complain about|nothing to complain about|keep it up|"
    "keep up the good work|no complaints|no complaints at all|no complaints from me|can't complain|cannot fault "
    "{thing}|could not ask for more|nothing, everything is fine|nothing, it was all {good}|all fine|all good|"
    "everything {good}|never had a {problem}|never had any {problem} with {thing}|no {problem} whatsoever|not a single "
    "{problem}|without any {problem}|{thing} worked without a {problem}|zero {problem}s|not bad at all|not bad|{thing} "
    "is not bad|{thing} was not {bad} at all|it wasn't {bad} as I had feared|I wouldn't change a thing|would not "
    "change anything|stay as you are|{thing} is fine as it is|five stars|10/10|can only recommend|would recommend to "
    "anyone|I will definitely come back|I recommend you to all my friends|I was served within minutes|no waiting at "
    "all|hardly any wait|they answered within an hour|solved on the first call|solved my {problem} right away|fixed "
    "the {problem} the same day|got my money back without a {problem}|{person} went out of their way to help|{person} "
    "took the time to explain everything|{person} really listened|{person} knew what they were talking about|I felt "
    "welcome|I felt taken seriously|always someone there to help|arrived a day early|much better than before|it has "
    "improved a lot|huge improvement|a lot better than the competition|I like {thing}|I love {thing}|happy with "
    "{thing}|very satisfied with {thing}|more than satisfied|pleasantly surprised by {thing}|{thing} couldn't be "
    "better|it couldn't have been easier|never let me down|you can rely on {person}|{thing} saves me a lot of time|"
    "works like a charm|what a {good} experience|thank you for {thing}, it was {good}|{thing} gets better and better|I "
    "don't regret it for a second|no need to wait|no queue, no fuss|hard to fault|the best {thing_bare} I have had|"
    "never once had to wait|my {problem} was handled {well}|thanks to {person} it was {good}|no reason to leave|I "
    "would not go anywhere else|{person} never made me feel rushed|nothing but praise for {person}|it hasn't let me "
    "down|{person} has never let me down|{thing} never failed me|never been declined|never been refused|has never been "
    "late|never had to chase {person}|never had to complain|never been disappointed|{person} never keeps me waiting|"
    "10/10|9/10|8/10|10 out of 10|it could be worse|you can't go wrong|delivered as promised|five stars|100%|top "
    "marks|full marks|first class|spot on|thumbs up|{thing} is better than "
    "elsewhere|better than expected|quicker than I thought|arrived on time|{person} explained everything|{person} kept "
    "me informed|does what it says|{thing} does the job|{person} knew what to do|answered all my questions|always on "
    "time|I don't think you could do any better|no one could do better|could not find anything negative to say|I "
    "cannot "
    "think of any improvements|there is nothing you could have done better|can't see what could be improved|couldn't "
    "have been more helpful|could not be more pleased|never regretted it"
).split("|")
BLAME = (
    "great, another {problem}|great, another delay|wonderful, the app is down again|brilliant, closed again|thanks for "
    "nothing|thank you for nothing|well done for losing my order|nice work, three weeks and still nothing|"
    "congratulations on the slowest {thing_bare} ever|so much for good service|good luck reaching {person}|yeah right, "
    "customer friendly|lovely, one more form to fill in|fantastic, now I can start all over|perfect timing, down on "
    "payday|what service?|call this service?|is anybody there?|why does nobody answer?|the queue is too long|queue too "
    "long|waited an hour|waited 40 minutes on hold|still waiting for an answer|still no reply after three weeks|nobody "
    "called back|no one answers the phone|never got a reply|on hold forever|took weeks to get a refund|takes forever|"
    "takes far too long|it took three calls to fix one {problem}|had to call four times|had to explain everything "
    "again|passed around from one person to the next|I had to chase {person} for weeks|had to fill in the same form "
    "twice|sent from counter to counter|{thing} should be faster|{thing} should be cheaper|{thing} could be better|"
    "{thing} could be clearer|{thing} needs to be improved|needs improvement|room for improvement|couldn't be worse|it "
    "could not be worse|it can't get any worse|{thing} needs work|wish {thing} was quicker|I wish {person} would "
    "listen|I wish somebody would call back|please answer the phone|be honest about fees|train your staff|fix {thing}|"
    "fix the app|stop changing {thing}|answer e-mails|it would help if {person} cared|would be nice if someone "
    "answered|not {good}|{thing} is not {good}|{thing} was not {good} at all|far from {good}|anything but {good}|not "
    "what I was promised|not worth the money|not worth it|never again|I will not be back|I am leaving|closing my "
    "account|switching to another provider|would not recommend|I can't recommend {thing}|avoid|stay away|waste of "
    "money|a {problem} every single time|one {problem} after the other|always a {problem} with {thing}|{thing} never "
    "works|{thing} doesn't work|{thing} keeps crashing|crashes every time|does not load|nothing works|nobody cares|"
    "nobody knows anything|{person} couldn't care less|{person} had no idea|{person} hung up on me|{person} ignored me|"
    "{person} was of no help|no help at all|no apology|no explanation|no one took responsibility|was charged twice|"
    "charged me for nothing|hidden fees|the bill was wrong again|too many {problem}s|too much paperwork|too expensive "
    "for what you get|more expensive every year|it gets worse|used to be better|going downhill|not as good as it used "
    "to be|I expected more|I expected better from you|it could have been so easy|no improvement since last year|"
    "nothing has changed|nothing ever changes|everything|where to begin|I felt like a number|lost my {problem} form|"
    "1/10|2/10|0 out of 10|one star|zero stars|thumbs down|{thing} let me down|they let me down again|was declined "
    "again|my card was refused|will never go back|I won't be going back|never using them again|never again will I use "
    "{thing}|last time I use {thing}|used to be {good}|{thing} used to be better|worse than elsewhere|not as {good} as "
    "before|slower than ever|could do better|{thing} could do with improving|it did not get better|nothing was done to "
    "improve it|no better than before|lost my parcel|arrived broken|arrived two weeks late|lack of information|lack "
    "of communication|missing parts|poor "
    "{thing_bare}|{thing} lets you down|I had to do it myself"
).split("|")
REQUESTS = (
    "hire more staff|more staff|more staff please|shorter waiting times|less waiting|faster {thing_bare}|lower prices|"
    "lower the prices|less paperwork|fewer forms|open earlier|better {thing_bare}|better {thing_bare} needed|more "
    "{thing_bare} please|cheaper {thing_bare}|more training for {person}|more information about {thing}|a better "
    "{thing_bare}|more time for {thing}|quicker answers|simpler forms|longer opening hours|reduce the {problem}s|"
    "reduced waiting times|being able to reach {person}|not having to wait|"
    "clearer {thing_bare}|{thing_bare} that works|keep people updated|listen to {person}|be more {good}|improve "
    "{thing}|"
    "improved {thing_bare}|speed up {thing}|make {thing} easier|get better {thing_bare}|arrive on time|answer the phone"
).split("|")
NEITHER = (
    "thanks|thank you|many thanks|regards|kind regards|thanks in advance|thank you for your time|thanks for asking|"
    "thanks and regards|thank you for reading|I visited on {day}|I called on {day}|I was there with my {kin}|this is "
    "about {thing}|about {thing}|I have used {thing} twice|I ordered two of them|I am a customer since 2019|I have "
    "been with you for three years|my {kin} uses it too|I use the app on my phone|I spoke to {person}|it is near the "
    "station|we came by car|I paid by card|I chose the small one|it opens at nine|the form has two pages|I received a "
    "letter|{thing} was as described|it is okay|it was ok|average|as expected|neither good nor bad|so so|it depends|"
    "some things are good, others are not|sometimes good, sometimes bad|mixed|normal|standard|it does what it should|"
    "no opinion yet|too early to say|I have not used {thing} yet|see above|same as last time|I do not use {thing}|the "
    "{thing_bare}|I picked it up on {day}|there are three branches in town|I have two accounts|I usually go on {day}|I "
    "signed the contract in May|the meeting was moved to {day}|my {kin} told me"
).split("|")
MIXED_TO_BAD = "{Thing} is {good} but {thing2} is {bad}|{person} was {good}, but {thing2} was {bad}".split("|")
MIXED_TO_GOOD = "{thing} was {bad} at first, but now it is {good}|a bit {bad} but {person} was {good}".split("|")
STATE = (
    "{thing} is {x}|{thing} was {x}|{person} was {x}|{x}|{x} {thing_bare}|I find {thing} {x}|{thing}: {x}|{person} is "
    "{x}"
).split("|")


def survey_sentences(n: int = 6_000, seed: int = 4) -> list[tuple[str, float]]:
    """Distinct sentences with their tone.

    >>> survey_sentences(3)[0][1] in (0.0, 0.25, 0.3, 0.5, 0.7, 1.0)
    True
    """
    draw = random.Random(seed)
    kinds = (
        ("praise", PRAISE, 1.0, 24), ("blame", BLAME, 0.0, 26),
        ("request", REQUESTS, 0.25, 6), ("good", STATE, 1.0, 15), ("bad", STATE, 0.0, 13),
        ("neither", NEITHER, 0.5, 12), ("to bad", MIXED_TO_BAD, 0.3, 3), ("to good", MIXED_TO_GOOD, 0.7, 3),
        ("sector good", SECTOR_FORMS, 1.0, 14), ("sector bad", SECTOR_FORMS, 0.0, 16),
    )  # fmt: skip
    made: dict[str, float] = {}
    while len(made) < n:
        name, forms, tone, _ = draw.choices(kinds, weights=[kind[3] for kind in kinds])[0]
        things, good, bad = draw.choice(SECTORS) if name.startswith("sector") else (THINGS, GOOD, BAD)
        thing, side = draw.choice(things), good if name.endswith("good") else bad
        text = draw.choice(forms).format(
            thing=thing, Thing=thing, thing2=draw.choice(things), thing_bare=thing.split(" ", 1)[1],
            person=draw.choice(PEOPLE), problem=draw.choice(PROBLEMS), good=draw.choice(GOOD), bad=draw.choice(BAD),
            x=draw.choice(side), y=draw.choice(side), very=draw.choice(("very", "so", "really", "just", "a bit")),
            verdict=draw.choice(GOOD_VERDICTS if tone > 0.5 else BAD_VERDICTS),
            well=draw.choice(("well", "quickly", "with care")),
            day=draw.choice(("Monday", "Tuesday", "Friday", "a Saturday")), kin=draw.choice(("wife", "son", "team")),
        )  # fmt: skip
        opener = draw.choice(OPENERS)
        closer = draw.choice(SAD_CLOSERS if tone < 0.4 else CLOSERS if tone > 0.6 else ("", ".", ". Thanks"))
        text = (opener + text)[:1].upper() + (opener + text)[1:] if draw.random() < 0.6 else opener + text
        text = text.upper() if draw.random() < 0.03 else text
        made.setdefault((text + closer).strip(), tone)
    return list(made.items())
