import type { TemplateSet } from '../template.js';

/** Longer calls as speech recognition writes them: lower case, hesitations, hardly any punctuation. */
export const SPOKEN_ASR_CALLS: TemplateSet = {
  style: 'call',
  templates: [
    `thank you for calling {bank} this is {given} how can i help you
hi {given} um my name is {given:2} {family:2} and i think somebody used my card
oh no okay let me take a look can i have the card number please
sure it's {card}
and for security your date of birth
{dob:2}
alright {given:2} so i'm seeing a charge in {city} for {money}
yeah that's not me i've never even been to {city}`,
    `agent: good morning this is {given} with {org} on a recorded line who do i have the pleasure of speaking with
caller: this is {given:2}
agent: and your last name {given:2}
caller: {family:2}
agent: perfect and what can i do for you
caller: well um i'm trying to figure out why my bill went up
agent: okay let me see so it looks like your promotional rate expired
caller: nobody told me that
agent: i understand it would have been on the statement in january
caller: well i don't read those`,
    "so you're a {occupation} right yeah how long have you been doing that uh about six years i started out at {org} in {city} and then my boss {given} moved over to {org:2} and kinda took me with him so now we're both there",
    `hello
hi is this {person}
yes
hi {given} this is {given:2} calling from {hospital} i'm just calling to confirm your appointment with dr {family:3}
oh yeah is it still at {time}
yes ma'am {date} at {time}
okay i'll be there
great and please bring your insurance card and a photo i d
okay bye
bye`,
    `thank you for calling the help desk what's your employee number
uh it's {code}
and am i speaking with {given}
yes
okay {given} what's going on
so i can't get into the v p n it keeps saying gateway timeout
are you at home or in the {city} office
i'm at home
okay what i want you to do is open the start menu and type in services
okay
do you see one that says secure client
i see secure client agent and secure client updater
the first one right click restart
okay it's thinking oh it connected
perfect anything else
no that's it thank you`,
    `nine one one where's your emergency
um i'm at {street} in {city} my dad fell and he's not really talking right
okay how old is he
he's {age}
what's his name
{given} {family}
and you're his daughter
yeah i'm {given:2}
okay {given:2} is he awake
he's awake but like his face looks funny
okay help is on the way i want you to look at a clock and tell me when this started
like ten minutes ago`,
    `yeah hi i uh i ordered a a {product} like two weeks ago and it still says label created
i'm sorry about that can i get the order number
uh hang on okay {code}
and the name on the order
{person}
and it's shipping to {street}
right right in {city}
okay it looks like it's uh stuck at the carrier facility in {city:2}
so what do i do
so i can reship it or refund it
just refund it honestly`,
    `i'm going to need to verify some information what is the name of your first pet
biscuit
and the city where you were born
{city}
and your mother's maiden name
{family:2}
okay thank you {titled-family} you're all verified`,
    "so i called yesterday and talked to a guy named {given} and he said and i quote he'd take off the late fee and then today i talked to {given:2} who says there's no note on the account so which is it because i've been a customer since before you people were even called {org}",
    `good afternoon this is {given} calling on behalf of {org} we're conducting a short survey do you have five minutes
i guess
great on a scale of one to five how likely are you to recommend us to a friend
uh three
okay and what's the main reason for that
it's just expensive
okay and just for demographic purposes your age range
i'm {age}
and your zip code
{zip}
and your occupation
{occupation}
thank you that's everything`,
    "hey it's {given} um sorry i missed you i'm in meetings till like {time} but uh call me after that or just text {phone} um oh and tell {given:2} happy birthday for me okay bye",
    "hi this message is for {given} {family} this is {given:2} from {school} calling about {given:3}'s attendance um she was marked absent first and second period so if you could give us a call back at the front office that'd be great the number's {phone} thanks",
    `welcome to the card services line please say or enter your sixteen digit card number
{card}
thank you please say or enter your zip code
{zip}
thank you your balance is {money} your next payment is due {date} to make a payment say payment to hear recent transactions say transactions
payment
i'm sorry i didn't get that
payment
okay`,
    `um so i'm calling because my mom she's {age} she got a phone call from somebody saying they were from {agency} and she gave them her social
oh no okay what's your mom's name
{given} {family}
and did she give them anything else
i think her bank account at {bank}
okay first thing i'd do is call {bank} right away and put a freeze on it`,
    `okay so we have mister and missus {family} flying out of {city} to {city:2} on {date} two checked bags
yes
and the first names exactly as they appear on the passports
{given} and {given:2}
and is that {given:2} with two ls
one l
one l okay`,
    `yeah so this is probably a dumb question but the the little light on the front it's blinking like amber and then it goes green and then amber again
not a dumb question at all that usually means it's updating
how long does that take
could be ten minutes could be an hour
oh
yeah just don't unplug it
too late
okay so let's plug it back in`,
    "and then he goes well i'm the {occupation} here so what i say goes and i'm like okay {given} chill",
    `who's this
it's {given}
{given} who
{given} from {org}
oh hey {given} sorry i didn't recognize the number`,
    `alright so just to recap i've got you moving from {street} {city} to {street:2} {city:2} service off at the first place on {date} service on at the new place the day after and your name stays the same {given} {family} and the email's {email} is that all right
yep sounds good`,
    `so my insurance is through my wife's work she works at {org} she's a {occupation} there and the member number is {member-id}
okay and is your wife the subscriber
yeah her name is {given:2} {family}
and her date of birth
{dob:2}`,
    'the thing about {city} is you gotta drive everywhere you know in {city:2} i just took the train',
    `i i i want to cancel the gold package
okay may i ask why
because i never watch it i mean will anybody watch four hundred channels
i hear you what if i moved you to silver and took off the sports tier
no just cancel
okay i do have to read you a disclosure
go ahead
by canceling you agree that any equipment including the receiver the remote and the power supply must be returned within fourteen days
fine`,
    `{bank} customer care {given} speaking
yes hi i need to wire some money to my brother in {country}
okay and what's your brother's name
{given:2} {family}
and what bank does he use
{bank:2} and i have the i ban it's {iban}
okay let me read that back {iban}
yes
and the amount
{money}`,
    `okay everybody let's get started um {given} are you recording
yeah
okay so {given:2} is out today {given:3} do you wanna give the update for {project}
sure so um we're basically waiting on legal
again
again
okay who's the contact over there
uh {person:4} i think
i'll ping her`,
    "my name is {given} i'm {age} years old i'm from {city} and i'm a {occupation} and um i guess i'm here because my sister said i should talk to someone",
    `one second sir okay i'm back so what i did is i opened a ticket the number is {code} and somebody from the network team is gonna call you at {phone} between {time} and {time#b}
and who's that gonna be
uh it'll be either {given} or {given:2} they work that area`,
    `yeah no i know i know but listen {given} listen i'm not mad at you i'm mad at the company okay you've been great
i appreciate that
i just want somebody to own it`,
    `thank you for calling reservations this is {given} where will you be staying with us
uh {city} downtown
and your arrival date
{date}
okay i have a king and two queens
two queens please it's me and my sister
can i get a name for the reservation
{family} {given} {family}
and an email
{email}`,
    'so then we drove up through {state} and stayed with {given} and {given:2} for a couple nights and on the way back we stopped in {city} which is where {given} went to school',
    "he's a good kid officer he works over at {org} he's a {occupation} he goes to church at uh {landmark} you can ask anybody",
    `where's it hurt
um kind of here and then it goes down my leg
any numbness
no well yeah sometimes in the toes
did you have imaging
they did an m r i at {hospital} back in february
okay we'll request that and who ordered it
dr {family:2}`,
    `is there anybody there who can help me in {language}
yes one moment
hello this is the {language} interpreter my number is {code}
hi this is {given} calling from {agency} i have {titled-family:2} on the line`,
    `uh huh
yeah
right
no i get it
okay
sounds good
alright talk soon`,
    'due to unusually high call volume your wait time is approximately twenty two minutes if you would like a call back without losing your place in line press two',
    `um can i have the large with extra cheese and then uh the the garlic knots
sure what's the name
{given}
and is it pick up or delivery
delivery {street}
is that the {city} side or
yeah the {city} side`,
    `hi {given} this is {person:2} i'm a {occupation:2} with {org} i came across your profile and i i think you'd be a really great fit for a role we have in {city}
oh hi yeah i'm not really looking
totally understand would it be okay if i emailed you the description at {email}`,
    `this is {titled-family} returning a call from {given:2} in billing
i'm sorry she's at lunch can i take a message
yes tell her it's about the {money} charge on {date} and my number is {phone}`,
    "two things one my name is spelled wrong it's {family} and you have {family:2} and two you've got me in {city} i haven't lived in {city} since like college",
    `okay ma'am the system is asking me for a p o box or a street address
it's {po-box}
and the city
{city}`,
    `do you know your account number
no
do you know the phone number on the account
{phone}
hmm i'm not seeing it could it be under another name
maybe my dad's {given}
last name
{family}
oh yep there it is {given} {family} on {street-name}`,
    "she said she hopes to graduate in may and then i guess they'll get married in june or august or whatever it's all grace and joy over there",
    'so {nationality} food is my favorite i grew up in a {religion} household and we had this neighbor {given} who cooked every sunday',
    `so the state of {state} requires me to tell you this call's an attempt to collect a debt
i don't owe anything
it's an account with {org} opened on {date} in the amount of {money}
i never had an account with {org}
is this {given} {family}
no this is {given:2}
okay is {given} available
no`,
    `good morning {school} main office
hi it's {given} {family} i'm {given:2}'s mom she's in {titled-family:3} class she's gonna be late
okay what time should we expect her
around {time}
alright i'll let {titled-family:3} know`,
    `caller the line is open
yeah hi {given} long time first time um i'm {given:2} from {city} and i just wanna say that trade was terrible
tell me why {given:2}
because you don't give up two picks for a guy who's {age}`,
    "roger unit twelve show me en route to {street} caller's name is {given} {family} r p says her ex boyfriend {given:2} is in the driveway",
    "yes your honor the defendant {person} is present he's uh he's a {occupation} he has ties to the community he's lived in {county} his whole life",
    `you'll want to click on the gear icon then general then about
okay
and what does it say next to software version
{version}
okay yeah you're a couple versions behind`,
    `wait who's on first who's got the ball is it you {given} or is it {given:2}
i think {given:3} said she'd take it
i did not say that`,
    'the pin is {code} and then pound',
    "the cross street is {street-name} and it's the white house with the green shutters you can't miss it there's a big oak tree",
    `bless your heart thank you
you're welcome ma'am
what was your name again hon
{given}
well {given} you tell your boss you did good`,
    `i need a refill on my uh the lisinopril and the other one the water pill
okay can i have your name
{given} {family}
date of birth
{dob}
and which location do you pick up at
the one on {street-name} in {city}
okay it'll be ready after {time}`,
    "it's not you it's just that every time i call i get somebody new and i gotta start over from the beginning",
    `so for the beneficiary do you want to keep {person:2}
no we got divorced change it to my son {given:3} {family}
relationship is son
yes
and his date of birth
{dob:3}
and his social if you have it
{ssn:3}`,
  ],
};
