import type { TemplateSet } from '../template.js';

/** Long calls, fifteen to thirty turns: few entities among much talk. */
export const SPOKEN_LONG_CALLS: TemplateSet = {
  style: 'call',
  templates: [
    `Agent: Thank you for calling {org}. This call may be monitored. My name is {given}; who do I have the pleasure of speaking with?
Customer: This is {given:2}.
Agent: Hi, {given:2}. May I have your last name as well?
Customer: {family:2}.
Agent: And could you verify the service address for me?
Customer: {street:2}, in {city:2}.
Agent: Wonderful. What can I help you with today?
Customer: My internet's been dropping every evening.
Agent: I'm sorry about that. About what time does it start?
Customer: Right around {time}.
Agent: Does it affect all of your devices or only one?
Customer: All of them. Even the TV.
Agent: Okay. I'm going to run a quick signal check. It takes about a minute.
Customer: Sure.
Agent: How's the weather out there?
Customer: Hot. It's always hot in {city:2}.
Agent: Ha, I'll bet. Okay, so I'm seeing a weak Upstream signal. I'd like to send a technician.
Customer: When?
Agent: The first thing I have is {date}, between {time} and {time#b}.
Customer: That works. My husband, {given:3}, will be home.
Agent: Perfect. Is {given:3} on the account?
Customer: He should be.
Agent: I do see {given:3} {family:2} here. And the best contact number?
Customer: {phone:2}.
Agent: Your work order is {code}. Anything else?
Customer: No, that's all. Thank you, {given}.
Agent: Thank you for calling {org}, {given:2}. Take care.`,
    `thank you for calling {bank} this is {given} on a recorded line how can i help
hi um i need to i guess dispute something
okay i can help with that can i get your full name
{given:2} {family:2}
and the last four of your social
{code}
thank you and what's the transaction you're disputing
it's uh it says {org} and it's {money}
okay i see that one that posted on {date}
right
have you ever done business with {org}
no never i don't even know what they are
it looks like it's uh an online store out of {city} {country}
yeah no
okay do you still have your card in your possession
yes i'm looking at it
has anybody else had access to it
i mean my son {given:3} uses it for gas sometimes
could {given:3} have made this purchase
he's away at {school} so no
alright so what i'm gonna do is close this card and open a claim
okay
you'll get a provisional credit within two business days
okay and then what
then our team investigates and you'll get a letter
a letter where because i just moved
oh what's the new address
{street:2} {city:2} {state:2} {zip:2}
okay got it i updated that is there anything else {given:2}
no you've been great
alright you have a good one`,
    `OPERATOR: 911, what's the address of the emergency?
CALLER: {street}.
OPERATOR: What city is that?
CALLER: {city}. Hurry, please.
OPERATOR: Tell me exactly what happened.
CALLER: My husband collapsed in the garage.
OPERATOR: How old is he?
CALLER: {age}.
OPERATOR: Is he awake?
CALLER: No. {given}! {given}! He won't answer.
OPERATOR: Is he breathing?
CALLER: I don't think so.
OPERATOR: Okay, I'm sending the paramedics now. Stay on the line. What's your name?
CALLER: {given:2}.
OPERATOR: {given:2}, I want you to kneel next to him. Put the heel of your hand on the center of his chest.
CALLER: Okay. Okay.
OPERATOR: Push hard and fast. Count with me. One, two, three, four.
CALLER: One, two, three, four.
OPERATOR: Keep going, you're doing great. Is the front door unlocked?
CALLER: My neighbor {given:3} is here. {given:3}, open the door!
OPERATOR: Good. They're turning onto {street-name} now.
CALLER: I hear them.
OPERATOR: Keep going until they take over, {given:2}.`,
    `Agent: Good morning, {org} Reservations, {given} speaking.
Caller: Good morning. I'd like to book four seats.
Agent: Certainly. From where to where?
Caller: {city} to {city:2}.
Agent: On what date?
Caller: {date}.
Agent: One way or return?
Caller: Return, a week later.
Agent: Cabin?
Caller: Economy. What's the difference between Basic and Classic?
Agent: Basic has no bags and no changes.
Caller: Classic, then.
Agent: May I have the names as on the passports?
Caller: Ready? {given:3} {family:3}.
Agent: Okay.
Caller: {given:4} {family:3}.
Agent: Yes.
Caller: {given:5} {family:3}, that's our son.
Agent: And the fourth?
Caller: My mother-in-law. {given:6} {family:6}.
Agent: Any special meals?
Caller: Vegetarian for {given:6}.
Agent: And the traveler's age, for the child?
Caller: {age:5}.
Agent: The total comes to {money}. Which card?
Caller: {card}, expires {card-expiry}, code {cvv}.
Agent: Your reference is {code}. I'll e-mail it to {email:3}?
Caller: Please.`,
    `hello and thank you for joining today's benefits webinar we'll get started in just a minute
okay it's the top of the hour so um welcome everybody
my name is {given} {family} and i'm a {occupation} with {org}
i'm joined by {given:2} from the plan side
hi everyone
so today we're covering three things medical dental and the flexible spending account
if you have questions drop them in the chat
so starting with medical you've got bronze silver and gold
bronze has the lowest premium and the highest deductible
gold's the opposite
somebody's asking is {hospital} in network {given:2} do you wanna take that
yeah so {hospital} is in network on silver and gold
what about {hospital:2}
{hospital:2} is out for all of them unfortunately
um {given:3} asks what happens if i move to {state}
good question so the network is national
okay next slide
dental is pretty simple cleanings are covered at a hundred percent
and then f s a remember it's use it or lose it
alright that's all we had thanks everybody and thanks {given:2}`,
    `[Speaker 1]: So tell me, where does the story start?
[Speaker 2]: In {city}, in my grandmother's kitchen.
[Speaker 1]: What was she like?
[Speaker 2]: Tough. She'd come over from {country} on her own.
[Speaker 1]: And your grandfather?
[Speaker 2]: Never met him. {given:3}, his name was. A {occupation:3}.
[Speaker 1]: When did you start to write?
[Speaker 2]: Late. I'd worked for {org:2} for a decade.
[Speaker 1]: Doing what?
[Speaker 2]: I was a {occupation:2}. I wrote on the bus.
[Speaker 1]: And somebody read it.
[Speaker 2]: {given:4} {family:4} read it. She changed my life.
[Speaker 1]: How so?
[Speaker 2]: She called me at home. "Is this {given:2}?" I thought it was a prank.
[Speaker 1]: And then {work:2}.
[Speaker 2]: And then {work:2}, yes.
[Speaker 1]: What's next?
[Speaker 2]: Sleep. And maybe {city:5}.`,
    `Rep: Thanks for calling Member Services. Can I have your member ID?
Member: {member-id}.
Rep: And your name and date of birth?
Member: {person:2}, {dob:2}.
Rep: Thank you. Are you calling about a claim?
Member: Yes. I got a bill from {hospital}.
Rep: Okay. What was the Date of Service?
Member: {date}.
Rep: I see two claims. One's from the facility and the other's from Dr. {family:3}.
Member: Who's that?
Rep: It looks like the anesthesiologist.
Member: I never met him.
Rep: That's common. So the facility claim was paid at the In-Network rate.
Member: And the other?
Rep: It was denied. Out of Network.
Member: How was I supposed to choose?
Rep: I hear you. You can file an appeal. There's a rule about Surprise Bills.
Member: Can you send me the form?
Rep: Of course. To {address-line:2}?
Member: No, to my daughter. {given:4} {family:4}, same street, next house.
Rep: I can only mail to the address on file.
Member: Fine. Send it.
Rep: Done. Reference number {code}.`,
    `TS: Technical Support, this is {given}. What product are you calling about?
C: The printer.
TS: Which model?
C: Um, {model-number}.
TS: And what does the display say?
C: It says Paper Jam, Tray Two. But there's no paper in Tray Two.
TS: Okay. Can you open the Rear Cover?
C: It's open.
TS: Do you see a green lever?
C: Yes.
TS: Push it down and pull the roller out.
C: It won't come out.
TS: A bit of force is okay.
C: Oh! There's a pencil in here.
TS: That'll do it.
C: I have a four-year-old. That explains it.
TS: Close it up and press Resume.
C: It's printing!
TS: Great. Can I get a name for the ticket?
C: {given:2}, at {org:2}.
TS: Thanks, {given:2}. Have a good day.`,
    `hi you've reached the front office
hi i'm calling about the apartment on {street-name}
the two bedroom
yeah is it still available
it is do you wanna come see it
yeah is {date} okay
um let me check with {given} {given} are you around on {date}
she says after {time}
that's fine
can i get your name
{given:2} {family:2}
and what do you do {given:2}
i'm a {occupation:2} at {org:2}
okay and is it just you
me and my partner {given:3} and a small dog
okay and where are you living now
we're in {city:2} right now
any evictions or anything like that
no
okay there's a forty dollar application fee each
that's fine
alright what's a good number for you
{phone:2}
okay see you then
thanks`,
    `Judge: This is the Tuesday calendar. Counsel, call your case.
Prosecutor: {given} {family} for the People.
Defense: {given:2} {family:2}, with my client, {given:3} {family:3}, who is in custody.
Judge: Good morning, {titled-family:3}. Do you understand {language:2}?
Interpreter: The defendant asks for {language}.
Judge: Swear in the interpreter, please.
Clerk: State your name.
Interpreter: {given:4} {family:4}.
Judge: Thank you. Has there been an offer?
Prosecutor: There has. Misdemeanor, time served.
Defense: We'd like a week.
Judge: Any ties to the community?
Defense: He's a {occupation:3} at {org:3}. His wife, {given:5}, is in the second row. He's lived at {street:3} for nine years.
Judge: Flight risk, {titled-family}?
Prosecutor: He holds a passport from {country}.
Defense: He'd surrender it.
Judge: Very well. Released on his own recognizance. Back here {date}, {time}.`,
    `good afternoon parts department
yeah i'm looking for a water pump
what kind of vehicle
uh it's a twenty fourteen the pickup
the half ton or the three quarter
half
v six or v eight
eight
okay i've got two one's the value line and one's the premium
what's the difference
about sixty bucks and a better bearing
gimme the good one
okay i don't have it here but {city} does
how far's that
i can have it transferred by tomorrow noon what's your name
{given}
last name
{family}
phone number {given}
{phone}
alright {given} we'll call you
ask for me i'm {given:2}`,
    `Agent: Welcome back. I was just speaking with Tier Three.
Caller: And?
Agent: They'd like to try a Factory Reset.
Caller: I'll lose everything.
Agent: Not if there's a Backup.
Caller: Is there?
Agent: The last one says Sunday.
Caller: Which Sunday?
Agent: This past one.
Caller: Okay. How do I do it?
Agent: Hold Power and Volume Down until you see the Logo.
Caller: I see it.
Agent: Choose Recovery, then Wipe.
Caller: It's asking Yes or No.
Agent: Yes.
Caller: Now there's a little robot.
Agent: Perfect. That's it thinking.
Caller: How long?
Agent: Ten minutes, tops.`,
    `Counselor: Hi, {given}, come on in. How was the week?
Client: Up and down.
Counselor: Tell me about the down.
Client: I ran into {given:2} at {landmark}.
Counselor: Your ex.
Client: Yeah. With {given:3}, from work.
Counselor: From {org}?
Client: No, from before. From when I was a {occupation}.
Counselor: What came up for you?
Client: Shame, mostly. Then anger.
Counselor: Where did you feel it?
Client: In my chest. Like a fist.
Counselor: And then?
Client: I called my sponsor. {given:4} talked me down.
Counselor: That's a big deal.
Client: I guess. My mom says I should move back to {city}.
Counselor: What do you want?
Client: I don't know. My whole life's here.`,
    `um okay so i'm recording this for the team it's {given} uh it's {date}
so i met with {given:2} and {given:3} from {org} this morning
and they're basically happy with the pilot
the big ask is reporting they want the weekly thing to be daily
i told them we'd look at it
{given:3} also mentioned they're opening in {city} and {city:2}
so that could be an upsell
uh what else oh the contract
so their legal person is {person:4} she's out of {city:4}
she has some redlines on liability
nothing crazy
okay next step is i send the notes to {given:5} and uh we regroup monday
that's it`,
    `[00:00] Agent: Sales, this is {given}, how can I help?
[00:04] Caller: Yeah, I'm calling about the Truckload Sale.
[00:09] Agent: Sure, what are you looking for?
[00:11] Caller: A sectional. Gray. Not too deep.
[00:17] Agent: The Classic or the Lounge?
[00:20] Caller: The one on the flyer.
[00:22] Agent: That's the Classic. It's {money}.
[00:27] Caller: Does that include delivery?
[00:29] Agent: Depends. Where are you?
[00:31] Caller: {city}.
[00:32] Agent: Then it's free.
[00:35] Caller: Okay, I'll take it.
[00:37] Agent: Great! Name?
[00:39] Caller: {person:2}.
[00:41] Agent: And the street?
[00:43] Caller: {street:2}.
[00:47] Agent: Is there an elevator?
[00:49] Caller: No. Third floor.
[00:52] Agent: I'll tell {given:3} and the crew.`,
    `operator this is the poison line how can i help
my toddler got into the uh the pills
okay stay calm what kind of pills
vitamins i think the gummy kind with iron
do you have the bottle
yeah it says eighteen milligrams
how many are missing
maybe six maybe eight
how much does she weigh
about thirty pounds
and how old
{age:2}
is she acting normal
she's watching tv yeah
okay at that amount we'd want you to watch her for vomiting what's your zip
{zip}
and your first name
{given}
and hers
{given:2}
okay {given} i'm going to call you back in two hours is this number good
yes
if she throws up or gets sleepy you take her in to {hospital} okay
okay thank you`,
    `Recruiter: Is now still good?
Candidate: Yes, hi.
Recruiter: Great. I'm {given}, I recruit for {org}. Tell me a bit about yourself.
Candidate: Sure. I'm {given:2}, I'm a {occupation:2}, I've been with {org:2} since school.
Recruiter: Which school?
Candidate: {school:2}.
Recruiter: And why the change?
Candidate: We had a new director, {given:3} {family:3}, and half the team left.
Recruiter: Got it. The role's in {city}. Is that okay?
Candidate: I'm in {city:2} now, but my parents are an hour from {city}.
Recruiter: Nice. Do you need Sponsorship?
Candidate: No. I was born in {country:2}, but I'm a citizen.
Recruiter: Salary expectations?
Candidate: Around {money}.
Recruiter: That's in range. Next is a panel with {given:4} and {given:5}.
Candidate: Who are they?
Recruiter: {given:4}'s the hiring manager; {given:5}'s a {occupation:5}.
Candidate: Sounds good.`,
    `Q. Good morning. Could you spell your name for the record?
A. {given} {family}.
Q. Have you ever been deposed?
A. No.
Q. The Reporter can't take down nods. Okay?
A. Okay.
Q. Are you taking any medication?
A. No.
Q. What did you do to prepare?
A. I met with counsel.
MR. {family:2}: Don't tell her what we said.
Q. Other than counsel?
A. My wife.
Q. What's her name?
A. {given:3}.
Q. Where do you live?
A. {street}, {city}.
Q. How far did you go in school?
A. I finished at {school}.
Q. Who's your employer?
A. {org}.
Q. Title?
A. {occupation}.
Q. Who's your supervisor?
A. It was {person:4}. Now it's {person:5}.
Q. Showing you Exhibit 3. Do you recognize it?
A. It's an e-mail from {given:4}.`,
    `okay hang on sorry i was talking to my phone
that's fine sir
anyway it's about my water bill it tripled
okay do you have a leak anywhere
not that i know of
any new people in the house
my grandson's here {given} but he's one kid
do you have a pool
no ma'am
a sprinkler
well yeah
does it run at night
i don't know i'm asleep at night
okay can i get the account name
{titled-family:2} well it'd be under my wife {given:2}
and that's {street}
that's right
okay i'll have {given:3} come out and check the meter
when
this week he's in {city:3} today
alright`,
  ],
};
