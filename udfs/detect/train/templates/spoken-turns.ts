import type { TemplateSet } from '../template.js';

/** Pieces of calls, two to six turns, with speaker tags of many forms. */
export const SPOKEN_TURNS: TemplateSet = {
  style: 'call',
  templates: [
    `Agent: May I have your last name, please?
Caller: {family}.`,
    `Agent: And your first name?
Customer: {given}.
Agent: Thank you, {given}. How can I help?`,
    `AGENT: Thanks for calling {org}, this is {given}.
CALLER: Hi {given}, my name's {given:2}, I got a letter from you guys.`,
    `Rep: What city are you calling from?
Cust: {city}.
Rep: And the state?
Cust: {state}.`,
    `[Agent] Who is your current employer?
[Caller] {org}.
[Agent] And what is your position there?
[Caller] {occupation}.`,
    `Speaker 1: So what do you do, {given}?
Speaker 2: I'm a {occupation} over at {org}. You?
Speaker 1: Oh, just sales.`,
    `SPEAKER_00: could you confirm the mailing address
SPEAKER_01: yeah it's {street} {city} {state-code} {zip}
SPEAKER_00: perfect`,
    `A: Is the billing address the same as the shipping address?
B: No. Billing is {address-line}.
A: Got it.`,
    `<agent> I can see a payment of {money} on {date}. Was that you?
<customer> No! I've never been to {city} in my life.`,
    `Q. Please state your name for the record.
A. {given} {family}.
Q. And where do you live?
A. {street} in {city}.`,
    `(00:00:04) Operator: Good morning, {hospital}, how may I direct your call?
(00:00:08) Caller: Um, {titled-family}'s office, please.`,
    `00:12 Agent> Could you verify your date of birth?
00:15 Caller> {dob}
00:19 Agent> Thank you. One moment.`,
    `{given}: Thanks for reaching {org} support! What's going on today?
{given:2}: My modem keeps restarting.
{given}: Sorry to hear that. Let me run a Line Test.`,
    `{given} (Agent): Are you able to see the Settings tab?
{given:2} (Customer): Yes, Settings, then Privacy, then... nothing.`,
    `Agent: Can I put you through to our Retention team?
Caller: What's that?
Agent: They handle cancellations.`,
    `Agent: Your case number is {code}. Do you have a pen?
Caller: Yep. {code}.
Agent: That's right.`,
    `Customer: I ordered the {product} and you sent me the wrong color.
Agent: I'm so sorry about that. May I have the order number?
Customer: {code}.`,
    `Dispatcher: 911, what is the address of your emergency?
Caller: {street}! Apartment in the back!
Dispatcher: What's your name, sir?
Caller: {given}. {given} {family}.`,
    `Dispatcher: Engine Four, Medic Two, respond to a structure fire, {street}, cross street {street-name}.
Unit: Engine Four copies.`,
    `Dispatch: Is anyone hurt?
Caller: My neighbor, {given}, she's like {age}, she fell down the stairs.`,
    `TELLER: Which account would you like to move it from?
CLIENT: The one ending in {code}.
TELLER: And into the checking at {bank}?
CLIENT: Correct.`,
    `Pharmacist: Picking up for?
Customer: {family}. {given} {family}.
Pharmacist: Date of birth?
Customer: {dob}.`,
    `Pharmacist: This one's Metformin, take it with food. Any questions?
Customer: Does it interact with Lipitor?
Pharmacist: Not that we worry about.`,
    `Front Desk: Good evening, checking in?
Guest: Yes, under {family}.
Front Desk: I have a Deluxe King for two nights. May I see an ID?`,
    `Front Desk: And where are you traveling from, {titled-family}?
Guest: {city}, {country}.`,
    `Interviewer: Tell us about your last job.
Candidate: I was a {occupation} with {org} for six years, mostly out of the {city} office.`,
    `HOST: My guest today is {person}, author of {work}.
GUEST: Thanks for having me.`,
    `Host: Welcome back to the show. I'm {given}, and with me as always is {given:2}.
Co-host: What's up, everybody.`,
    `THE COURT: Counsel, your appearances.
COUNSEL: Good morning, Your Honor. {person} for the plaintiff.
COUNSEL: {person:2} for the defense.`,
    `THE CLERK: Do you solemnly swear to tell the truth?
THE WITNESS: I do.
THE COURT: You may be seated.`,
    `Officer: License and registration, please.
Driver: Here you go.
Officer: {given}, do you know why I pulled you over?`,
    `Det.: Where were you on {date}?
Subj.: At my cousin {given}'s place in {city}.`,
    `Agent: Anything else I can do for you?
Caller: No, that's it.
Agent: Thank you for being a Platinum member. Goodbye.`,
    `Agent: I show {given} {family} and {given:2} {family} as authorized users.
Caller: Take {given:2} off, please.`,
    `Agent: For security, what's your mother's maiden name?
Caller: {family:2}.`,
    `Agent: What is the name of the school you attended?
Caller: {school}.
Agent: And your favorite teacher?
Caller: {titled-family:2}.`,
    `Caller - My name's {given}, I'm with {org}, calling on behalf of {person:2}.
Agent - Do we have their permission on file?
Caller - We should.`,
    `Support: Please hold while I transfer you to Tier 2.
Tier 2: Hi, this is {given}, I've read the notes. The Sync error again?`,
    `IT: Helpdesk, {given} speaking.
User: Hi, I'm locked out. Username {username}.
IT: Okay, I'll send a temporary password.`,
    `IT: Which build are you on?
User: {version}, I think. It says About, then a bunch of numbers.`,
    `Cust. Svc.: Your refund of {money} will post in five to seven business days.
Caller: Monday, or Monday the week after?`,
    `Nurse: {hospital} nurse line, this is {given}, who am I speaking with?
Caller: {given:2} {family:2}, I'm calling about my son {given:3}.`,
    `Nurse: How old is he?
Mom: He's {age}.
Nurse: Any fever?
Mom: A hundred and two this morning.`,
    `Scheduler: Dr. {family} has an opening on {date} at {time}.
Patient: Does she have anything at the {city} clinic?`,
    `Claims: In your own words, what happened?
Insured: I was turning left onto {street-name} and the other guy, {person:2}, ran the light.`,
    `Claims: And the make and model?
Insured: A blue sedan, plate {plate}.`,
    `Adjuster: The Loss Notice mentions water damage in the Basement and the Family Room.
Insured: And the Laundry.`,
    `Surveyor: On a scale of one to ten, how satisfied are you with the Mobile App?
Respondent: Four.
Surveyor: And the Website?
Respondent: Six, maybe.`,
    `Surveyor: And how would you describe yourself politically?
Respondent: {politics}, I guess.
Surveyor: Religion?
Respondent: {religion}.`,
    `Surveyor: What county do you vote in?
Respondent: {county}.`,
    `Sales: Hi, is this the owner of {org}?
Prospect: This is {given}, I'm the {occupation}. What's this about?`,
    `Sales: I was speaking with your colleague {given} last Thursday about the Enterprise tier.
Prospect: {given}'s no longer with us.`,
    `Customer: {given}, you've been so helpful. Truly.
Agent: My pleasure, {titled-family:2}!`,
    `Agent: Hello, am I speaking with {given}?
Caller: Who's asking?
Agent: This is {given:2} from {bank}.`,
    `Utility Rep: I have an outage on {street-name} between {time} and {time#b}.
Resident: Great. And the whole of {city} too?`,
    'Gate Agent: Final call for passenger {family}, {given} {family}, flight to {city}.',
    `Airline: Where are we headed today?
Traveler: {city} to {city:2}, one way.
Airline: Name as it appears on your passport?
Traveler: {given} {family}.
Airline: And the passport number?
Traveler: {passport}.`,
    "Captain: Folks, from the flight deck, we'll be pushing back in just a few minutes, and we've got smooth air all the way to {city}.",
    `Agent: Did you receive the Welcome Kit?
Caller: The what?
Agent: The Welcome Kit, with the Quick Start Guide.
Caller: Oh. No.`,
    `Agent: I'm going to read back what I have. {given} {family}, {street}, {city}, {state} {zip}, phone {phone}, email {email}.
Caller: Yes to all of it.`,
    `Caller: It's {given} {family}. {family}, like the street.
Agent: Like the street, okay.`,
    `Caller: No, {given}, with a K.
Agent: My mistake, {given}.`,
    `Agent: What language would you prefer?
Caller: {language}, please.
Agent: I'll get an interpreter.
Interpreter: Interpreter {given}, ID {code}.`,
    `Mod: Next question comes from {person} with {org}. Please go ahead.
Analyst: Thanks. Can you talk about margins in the Services segment?`,
    'Operator: Our first question is from the line of {person:2}. Your line is open.',
    'CEO: Thank you, {given}. Before we begin, a reminder about Forward-Looking Statements.',
    `Chair: Motion by {titled-family}, second by {titled-family:2}. All in favor?
Members: Aye.
Chair: Motion carries.`,
    `Teacher: {given}, would you read the next paragraph?
{given}: Um, sure.`,
    `Counselor: How did things go with {given} over the weekend?
Client: Better. We went to {landmark} with the kids.`,
    `Recruiter: Your resume says {school}?
Applicant: Yes, I finished there before moving to {city}.`,
    `Tenant: This is {given} in unit 4B, the Heat isn't working again.
Manager: I'll send {given:2} up.`,
    `Collector: I'm trying to reach {person}.
Person: Wrong number.
Collector: Do you know how I could reach {given}?
Person: Never heard of them.`,
    `Agent: Under the Extended Warranty clause you'd... actually, let me get Legal.
Customer: Please do.`,
    `Agent: So the Total Care plan covers the Screen, the Battery, and Theft.
Caller: And Water?
Agent: And Water.`,
    `Voicemail: You have one new message. First message, received {date} at {time}.
Message: Hey {given}, it's {nickname:2}. Call me. {phone:2}.`,
    `Caller: I need to talk to whoever is in charge of Accounts Payable.
Reception: That would be {given} {family}. One moment.`,
    `Caller: My mom, {person:2}, passed away and I need to close her account at {bank}.
Agent: I'm very sorry for your loss. What's your name?
Caller: {given}.`,
    `Agent: What's the IMEI? Dial star pound zero six pound.
Caller: {code}.`,
    `Agent: The router label should have a Default Gateway.
Caller: {ip}?
Agent: That's the one.`,
    `Agent: Go to {url} and click Forgot Password.
Caller: Okay, it's loading.`,
    `Donor: Put me down for {money}, in memory of {person:2}.
Volunteer: Thank you. And your name?
Donor: {given} {family}, from {city}.`,
    `Agent: Happy Birthday, by the way!
Caller: Ha. Thanks. {age} today.`,
  ],
};
