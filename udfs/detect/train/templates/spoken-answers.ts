import type { TemplateSet } from '../template.js';

/** A question and its answer, in many wordings, with and without speaker tags and capitals. */
export const SPOKEN_ANSWERS: TemplateSet = {
  style: 'call',
  templates: [
    `and you are
{given} {family}`,
    `who am i speaking to today
yeah this is {given}`,
    `can i start with your name
sure {given}`,
    `could i get a last name
{family} uh {given} {family}`,
    `surname please
{family}
thanks and initial`,
    `name on the account
it's my wife's {given} {family}`,
    `and how's that spelled
just like it sounds {family}`,
    `what do people call you
{nickname}`,
    `what's a good name for the pickup
{given}`,
    `who's the primary on the policy
my dad {person}`,
    `and who referred you
{titled-family} over at {org}`,
    `which doctor do you normally see
{family} i think dr {family}`,
    `who's your primary care
{person} in {city}`,
    `who'd you talk to last time
i wanna say {given}`,
    `anyone else in the home over eighteen
just my wife {given} and her brother {given:2}`,
    `kids' names
{given} {given:2} and {given:3}`,
    `who should we call in an emergency
my sister {given} {family:2} her number's {phone:2}`,
    `what city
{city}`,
    `city and state please
{city} {state}`,
    `city and state please
uh {city-state}`,
    `where are you located
about an hour outside {city}`,
    `where did you last use the card
at a gas station in {city}`,
    `what's the nearest major city
that'd be {city}`,
    `are you still in {city}
no we're over in {city:2} now`,
    `what's the street name
{street-name}`,
    `and the house number
it's {street}`,
    `where should we send that
{street} {city} {state-code}`,
    `is there a cross street
yeah {street-name}`,
    `any landmarks nearby
{landmark}'s right across the street`,
    `what country are you traveling to
{country} and then {country:2}`,
    `where were you born
{city} {country}`,
    `which county
{county}`,
    `zip
{zip}`,
    `what's the postal code there
{zip}`,
    `where do you work
{org}`,
    `who's the employer
it's called {org}`,
    `which company are you with
{org} out of {city}`,
    `and what's that business name
{org}`,
    `where'd you buy it
{org-short}`,
    `which bank is that with
{bank}`,
    `where do you do your banking
{bank} mostly and i've got a savings at {bank:2}`,
    `which hospital was that
{hospital}`,
    `where'd you go to school
{school}`,
    `which school district
it's {school} in {city}`,
    `and what's your job there
i'm a {occupation}`,
    `what kind of work do you do
{occupation}`,
    `occupation
{occupation}`,
    `occupation
um retired`,
    `and your spouse's occupation
she's a {occupation}`,
    `what did you do before you retired
i was a {occupation} for {org}`,
    `what's your title
{occupation}`,
    `nationality
{nationality}`,
    `preferred language
{language}`,
    `do you have a religious preference
{religion}`,
    `are you registered with a party
{politics}`,
    `what were you calling about
my bill`,
    `is that a yes
yes`,
    `checking or savings
checking`,
    `morning or afternoon
afternoon if you've got it`,
    `which color
the navy blue one`,
    `are you the account holder
yes i am`,
    `what month was that
may or june`,
    `what day works for you
monday tuesday either one`,
    `which plan are you on
the silver i think or is it bronze`,
    `what does the screen say
it says welcome and then setup`,
    `what kind of phone is it
an android the bigger one`,
    `and who's your provider for cable
i don't have cable`,
    `where does it hurt
kind of all over`,
    `what's the reason for your visit
a physical`,
    `May I ask who's calling?
{given}, from {org}.`,
    `And you spell that...?
{family}. Like my father did.`,
    `Could I have the guest's name?
It's under {family}.`,
    `Name of the deceased?
{given} {family}, of {city}.`,
    `What is your relationship to {given}?
I'm her mother, {given:2}.`,
    `Who is the letter from?
It says {org}, and it's signed by a {person}.`,
    `Whose name is on the lease?
Mine, {given}'s, and {given:2}'s.`,
    `Where are you flying today?
{city}.
And where's home?
{city:2}.`,
    `Which store?
The {city} one, on {street-name}.`,
    `Which office handled this?
{agency}, I believe. In {city}.`,
    `Who prescribed it?
Dr. {family}, or her PA, {given:2}.`,
    `Is there a middle name?
No.`,
    `What's the make?
It's a Coupe, I don't know the rest.`,
    `Reason for return?
Too small.`,
    `Agent: What's the best name for the caller ID?
Caller: {org-short}.`,
    `Agent: And what line of work are you in?
Caller: Oh, I'm a {occupation}.`,
    `Agent: Your current city of residence?
Caller: {city}.`,
    `Agent: Who's your current insurer?
Caller: {org}.`,
    `Agent: Who's the other driver?
Caller: A guy named {given}. {given} {family}.`,
    `Agent: What seems to be the problem?
Caller: The Power light's on but there's no picture.`,
    `Agent: What happens when you press Play?
Caller: It says Buffering.`,
    `Agent: And your favorite author? It's a security question.
Caller: {person}.`,
    `Agent: Best man's first name?
Caller: {given}.`,
    `Agent: What street did you grow up on?
Caller: {street-name}.`,
    `Agent: City where you met your spouse?
Caller: {city}. No, wait. {city:2}.`,
    'Q: Name? A: {given} {family}. Q: Age? A: {age}. Q: Job? A: {occupation}.',
    'Q: Where? A: At {org}, in {city}. Q: With whom? A: {given} and some guy.',
    'Q: And then? A: Then nothing. I went Home.',
    `Nurse: Who brought you in today?
Patient: My neighbor, {given}.`,
    `Clerk: Party's name?
Filer: {org}, versus {person}.`,
    `Teller: Payee?
Customer: {person}.
Teller: Memo?
Customer: Rent.`,
  ],
};
