"""Comments to firms that nobody learned from: a vet, a ferry, a tax office, a gym, a museum.

Written with their labels before a score was looked at; three labels were set right afterwards, since a "nothing" with
praise behind it is praise. A line is what the question asked for (open, praise, improve, why), the tone that the writer
meant (+ praise, - blame or a wish, 0 no side), and the comment; "." stands for what is no answer, "!" for "there is
nothing to improve". The second list was written when the first had been read and the cues mended by it; each of its
comments tells what happened, and hardly a word of them is kind or unkind by itself.
"""

LINES = """
open + The vet sat on the floor with our old dog and took her time.
open - They charged for two consultations although we were in the room for five minutes.
open 0 My cat was vaccinated here in April.
open + Rabbit is eating again, can't thank them enough
open - Rang at 7, rang at 8, rang at 9: engaged.
open + She spotted the lump that two other practices missed
open - Left with more questions than I came with
open 0 There are two practices in our village and I have used both.
open + Never once felt rushed with my nervous greyhound
open - 10 days for a blood result, really?
open + Crossing was calm and the cabin spotless
open - Seats ripped, toilets flooded before we had even left harbour
open 0 We took the night boat with a caravan and two bikes.
open - The barrier came down in front of us and no explanation was given
open + Loading was quicker than on any other route we use
open - Used to be a pleasure, now it is a cattle truck
open + The kids loved the film corner, and we got a nap
open 0 Same price as last year
open - will never sail with them again
open + will sail with you again next summer for sure
open - I have now sent the same form four times
open + My question was answered in one call, by a human being
open - Nobody at counter 3 knew what counter 5 had told me
open 0 I file my return every May.
open - The letter reads as if I were a criminal
open + Refund arrived a week earlier than promised
open - Your online form throws me out after ten minutes and everything is gone
open + For once a tax letter that I understood
open 0 The officer asked for my number and my date of arrival.
open - Good luck finding out who is responsible
open + Machines always work and are wiped down
open - Showers have been cold since January
open - Cancelled in March, still being charged in June
open + Lost 8 kilos and found friends, what more could you ask
open 0 I mostly come on Tuesdays and Thursdays.
open - Music so loud that I can't hear my own earphones
open + The trainer adjusted my back and the pain is gone
open - They raised the fee twice in a year and took away the towels
open 0 Some classes are upstairs, some are in the basement.
open - It's fine at six in the morning, after five you queue for every machine
open + We came for an hour and stayed the whole day
open - Half of the rooms were closed and we paid full price
open + The guide brought those dusty pots to life
open - Labels in tiny print, hung at knee height
open 0 The exhibition runs until October.
open - Could hardly see a painting for selfie sticks
open + Free lockers, benches everywhere, lovely café
open - Audio guide broken, replacement broken too
open + My teenager asked to come back. Enough said.
open 0 There was a school group from Leeds.
open + My filling did not hurt one bit
open - Woke up twice while they drilled
open + The nursery sends us a photo every day
open - My son came home with somebody else's shoes, again
open - The instructor was on his phone during my lesson
open + Passed first time!
open - Passed third time, no thanks to them
open + They laid my mother out with such dignity
open - They got my father's name wrong in the notice
open + Bike rides like new
open - Brakes failed the day after the service
open + Popcorn warm, screen huge, seats you sink into
open - Forty minutes of adverts
open - The lift has been out of order since Easter and I'm on the fifth floor
open + Boiler fixed within two hours of my call
open - Mould in the bedroom, I've been told to open a window
open + You can taste the butter in those croissants
open - Bread is stale by noon
open - Scratched my bonnet and denied it
open + I've been coming for thirty years and wouldn't go anywhere else
open - New glasses, new headache
open + Pitches are level and shady
open - Generators running all night next to our tent
open 0 We stayed for three nights with a motorhome.
open + The notary explained every clause to my grandmother
open - We paid 900 euros for ten minutes and a stamp
open + Penguins at feeding time, unforgettable
open - The lion paces up and down a concrete box
open - Shirts came back pink
open + Even the wine stain is out
open - The container is always full on Saturdays
open + Orchestra on fire, I had goosebumps
open - I could not see the stage behind a pillar for 80 pounds
open + 10/10
open - 1/10
open - 2 out of 10 and that's generous
open + 9 out of ten, one off for the coffee
open - zero stars if I could
open + #happycustomer
open - #NeverAgain
open - I don 't understand why nobody answers
open + I can 't fault them
open - I don&#39;t feel safe there after dark
open + hasn't let me down
open + My card has never been declined
open + Can't complain
open + not bad at all for the money
open - not as good as it used to be
open - Not what I expected from such a name
open + Better than I had expected
open - There are cheaper ones round the corner with better coffee
open + cheaper than the one round the corner and better coffee
open - the website could do with some love
open + does what it says on the tin
open 0 It was ok
open 0 average
open 0 neither good nor bad
open 0 so so
open 0 It depends on who is on duty
open 0 Some days are good, some days are bad
open 0 The food was great but the room was dreadful
open 0 Nice people, useless system
open . Did not answer
open . n/a
open . keine Angabe
open . sin respuesta
open . Nothing that comes to mind
open . No comment at this time
improve ! Nothing
improve + Nothing really, all good
improve ! I can't think of anything
improve + Nothing, keep doing what you are doing
improve ! no complaints
improve ! Wouldn't change a thing
improve + None, I was very happy
improve + Nothing, all was fabulous
improve + Nothing - the guide was brilliant
improve - Opening hours
improve - the parking
improve - More benches
improve - Shorter queues at the ferry terminal
improve - Let us book online
improve - A ramp at the back door
improve - Someone who answers the phone
improve - Tell people when the appointment is running late
improve - Less paperwork
improve - The changing rooms
improve - Not having to repeat my story to every clerk
improve - Water fountain, hooks for bags, a clock
improve - Everything
improve - It would help if the labels were in large print
improve - staff attitude
praise + The staff
praise + Vet nurse
praise + Short wait
praise + Everything
praise + The views from the deck
praise + That somebody listened
praise + no queue
praise + Friendliness
praise - Nothing
praise - Nothing, it was a waste of a morning
praise + Got my stamp and left after four minutes
praise + My dog walks again
praise + Knowing what it would cost beforehand
why . Nothing
why . thanks
why + Because they keep their word
why - Had to chase them for my deposit
why - too many fees
why + easy to reach
why 0 I have only been there once
why - because I waited three weeks for a call back
why + No reason to go anywhere else
"""

WHAT_HAPPENED = """
+ The movers wrapped every single glass
- They dropped the wardrobe down the stairs and shrugged
+ Our photographer caught the moment my father laughed
- Two hundred pictures and in none of them are both of us looking
+ The locksmith talked me through it over the phone and charged nothing
- A hundred and eighty to turn a screwdriver
+ She held my hand when the needle went in
- Fainted on the chair and had to call for help myself
+ By the fifth lesson he swam a length
- The children spend most of the lesson waiting on the edge
+ Pharmacist noticed that my two tablets do not go together
- They never have what the doctor wrote down
+ Nobody here makes you feel poor
- You have to tell your whole life story for a bag of rice
+ Their morning show gets me through the traffic
- Same twelve songs every day
+ The judge let us both speak
- Summoned for nine, heard at three
+ Snow groomed at dawn, lifts running by eight
- The only green run ends in a car park
+ After six weeks I ordered dinner in Lisbon
- The teacher reads from the book and looks at the clock
+ Pottery class is the best hour of my week
- Paid for clay that never came
+ Picked up the car, full tank, no sales pitch
- They found a scratch that was there before and kept my deposit
+ The artist sketched until I was sure
- Healed badly, and when I came back he said it was my fault
+ Apples picked that morning
- Worm in every second apple
+ I came in with a bad back and floated out
- Water lukewarm, showers ice cold
+ Our poodle wags her tail when we park outside
- They cut his ear and said nothing
+ The garden is better than I dreamed
- Dug up my roses instead of the weeds
+ Flight was cancelled and she had us on another one in five minutes
- Wi-Fi drops out whenever it rains
+ Answered my silly questions without sighing
- Sighed when I asked a question
+ Invoice matched the quote to the penny
- Quote said 400, invoice said 900
+ Left the kitchen cleaner than they found it
- Left their rubbish in the hall
+ My hearing aid was adjusted for free, again
- The batteries last half a day
+ They sent a card when our cat died
- They sent a reminder to vaccinate a cat that had died
+ I would drive an hour for that bread
- I drove an hour and the door was shut
+ No small print
- Small print everywhere
+ Bus was on the dot
- Bus did not stop although I waved
+ Staff know my name after two visits
- After eleven years they still ask for my name
+ You get what you pay for and then some
- You do not get what you pay for
+ They lent me a wheelchair without being asked
- Wheelchair users have to go round by the bins
+ Wish I had found them years ago
- Wish I had never walked in
+ Ate every crumb
- Left half of it on the plate
+ Everything under one roof
- The roof drips on row seven
+ Lovely people, lovely place
- What a letdown
+ Simple, cheap, works
- Complicated, dear, broken
+ My go-to since 2010
- Not my first choice any more
+ The trainee was a star
- The trainee was left alone with forty of us
+ It just works
- It just does not work
+ He came out on Christmas Eve to fix our heating
- We spent Christmas in coats
+ Can I give six stars?
- Can I give minus one?
"""


def what_happened() -> list[tuple[str, str]]:
    """Tone and comment of the second list."""
    return [tuple(line.split(" ", 1)) for line in WHAT_HAPPENED.strip().split("\n")]


def unlike_trades() -> list[tuple[str, str, str]]:
    """Kind of question, tone ("+", "-", "0", "." or "!"), comment."""
    return [tuple(line.split(" ", 2)) for line in LINES.strip().split("\n")]
