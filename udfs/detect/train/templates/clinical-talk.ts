import type { TemplateSet } from '../template.js';

/** Spoken clinical text: nurse lines, visits, rounds, pharmacies, intake calls, mostly as speech recognition writes them. */
export const CLINICAL_TALK: TemplateSet = {
  style: 'call',
  templates: [
    `good morning {hospital} how can i direct your call
uh yeah labor and delivery please`,
    `hi this is {given} i'm a {occupation} with {org} i'm calling for {given:2} {family:2}
this is she
hi {given:2} how are you feeling since you got home`,
    'doctor {family} is running about twenty minutes behind today so you can have a seat',
    "okay {given} i'm gonna listen to your lungs big breath in and out again",
    `so what brings you in today {given}
my knee
which one
the left one it's been popping`,
    `and this is your mom
yeah this is {given:2}
hi {given:2} nice to meet you i'm doctor {family:3}`,
    `any allergies to medicine
penicillin and uh sulfa
okay and what happens
hives`,
    `what do you do for work
i'm a {occupation} so i'm on my feet all day
at {org} still
yep still at {org}`,
    `do you smoke drink use any drugs
no no and no`,
    `on a scale of zero to ten with ten being the worst pain
uh like a six`,
    `are you taking the lisinopril every day
most days
and the metformin
yeah with dinner`,
    "the m r i showed a small tear in the meniscus so i'd like you to see {titled-family:2} he's the {occupation:2} over at {hospital:2}",
    '{given} had her colonoscopy at {hospital} with doctor {family:2} and they took out one polyp',
    'overnight bed four mister {family} spiked to a hundred and one cultures sent started zosyn',
    'bed six is {given} {family} {age} year old with c h f diuresing well plan is home tomorrow with her daughter {given:2}',
    'next is room twelve miss {family} post op day two tolerating a diet p t says rehab case management is {given:2}',
    'alright anything else on {family} no okay next',
    'we need a chest x ray a c b c and a b m p',
    'call respiratory and tell {given} i need her in trauma two',
    'this is medic nine en route to you with a {age} year old male chest pain twelve lead shows elevation in two three and a v f e t a ten minutes',
    'copy medic nine trauma one on arrival this is {given}',
    `pharmacy this is {given} how can i help
hi {given} it's {given:2} at dr {family:2}'s office i've got a new script to call in
okay go ahead
it's for {given:3} {family:3} date of birth {dob:3} amoxicillin five hundred three times a day for ten days
any refills
no refills`,
    'hi i need to transfer my prescriptions from {org} to you guys i just moved here from {city}',
    "yeah it's uh atorvastatin and then the little white one for my thyroid",
    'can you tell {given} at the front that {titled-family:2} is here',
    "i'm calling from {org} to verify employment for a disability claim for {person}",
    'this call is regarding a prior authorization for {given} {family} member id {member-id} the drug is humira',
    'the denial says step therapy not met so the doctor needs to do a peer to peer',
    "hi {titled-family} it's {given:2} calling from the sleep lab in {city} we had a cancellation on {date}",
    'sir this is poison control any trouble breathing at all',
    'so before {hospital} she was at {hospital:2} and before that some place in {city}',
    `and you live alone
no with my son {given:2} and his wife {given:3}
stairs
yeah twelve`,
    `do you have someone to drive you home
my neighbor {given:2} she's in the waiting room`,
    `where were you born
{country}
and when did you come here
uh when i was like ten`,
    `do you need an interpreter
yes {language} please`,
    `any spiritual needs while you're here
we're {religion} so uh no pork and my uncle would like to visit`,
    `remember the three words i told you
apple table and uh no`,
    "what year is it what month is it who's the president",
    'spell world backwards',
    `i see you were at {school} what did you study
nursing actually i was a {occupation} for a while`,
    'okay so the plan is ice rest and see me in two weeks',
    `time out this is {given} {family} date of birth {dob} right total knee antibiotics are in everybody agree
agree`,
    'needle and sponge counts are correct',
    'specimen is labeled {family} left breast lumpectomy',
    `so {given} tell me about the last time you used
saturday
who were you with
{given:2} and some people from {city}`,
    `and when {given:2} said that what went through your mind
that i'm stupid`,
    "let's do the breathing together in for four hold for four",
    "i'm with {org} hospice and i'm so sorry {given} do you want me to call {given:2}",
    'time of death {time} doctor {family} pronouncing',
    'Nurse {given}: "Mr. {family:2}, I\'m going to start your IV. Little pinch."',
    `Dr. {family}: How's the hand, {given:2}?
{given:2}: Stiff. I can't hold a hammer.
Dr. {family}: And you're back at {org}?
{given:2}: Light duty. {given:3}, my foreman, has me on paperwork.`,
    `Resident: Sixty-two with Crohn's, on Humira, two days of Fever.
Attending: Name?
Resident: {family}. {given} {family}.
Attending: Lactate?
Resident: Two point one.`,
    `Student: Is that Kussmaul breathing?
Attending: Close. Cheyne-Stokes.`,
    `Triage: What's going on today?
Patient: I was at {org} and a box fell on my foot.
Triage: What's your job there?
Patient: {occupation}.`,
    `Receptionist: {hospital} Imaging, this is {given}.
Patient: I have an order from a Dr. {family:2} in {city:2}.
Receptionist: CT or MRI?
Patient: The tube one.`,
    `Biller: Your copay is {money}.
Patient: {org:2} told me zero.
Biller: Who did you speak with?
Patient: {given:3}. She gave me a reference, {code}.`,
    `Coach: Great job on your Steps this week, {given}!
Member: Thanks. My wife {given:2} walks with me.`,
    "Interpreter: The patient says she is {given} {family}, from {city}, and she's been dizzy since Sunday.",
    `Chaplain: Would you like me to sit with you?
Visitor: He was my brother. {given}.`,
    `Dispatcher: Is she awake, ma'am?
Caller: {given}! She's opening her eyes. {given}, honey.`,
    `CNA: Good morning, {titled-family}! Ready for breakfast?
Resident: Where's {given:2}?
CNA: Your daughter's coming Sunday.`,
  ],
};
