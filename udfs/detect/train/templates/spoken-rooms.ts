import type { TemplateSet } from '../template.js';

/** Meetings, interviews, podcasts, courts, police and classrooms, written down. */
export const SPOKEN_ROOMS: TemplateSet = {
  style: 'transcript',
  templates: [
    `[Recording started]
{given} {family}: Okay, I think we have quorum. {given:2}, can you share?
{given:2} {family:2}: Yep. Can everyone see the Q3 Roadmap?
{given:3}: Yes.
{given} {family}: Great. Let's start with {project}.`,
    `WEBVTT

1
00:00:01.000 --> 00:00:04.500
<v {given} {family}>Hi everyone, thanks for joining.

2
00:00:04.900 --> 00:00:08.200
<v {given:2} {family:2}>Morning, {given}.`,
    `1
00:02:11,040 --> 00:02:14,300
I grew up in {city}, not far from {landmark}.

2
00:02:14,300 --> 00:02:17,000
My dad was a {occupation}.`,
    `[00:14:22] {given}: Wait, is that due this sprint or next sprint?
[00:14:25] {given:2}: Next.
[00:14:26] {given}: Then why is it in the Now column?`,
    `Transcript of the stand-up, no video.
Backend: Done with the Export endpoint, starting on Webhooks.
Frontend: Blocked by Design.
Design: Not blocked. See the Handoff page.`,
    'Action items: {given} to call {org}; {given:2} to send the deck to {person:3} by {date}; all to read the Retro notes.',
    `HOST: You're listening to a show about money, and today on the line from {city}, {state}, is {given}. Hi, {given}.
{given}: Hi! Big fan.
HOST: What's your question?
{given}: So my husband, {given:2}, and I are both working, I'm a {occupation} and he's a {occupation:2}, and we've saved about {money}.`,
    '...and that was {person}, {occupation} at {school}, talking about {work}. After the break: what really happened at {event}.',
    'Narrator: In the summer of that year, a young {occupation} named {given} {family} left {city} for {country}, and was never heard from again.',
    `Interviewer: Where were you born?
Narrator: In {city}, {country}. In {region}, really. My parents were {nationality}.
Interviewer: And what brought the family to {city:2}?
Narrator: Work. My father got on at {org}.`,
    `ORAL HISTORY PROJECT
Tape 1, Side A
INT: Would you say your name?
RESP: {given} {family}, but it was {family:2} before I married.
INT: And you were raised {religion}?
RESP: Oh yes. Every Sunday.`,
    `DIRECT EXAMINATION
BY MR. {family}:
Q. Ms. {family:2}, how are you employed?
A. I'm a {occupation:2} with {org:2}.
Q. How long have you held that position?
A. Eleven years.`,
    `CROSS-EXAMINATION
Q. You testified you were at {landmark} at {time}, correct?
A. Around then.
Q. And you didn't see {given:2}?
A. I saw {given:2}'s truck.
MS. {family:3}: Objection. Relevance.
THE COURT: Overruled.`,
    `MR. {family}: Your Honor, the People call {person:2}.
THE BAILIFF: Raise your right hand.
THE WITNESS: {given:2} {family:2}, spelled the usual way.`,
    "THE COURT: We're back on the record in the matter of {family} versus {org}. Appearances?",
    `THE COURT: Exhibit A is admitted. Exhibit B, I'll reserve.
COUNSEL: May we approach?
THE COURT: You may.
(Sidebar, not reported.)`,
    `COURT REPORTER: Could you repeat the last answer?
WITNESS: I said no.
COURT REPORTER: Thank you.`,
    `Det. {family}: It's {date}, {time}. We're at the {city} station. With me is {person:2}. {given:2}, you understand you're not under arrest?
{family:2}: Yeah.
Det. {family}: Tell me about {given:3}.
{family:2}: She's my ex. She moved to {city:3} with some guy, {nickname:4} something.`,
    `Body-worn camera, Ofc. {family}:
Ofc. {family}: What's your name, man?
Male: {given:2}.
Ofc. {family}: Last name?
Male: {family:2}.
Ofc. {family}: DOB?
Male: {dob:2}.
Ofc. {family}: You live around here?
Male: {street:2}.`,
    "RADIO LOG: 2-Adam-6, I'll be out with one at {street-name} and {street-name:2}. Run a {family}, first of {given}, DOB {dob}, {state} OLN {driver-license}.",
    'RADIO: All units, BOLO for a silver van, partial {plate}, last seen northbound toward {city}.',
    `MAYOR {family}: Public comment is now open. State your name and address.
SPEAKER: {given:2} {family:2}, {street:2}. I'm here about the parking on {street-name:3}.`,
    `CLERK: Council Member {family}?
COUNCIL MEMBER {family}: Aye.
CLERK: Council Member {family:2}?
COUNCIL MEMBER {family:2}: No.
CLERK: The motion fails for lack of a majority.`,
    `Senator {family}: I thank the chair. To the witness: did {agency} know about this before {date}?
Mr. {family:2}: I'd have to get back to you, Senator.`,
    `Reporter: {given}, first win at home in six years, what does that mean to {city}?
Coach: It means everything. {family:2} was huge today, {family:3} too.`,
    `Color: What a catch by {family}!
Play-by-play: {given} {family}, the rookie out of {school}, and this crowd is on its feet.`,
    `Lecturer: Today is Parkinson's. Who can tell me what Lewy found? Anyone? {given}?
Student: Inclusions?
Lecturer: Good. Now, Friedreich's, by contrast...`,
    `Professor: Turn to Chapter Nine. We'll skip Bayes and go to Markov.
Student: Will Markov be on the Midterm?
Professor: No.`,
    `Panelist 1: As a {politics}, I'd push back on that.
Panelist 2: And as a {occupation}, so would I.
Moderator: Let's bring in {person:3}, joining us from {city:3}.`,
    `Focus group 4, women 25-40
P1: I shop there, like, weekly.
P2: Same.
P3: I stopped when they changed the Loyalty thing.
M: What do you mean by the Loyalty thing?`,
    `UX interview notes, verbatim
I: What did you expect when you tapped Continue?
P: I thought it'd go to Checkout.
I: And instead?
P: It opened Preferences. So I left.`,
    "User research, participant {number}: \"I'm a {occupation} in {city}, I've got two kids, {given:2} and {given:3}, I don't have time for a tutorial.\"",
    `Earnings call excerpt
{given} {family} -- {org} -- {occupation}
Good afternoon. Revenue was {money}, up from {money#b}.
Operator
We'll take our next question from {given:2} {family:2} of {bank}.
{given:2} {family:2} -- {bank} -- Analyst
Congrats on the quarter, {given}.`,
    "Operator: Thank you. This concludes today's conference. You may now disconnect.",
    'Sermon, morning service: Turn with me to the book of Mark. Grace and hope, church, grace and hope.',
    "Pastor: And let's keep the {family} family in prayer. {given} is back at {hospital}, and {given:2}'s surgery is {date}.",
    "Wedding toast: I met {given} in a dorm at {school}, and I knew the minute {given:2} walked in that I'd lost my roommate.",
    'Eulogy (recorded): {given} {family} was a {occupation} for forty years. He came from {country} with one suitcase. {city} was his whole world.',
    "Coach: Alright, huddle. {given}, you're on the post. {given:2}, wing. {given:3}, stop smiling.",
    'Drill team: Left. Left. Left, right, left. Halt.',
    "Tour guide: On your left you'll see {landmark}, finished the year {person} became governor of {state}.",
    'Flight attendant: Ladies and gentlemen, welcome to {city}, where the local time is {time}. On behalf of {org}, thank you for flying with us.',
    'PA: Would the parents of {given} {family} please come to Guest Relations.',
    'PA: Attention shoppers, the store will be closing in fifteen minutes. Please bring your final purchases to the Front.',
    'Auctioneer: Lot Twelve, do I hear five, five, now six, six from the gentleman in the Blue Jacket, sold!',
    `Webinar Q&A
Anonymous: Will slides be shared?
{given} {family}: Does this work with Single Sign-On?
{given:2}: joining from {city:2}, hello!
Presenter: Hi, {given:2}. Yes and yes.`,
    'Host: Quick housekeeping. Mute your line, use Raise Hand, and put questions in the Chat.',
    'Translator (from {language}): He says his name is {given} {family}, he is {age}, he came on {date} from {city}, {country}.',
    `Asylum interview, through an interpreter.
Officer: What is your nationality?
Applicant: {nationality}.
Officer: And your religion?
Applicant: {religion}.
Officer: Why did you leave {country}?
Applicant: Because of the party. My brother {given:2} was with the {politics:2} side.`,
    `Job interview, panel of three
{given} ({org}): Walk us through your CV.
Candidate: Sure. After {school} I joined {org:2} as a {occupation:2}, then moved to {city:2}.
{given:3}: And why {city}?
Candidate: Family.`,
    `Exit interview
HR: What could we have done better?
Employee: Honestly? My manager. {given:2} never had a one-on-one with me. Not one.
HR: Noted. And Benefits?
Employee: Benefits were fine.`,
    `Grand jury, Volume III
A JUROR: Was the light red or green?
THE WITNESS: Red.
A JUROR: And you're sure?
THE WITNESS: Sure as I'm sitting here.`,
    'Deposition of {person}, taken on {date} at {street}, {city}. Also present: {person:2}, Esq.; {given:3} {family:3}, {occupation:3}.',
    `MS. {family}: Mark that as Exhibit 14.
(Exhibit 14 was marked for identification.)
THE WITNESS: I've not seen this.
MS. {family}: Take your time.`,
    `Hearing officer: Is the claimant on the line?
Claimant: Yes, {given} {family}.
Hearing officer: And for the employer?
Employer rep: {given:2} {family:2}, Human Resources, {org}.
Hearing officer: {titled-family}, were you discharged or did you quit?
Claimant: {given:3} told me not to come back Monday.`,
    `uh so chapter four is basically {given} walks into {city} and nobody knows who he is
right and that's {work} right
no that's the sequel
oh`,
    `okay class open your books to page ninety two who remembers what a cosine is
nobody
it was on the quiz`,
    'so the scrum master asked us to estimate the epic and we all said eight except {given} who said two',
    'motion to approve the minutes second all in favor any opposed okay the minutes are approved',
    "we'll hear from councilwoman {family} and then the {occupation:2} from {agency}",
  ],
};
