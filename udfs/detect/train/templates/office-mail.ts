import type { TemplateSet } from '../template.js';

/** E-mails and chats at work, whole: customers, colleagues, vendors, parents, tenants. */
export const OFFICE_MAIL: TemplateSet = {
  style: 'email',
  templates: [
    `Subject: Invoice {code}

Hi {given},

Attached is the invoice for May. Please note our new remit-to: {org}, {address-line}.

Thanks,
{given:2} {family:2}
Accounts Receivable`,
    `Subject: Intro: {given} <> {given:2}

{given}, meet {given:2}, a {occupation:2} at {org:2} in {city:2}.
{given:2}, {given} runs Partnerships at {org}.
I'll let you two take it from here!

{given:3}`,
    `Hi all,

Two quick updates. First, {person} has joined us from {org:2} as {occupation}. Second, the Kitchen will be closed next week.

Best,
HR`,
    `Good afternoon,

I am writing on behalf of my mother, {titled-family}, who's lived at {street} for forty years. Her meter hasn't been read since April.

Kind regards,
{given:2} {family}
{city}`,
    `Hello Support,

The Export button does nothing in Safari-like browsers. Steps: Reports > Weekly > Export. I've cleared Cookies and Cache.

Regards,
{given}`,
    "{given}, I can't make {time}. Could we do lunch instead? There's a new place near {landmark}. - {given:2}",
    `Team,

Please remember to lock your Screens, wear your Badges and report Phishing with the Report button.

IT Security`,
    `Dear {titled-family},

We've received your application for the {city} apartment. We still need a pay slip from {org} and a letter from your present landlord, {titled-family:2}.

{given:3}`,
    "Hey {given}! Long time. I saw {given:2} at {event} and she told me you're at {org} now. Congrats!! Are you still in {city}?",
    `To: All Parents
From: {school}
Picture Day is Thursday. Order forms are in Backpacks.`,
    "Dear {school} families, it's with regret that we announce that {titled-family}, our beloved {occupation}, will be leaving for {city} in June.",
    "{given:2} said you'd know who handles {country}. Is it still {given:3}?",
    'Can someone from Legal look at Section 8? {org} wants to strike the Indemnity.',
    'Reminder - Timesheets are due Friday by noon. Late Timesheets will be paid the following Cycle.',
    `Hi {org} team,
my name's {given} and I bought two tickets for {event}. My friend {given:2} can't come. Can I change her ticket to {given:3} {family:3}?
Thanks!
{given}`,
    'Dear Ms. {family}: Per our call, the closing is set for {date} at the offices of {org}, {street:2}, {city:2}. Wire {money} to {bank}. Ask for {given:3} in Escrow.',
    "We've had an offer in from a {occupation} and her husband. {given} and {given:2} {family}; they're renting on {street-name} right now. Asking price. Shall I accept?",
    `Subject: RE: RE: Leak in 3B
From: {given} {family}
The plumber ({org}) came. He says it's from 4B, {titled-family:2}'s unit. Will you call her or shall I?`,
    'Thanks for signing up for the {project} newsletter! Tap Confirm to finish.',
    `Your package has shipped!
Hi {given},
Your {product} is headed to:
{given} {family}
{address-block}`,
    'Order update: your Linen Duvet (Queen, Sage) is back in stock.',
    `Hi {given:2},
I'm following up on my application for {occupation}. I've since finished my course at {school} and can start right away.
Many thanks,
{given} {family}`,
    'Thank you for taking the time to interview with {given} and {given:2} on {date}. Unfortunately, the role has been filled by an internal candidate.',
    'Hiya, running late, stuck on {street-name}. Start without me. {given} has the slides',
    "FYI {titled-family} called again. She says {org}'s check bounced. Can {given} deal?",
    `Please add the following people to the Visitors list:
- {person}, {org}
- {person:2}, {org:2}
- {person:3}, {nationality:3} consulate`,
    'Please add the following items to the Agenda: Budget, Parking, AOB.',
    'Dear Dr. {family}, Your paper "{work}" has been assigned to Reviewers One and Two. Editor: {person:2}, {school:2}.',
    'Hello, my grandmother {person} was born in {city}, {country}, about 1920. Do you hold the parish records? Her father was a {occupation}. {given:2}, {city:2}',
    "Hi, you don't know me, but I think your {given} and my {given:2} are in the same class at {school}. Playdate?",
    'Neighbors - somebody hit the mailbox at {street} last night. Grey van, plate ends in 7. Call {given} at {phone}.',
    'Dear tenant, the water will be shut off Tuesday. The Management',
    'Trip details: {given} {family} and {given:2} {family}, {city} to {city:2}, {date}. Hotel: {org}. Car: Compact.',
    "I'm {nationality} and my wife's {nationality:2}. Which visa do we need for {country:3}? We'd stay with her uncle, {person:4}, in {city:3}.",
    "Per {law}, I'm asking for a copy of the tape of my call with {given} on {date}. My account is under {org-short}.",
    'Hi {given}, The Board liked it. Two asks: (1) shorten the Intro, (2) move Risks up. {given:2}',
    "Following up on {given:2}'s ask: {org} can do Thursday in {city}, or Friday by video. {given:3}'s fine with both.",
    "Dear Customer Relations, Flight to {city} was cancelled, your desk in {city:2} was closed, and my wife {given}, who's {age}, slept on the floor. {person:2}",
    'You have 1 new message from {given} {family} in Messages.',
    '{given} {family} commented on your document: "who\'s {given:2}?"',
    '{given} accepted your invitation: Budget Sync',
    'Invitation: Coffee w/ {given} @ {date} {time} ({email})',
    'Declined: All Hands',
    '{given} {family} shared "Q3 Plan" with you',
    '{given} {family} wants to connect. {occupation} at {org}, {city} Area.',
    '{given} liked your photo from {city}.',
    'Meet our speakers! {person}, {occupation}, {org} · {person:2}, {occupation:2}, {org:2}',
    'Unsubscribe | Preferences | View in Browser',
    'Regards, {person}, on behalf of the {family:2} family',
    'Sorry for the mix-up, {titled-family}. {given:2} in our {city} warehouse put the wrong label on; yours went to a {titled-family:3} in {city:3}.',
    'Quick q: is {org} one word or two? And is their {occupation} still {given}?',
    "{given} --> {given:2} --> me. That's the approval chain until {date}.",
    'My boss ({given}), her boss ({person:2}) and {person:3} from {bank} will be there.',
    "Looking for a {occupation} who speaks {language}. Any leads? We're near {city}.",
    "I'm sorry for your loss. {given} was a gem. When I started at {org} he drove me to {city} and back, twice, just so I wouldn't be late.",
    "Cc'ing Accounts. Cc'ing Facilities. Cc'ing everyone, apparently.",
    'OK. Sent. Thx. G',
    "Dear {given}'s teacher, {given} was sick on Monday. {given:2} {family}",
    'Vendor onboarding: Legal name {org}; DBA {org-short}; Contact {given} {family}; Remit {po-box}, {city} {state-code}; Bank {bank}.',
    '{org} is now {org:2}! Same people, same Values, new Logo.',
    'Q: who owns the {city} lease? A: {given} did, now {given:2}.',
    'Lost badge: {given} {family}, {occupation}, 4th floor. Please disable.',
    'The auditors from {org} ({given}, {given:2} and a {titled-family:3}) need desks Monday through Wednesday.',
    'Hello from {country}! {given} and I made it. {city} is hot. Love to {given:2}.',
    'RSVP: {given} + 1. Allergies: Nuts. Song request: anything but the Chicken Dance.',
  ],
};
