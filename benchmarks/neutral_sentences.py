"""Statements without a side, as people write them into surveys: facts, what others do, proposals, questions, thanks.

Published sets of praise and blame hold nothing else, and a scorer that learned from them alone finds a side in "Open a
second desk at noon". These sentences were written for this project. The forms follow the kinds of neutral clauses in
the training part of Harbour Bank's sample; neither its held-out clauses nor its names, touchpoints or words are in
here. Beside them stand sentences that begin in the same way and do take a side, so that the first words alone decide
nothing.
"""

import random

__all__ = ["neutral_sentences", "sided_twins"]

_ELSEWHERE = (
    "the shop across the road,my old provider,another airline,the clinic in the next town,other hotels,the competition,"
    "my previous employer,other universities,our neighbours,Northfield,Alder Lines,Kestrel,my sister's gym,other firms,"
    "most suppliers,the library in my home town,other shops,the big chains,Tallis Mobile,my son's school,other cities"
).split(",")
_DOES = (
    "{has} a {channel} for questions|{sends} the {paper} by {medium}|{lets} you choose the {detail}|{shows} the "
    "{detail} on a screen|{charges} nothing for {extra}|{asks} for the {detail} only once|{gives} every customer a "
    "named contact|{offers} {extra} in {place}|{uses} a {channel} for that|{sends} a {paper} every {period}|{trains} "
    "new people for {some} weeks|{lets} staff decide up to {some} hundred|{puts} the {plural} on one page|{has} "
    "{extra}|{lets} you change the {detail} in the {channel}|{lets} you follow the {paper} online|{gives} you a "
    "{thing} instead of a {paper}|{pays} its people by the hour|{delivers} on {day}|{has} no {spot}|{accepts} {plural} "
    "in any {place}"
).split("|")
_ASK = (
    "open the {place} on {day}|add a {channel}|add {extra}|add a list of {plural} to the {channel}|put the {detail} on "
    "the {paper}|put a {thing} next to the {spot}|put the {plural} in one place|show the {detail} in the {channel}|"
    "show us the {plural} before {day}|send the {paper} by {medium}|send a reminder a {period} before|send one {paper} "
    "a {period}|tell us the {detail} in advance|tell people how long it will take|tell new colleagues about the "
    "{plural}|let me choose the {detail}|let me see my {plural} online|let us change the {detail} ourselves|let us "
    "decide on {plural} ourselves|let staff try the {channel} first|let customers pick the {thing}|give everyone a "
    "copy of the {paper}|give us a {channel}|give new people a {thing} in the first {period}|give the {spot} its own "
    "phone number|offer {extra}|offer a {channel} in other languages|offer {extra} to students|start a {channel}|start "
    "a {extra_bare} scheme|start earlier in the {time}|bring the {spot} to the ground floor|make the {paper} available "
    "as a file|make a version of the {channel} for larger screens|use one {paper} for all {plural}|use larger print on "
    "the {paper}|use the same {detail} everywhere|introduce {extra}|introduce a {channel}|move the {spot} closer to "
    "the {place}|move the {paper} into the {channel}|merge the two {plural}|ask us before you change the {detail}|ask "
    "for the {detail} once|train the new ones on the {channel}|test the {channel} with a few of us|share the {plural} "
    "with the other teams|include a {thing} with the {paper}|print the {detail} on the {thing}|extend the deadline by "
    "a {period}|raise the limit to {some} hundred|reduce the {plural} from ten to five|allow {extra}|set up a "
    "{channel}|explain the {detail} on the first page|replace the {paper} with a {channel}|split the {paper} in two|"
    "keep the {spot} open in the {time}|keep one day a {period} free for {plural}|have a {thing} at the {spot}|have "
    "someone at the {spot} in the {time}|invite us to the {period}ly meeting|write the {paper} in two languages|"
    "provide {extra}|drop the {thing}|drop the {period}ly {paper}|scrap the {paper}|allow payment by {medium}|a "
    "{channel} with the {plural}|a {thing} at the {spot}|more {plural} in the {time}|more training on the {channel}|"
    "longer opening hours on {day}|an {extra_bare} for families|one {paper}, one page|one contact for all {plural}|the "
    "same {detail} in every {place}|{extra}|a {channel}"
).split("|")
_ASK_FRAMES = (
    "{ask}|{ask}|{ask}|{ask}|{ask}|please {ask}|you could {ask}|maybe {ask}|perhaps {ask}|my suggestion: {ask}|"
    "suggestion: {ask}|I suggest that you {ask}|I would {ask}|we could {ask}|one idea: {ask}|{ask}, for example|{ask}, "
    "please"
).split("|")
_FACT = (
    "I visited on {day}|we went there on {day} with the children|I called at {hour}|I wrote to you by {medium}|I "
    "ordered {some} of them|I bought it for my {kin}|I have been a customer for {some} years|I have worked here since "
    "last {period}|my {kin} works there|the {spot} is closed on {day}|I waited five minutes|it took ten minutes|I paid "
    "the fee by {medium}|I had a question about the {detail}|the price is on the {thing}|I use the {channel} once a "
    "{period}|I use it at home and at work|I pay by {medium}|I got a {paper} last {period}|we received the {paper} by "
    "{medium}|the {paper} came on {day}|the {paper} has {some} pages|the {paper} lists the {plural}|the {spot} is on "
    "the second floor|the {spot} opens at {hour}|the {spot} is next to the {place}|there are {some} {plural}|there is "
    "a {thing} at the {spot}|there was a {thing} in the {place}|it comes with a {thing}|it is made of metal|it comes "
    "in three colours|the {channel} is new|the {channel} asks for the {detail}|the {detail} was changed last {period}|"
    "the meeting was moved to {day}|we changed the {detail} in the {time}|I spoke to someone at the {spot}|I spoke "
    "with a man at the {spot} on {day}|my {kin} told me about it|my {kin} uses it too|I was there with my {kin}|we "
    "stayed {some} nights|we ordered the {thing} and a coffee|I took the bus from the {place}|we came by car|I live "
    "near the {place}|I have two {plural}|I signed up for {extra}|I chose the small one|I tried the {channel} and then "
    "the {spot}|they asked me for the {detail}|they sent me to the {spot}|she gave me a {paper} to sign|he took down "
    "the {detail}|I filled in the {paper}|I read about it in the newspaper|I heard of it through my {kin}|the contract "
    "runs until next {period}|my contract ends in May|we have {some} people in the team|our team sits in the {place}|"
    "the training took place in the {time}|I do most of it by {medium}|I mainly use it for {plural}|it is about the "
    "{paper}|this is about the {detail}|my question concerns the {detail}|I work part time|I am in the {place} team|I "
    "only use the {channel}|we have a {channel} for that|the order had {some} items|it was my first visit|it was {day} "
    "{time}|I compared it with {some} others|it depends on the {detail}|that depends on who is at the {spot}|I have no "
    "preference|both are about the same|it is the same everywhere|about what I expected|nothing has been decided yet|I "
    "am still thinking about it|I have not used the {channel} yet|we will see in a {period}|the rest I do not know|I "
    "cannot compare|it varies|too early to tell|some do, some don't|average|okay|normal|so so|neither good nor bad|as "
    "usual|medium|it was ok|it's all right|50/50"
).split("|")
_QUESTION = (
    "when does the {spot} open on {day}?|do you offer {extra}?|can I change the {detail} in the {channel}?|is there a "
    "{channel}?|where do I find the {plural}?|what is the {detail} for?|who decides on the {plural}?|will there be "
    "{extra} next {period}?|how do I get a copy of the {paper}?|is it possible to pay by {medium}?|which {paper} do I "
    "need?|does the {channel} show the {detail}?"
).split("|")
# A matter named and nothing said of it.
_TOPIC = (
    "{channel}|the {channel}|the {spot}|{detail}|the {detail}|{plural}|the {plural}|the {paper}|my {paper}|{extra}|the "
    "{channel} and the {spot}|the {place}|{thing}|see {paper}|everything about the {plural}|mainly the {detail}|mostly "
    "{plural}|the app|the website|the service|the staff|the price|prices|the queue|the bill|my account|customer "
    "service|the call centre|the delivery|the product"
).split("|")
_CLOSING = (
    "thanks|thank you|thank you very much|many thanks|thanks a lot|thx|cheers|regards|kind regards|best regards|best "
    "wishes|yours sincerely|thanks in advance|thanks for asking|thank you for asking|thanks for reading|thank you for "
    "your time|thanks for the survey|thank you for the opportunity|thanks and regards|many thanks in advance|thanks "
    "again|thank you all|dear team|dear sir or madam|hello|hi|good morning|ok|okay|ok thanks|okay, thanks|ok thank you|"
    "fine thanks|fine, thank you|see you|all the best|bye|please call me|please reply by {medium}|please see the "
    "{paper}|see attached {paper}|to whom it may concern"
).split("|")
_SIDED = (
    "I visited on {day} and {bad}|I called at {hour} and {bad}|I wrote to you by {medium} and {bad}|I have been a "
    "customer for {some} years and {bad}|the {paper} came on {day} and {bad}|I use the {channel} once a {period} and "
    "{bad}|{who} answers within a day, you {never}|{who} does it in a day, you need {some} weeks|{who} is cheaper and "
    "faster than you|{who} treats people better|unlike {who}, you {never}|let me tell you, {bad}|open your eyes, {bad}|"
    "give me a break, {bad}|stop ignoring us|stop lying to your customers|stop wasting our time|the {spot} is always "
    "{worse}|the {channel} is {worse}|the {paper} is {worse}|the {detail} is {worse}|there is never anyone at the "
    "{spot}|the {channel} could be quicker|the {channel} could be better|could be quicker|could be better|could be "
    "friendlier|could be cheaper|could do better|the {spot} should be cleaner|should be cheaper|it should be easier to "
    "find the {plural}|why is the {channel} so {worse}?|when will the {channel} finally work?|do you ever answer?|"
    "thanks for nothing|thanks, but {bad}|thank you for ruining my {day}|ok, but {bad}|please fix the {channel}, {bad}|"
    "{bad}"
).split("|")
_SIDED_GOOD = (
    "I visited on {day} and {good}|I called at {hour} and {good}|I have been a customer for {some} years and {good}|"
    "the {paper} came on {day} and {good}|I use the {channel} once a {period} and {good}|{who} could learn from you|"
    "you are better than {who}|I left {who} for you and {good}|unlike {who}, you {always}|let me tell you, {good}|give "
    "them a pay rise, {good}|keep going, {good}|the {spot} is always {better}|the {channel} is {better}|the {paper} is "
    "{better}|the {detail} is {better}|there is always someone at the {spot}|thank you for the {better} help|thanks to "
    "the people at the {spot}, {good}|thanks, {good}|thank you so much, {good}|ok, {good}|open, honest and {better}|it "
    "could not be quicker|could not be better|couldn't be happier|{good}"
).split("|")
_BAD = (
    "nobody answered,nobody helped me,it was a waste of time,I am still waiting,they were rude,nothing happened,the "
    "line was dead,I had to start again,it did not work,it was wrong again,it gets worse,I am not happy,nobody knew "
    "anything,it crashed,it took ages,I had to pay twice,I was ignored,it is always late,I regret it,I am leaving,it "
    "was dirty"
).split(",")
_GOOD = (
    "it was sorted in minutes,they were lovely,it worked first time,I am very happy,everything was fine,never had a "
    "problem,it was a pleasure,I got help at once,they knew the answer,it is great,I love it,it saved me time,I would "
    "do it again,they could not have been kinder,it was perfect,it was quick and easy,I felt welcome,they do a good job"
).split(",")
_SLOTS = {
    "channel": "newsletter,chat,portal,hotline,forum,calendar,help page,dashboard,search box,call-back list,notice "
    "board,phone line,booking page,group chat,wiki,ticket system",
    "paper": "form,letter,receipt,timetable,plan,report,contract,brochure,statement,roster,certificate,menu,guide,"
    "order",
    "medium": "e-mail,post,phone,card,text message,fax,bank transfer,letter",
    "detail": "delivery date,room number,price,address,seat,start date,serial number,password,size,colour,date of "
    "birth,name of the contact,opening time,delivery slot,shift,ingredients",
    "extra": "parking,free parking,gift wrapping,evening classes,home delivery,a mentoring programme,student tickets,"
    "a vegetarian dish,working from home,weekend appointments,bicycle stands,a second monitor,lockers,a trial month,"
    "subtitles,recycling bins,early check-in,a family ticket,video calls,a loyalty card,spare parts",
    "plural": "prices,tickets,orders,dates,rules,shifts,results,courses,devices,deadlines,spare parts,meetings,"
    "records,goals,projects,rooms,documents,recipes",
    "spot": "desk,reception,till,ticket office,help desk,canteen,front desk,information desk,pharmacy,workshop,lounge,"
    "service point",
    "thing": "map,screen,voucher,bench,sign,water fountain,printer,coat rack,suggestion box,charging point,key card,"
    "bag,number,whiteboard,clock",
    "place": "city centre,station,branch,building,lobby,car park,office,school,hall,corridor",
    "period": "day,week,month,quarter,year",
    "day": "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,bank holidays",
    "time": "morning,afternoon,evening,summer,winter,holidays",
    "hour": "seven,eight,nine,ten,noon,half past six,5 pm,8 am",
    "some": "two,three,four,five,six,ten,twelve",
    "kin": "wife,husband,son,daughter,mother,colleague,neighbour,boss,friend",
    "never": "never do,never reply,take weeks,just send a form,do not care,keep me waiting",
    "always": "always answer,care,reply at once,do what you promise,take the time,listen",
    "worse": "slow,closed,useless,confusing,a mess,understaffed,terrible,out of order,outdated,wrong,unclear,a joke",
    "better": "great,friendly,clear,excellent,helpful,reliable,quick,wonderful,easy to use,professional,lovely,useful",
}
_VERBS = (
    "has,sends,lets,shows,opens,charges,asks,gives,offers,publishes,uses,trains,keeps,puts,delivers,decides,accepts,"
    "pays"
).split(",")
_MANY = ("other ", "most ", "our neighbours", "the big chains")
_LEADS = ("", "", "", "", "", "", "well, ", "also, ", "for the record, ", "as far as I know ", "by the way, ")


def _filled(draw: random.Random, form: str, who: str = "they") -> str:
    many = who.startswith(_MANY) or who == "they"
    slots = {name: draw.choice(values.split(",")) for name, values in _SLOTS.items()}
    verbs = {verb: {"has": "have"}.get(verb, verb[:-1]) if many else verb for verb in _VERBS}
    bare = draw.choice(("online", "evening", "exchange", "advance booking", "open day", "early bird"))
    return form.format(**slots, **verbs, who=who, extra_bare=bare, good=draw.choice(_GOOD), bad=draw.choice(_BAD))


def neutral_sentences(n: int = 2_000, seed: int = 5) -> list[str]:
    """Distinct statements that take no side.

    >>> len(set(neutral_sentences(200)))
    200
    """
    draw = random.Random(seed)
    made: dict[str, None] = {}
    kinds = ("fact", "elsewhere", "ask", "question", "closing", "topic")
    while len(made) < n:
        kind = draw.choices(kinds, weights=(32, 18, 33, 4, 6, 7))[0]
        if kind == "ask":
            text = draw.choice(_ASK_FRAMES).format(ask=_filled(draw, draw.choice(_ASK)))
        elif kind == "elsewhere":
            who = draw.choice(_ELSEWHERE)
            does = _filled(draw, draw.choice(_DOES), who)
            text = f"at {who} they {_filled(draw, draw.choice(_DOES))}" if draw.random() < 0.2 else f"{who} {does}"
        else:
            text = _filled(
                draw, draw.choice({"fact": _FACT, "question": _QUESTION, "closing": _CLOSING, "topic": _TOPIC}[kind])
            )
        text = (draw.choice(_LEADS) if kind in ("fact", "elsewhere") else "") + text
        made.setdefault(_as_written(draw, text, ("", "", "", ".", ".", "!" if kind == "closing" else "")))
    return list(made)


def sided_twins(n: int = 1_000, seed: int = 6) -> list[tuple[str, float]]:
    """Distinct statements that begin like neutral ones and take a side, with their tone (1 or 0).

    >>> {tone for _, tone in sided_twins(50)} == {0.0, 1.0}
    True
    """
    draw = random.Random(seed)
    made: dict[str, float] = {}
    while len(made) < n:
        tone = float(draw.random() < 0.45)
        text = _filled(draw, draw.choice(_SIDED_GOOD if tone else _SIDED), draw.choice(_ELSEWHERE))
        made.setdefault(_as_written(draw, text, ("", "", ".", ".", "!")), tone)
    return list(made.items())


def _as_written(draw: random.Random, text: str, closers: tuple[str, ...]) -> str:
    text = text[:1].upper() + text[1:] if draw.random() < 0.6 else text
    return text if text.endswith("?") else text + draw.choice(closers)
