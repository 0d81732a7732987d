import type { TemplateSet } from '../template.js';

/** Ticket histories, CRM notes, order and dispatch notes, chat exports, survey answers, posts and listings. */
export const RECORD_TICKETS: TemplateSet = {
  style: 'ticket',
  templates: [
    'Ticket #{code} - Opened by {given} {family} - Priority: High - Component: Exporter',
    `Requester: {person}
Organization: {org}
Assignee: {given:2} {family:2}
Status: Pending
Subject: Invoice shows the wrong city

Our office moved from {city} to {city:2}. Please correct the Bill To.`,
    '[INTERNAL NOTE by {given}]: Spoke w/ {titled-family:2}. She is upset about the Late Fee. Per {given:3} ok to waive.',
    "Comment from {username}: Can't reproduce on {version}. Closing as Works For Me.",
    `{given} changed Status from Open to In Progress
{given} changed Assignee from Unassigned to {given:2} {family:2}`,
    `Summary: Search returns nothing when Last Name has an apostrophe
Steps: 1. Open People. 2. Type a name. 3. Press Enter.
Expected: Results. Actual: Blank page.`,
    `As an Admin, I want to Archive a Workspace so that it no longer shows in Browse.
Acceptance: Undo within 30 days.`,
    `Epic: {project}
Reporter: {person}
Watchers: {person:2}, {username:3}`,
    'Labels: Backend, Tech-Debt, Needs Triage',
    "CRM 04 - Met w/ {given} {family}, {occupation} @ {org}, at {event}. Intro'd by {given:2}. Kids at {school}. Follow up in June.",
    'Left VM for {given}. Will try again Weds. Gatekeeper = {given:2}.',
    'Acct note: cust cld re bill, vfd name/dob/addr {street} {city}, adv cycle dates, cust ok. {given}',
    'cx {given} {family} called in irate, wants sup callback @ {phone}, tix {code}',
    'Cust adv she is moving to {state} w/ her mother {given:2} & needs svc disc {date}',
    'CCI re: dbl charge. Apologized, offered 10% credit, CX accepted, NFA.',
    'T/F to Tier 2, no answer, T/F to CB queue.',
    'Driver note: gate code on file, leave w/ {given} at {org} front desk, {street}',
    "Delivery instructions: Ring twice. If no one's home leave with {titled-family} next door at {street:2}.",
    'Dispatch: tech {given} ETA {time} to {street-name}, {city}; cust {family}; issue: No Heat',
    'WO {code}: Replace Compressor, Bay 3. Assigned {family}. Parts on order from {org}.',
    'Return reason: Changed Mind. Condition: Opened. Refund to: Store Credit.',
    'Gift message: Happy anniversary {given}! Love, {given:2} and the kids',
    `Engraving line 1: {given}
Engraving line 2: Class of '09`,
    'Special requests: High Floor, Feather Free, Late Arrival',
    'Booking {code}: {family}/{given}, 2 adults, {city} - {city:2}, Aisle, Kosher',
    "Reservation for {given}, party of {number}, {time}, Patio. Note: she's a {occupation} at {org}, VIP.",
    'Contract #: {code}. Lessee: {person}. Unit: Climate 10x10. Alternate contact: {person:2}, {city:2}.',
    'Maintenance request, Unit 12C, tenant {given} {family}: Dishwasher leaks. Permission to Enter: Yes. Pets: Cat named Tiger.',
    'Lost and Found: black wallet, name inside {person}, card from {bank}, found near {landmark}.',
    'Shift log: {given} called out. {given:2} covering. Truck from {city} late.',
    'Pass-down: Line 2 down for Belt. Line 3 running Lemon, switch to Cherry at 6.',
    'Time entry - {given} {family} - {org:2} matter - Draft Reply Brief, confer w/ {titled-family:3} - 2.4',
    'Lead source: Web. Name: {given} {family}. Company: {org}. Job Title: {occupation}. Country: {country}. Message: Please call me.',
    `Form submission
Your name: {person}
Your company: {org}
How can we help?: We're a {nationality} importer and need pricing for {product}.`,
    `Contact us form
Name: asdf
Message: Test Test Test`,
    'NPS 3. "{given} in Chat kept asking me for my ZIP."',
    "★☆☆☆☆ Avoid! {given} at the {city} location was rude and the Deluxe Wash didn't even dry the car.",
    '★★★★★ {given} {family} sold our house on {street-name} in four days. Best {occupation} in {city}!',
    'Review by {nickname} from {city}: The Cloud Mattress is too soft for side sleepers.',
    'Response from the owner: Thank you, {given}! - {given:2}, {org}',
    `Q: Does the Explorer Backpack fit a laptop?
A: Yes, up to sixteen inches. - {given}`,
    'Open-ended 14: "I am a {religion} {gender} from {city} and I\'d like more options."',
    'Open-ended 15: "More Vegan."',
    `Q22 (Occupation): {occupation}
Q23 (Employer): {org}
Q24 (City): {city}`,
    `What did you like most? {given}'s workshop.
What did you like least? Parking.`,
    'Respondent lives in: {city}. Previously: {city:2}. Born in: {country}.',
    '@{username} your flight to {city} is delayed, please DM us your Confirmation Code. ^{given}',
    'RT if you were at {event} last night!! {person} killed it in {city}',
    'just landed in {city} lol {given} already lost his bag',
    'New job alert! Thrilled to join {org} as a {occupation}. Thank you {person:2} and everyone at {org:2}.',
    'For sale: Mountain Bike, barely used, {city}. Ask for {given}, {phone}.',
    'WANTED: {occupation} for busy shop on {street-name}. Apply in person, see {given}.',
    'MISSING: {given} {family}, {age}, last seen {date} near {landmark} in {city}, wearing a Red Hoodie.',
    'Obituary: {person}, {age}, of {city}, passed away {date}. Born in {city:2} to {given:2} and {given:3} {family}, she was a {occupation} at {org} and a member of the {religion} community.',
    'Yard sale Saturday, rain or shine. Tools, Toys, Records.',
    `#general
{given} {family}  {time}
who has the key to Rosewood?
{given:2}  {time#b}
It's on my desk`,
    `{username}: @channel Release Notes are up
{username:2}: :tada:`,
    `You: hey are you still selling the desk?
{given}: Yes! I'm off {street-name}
You: I'm {given:2}, I could come by at {time}`,
    `Visitor 5512 ({city}, {country}): hi
{given}: Hi! Welcome to {org}.
Visitor 5512: is this a bot`,
    `System: Chat started
System: You are chatting with {given}
Customer: my order never came
System: {given} is typing
System: Chat ended`,
    `Bot: I found three results: Track My Order, Change My Order, Cancel My Order.
Customer: TALK TO A HUMAN`,
    'Escalation path: L1 > L2 ({given}) > Duty Manager ({family:2}) > {org} Vendor Support',
    'RCA: Config drift in East. Owner: {given} {family}. Contributing: Friday deploy. Lessons: Canary First.',
    'Vendor: {org}; rep: {person}; cell {phone}; terr: {state}, {state:2}; last visit {date}',
    'Checked out to {given} {family}: {work}. Due {date}. Fines: {money}.',
    'Match notes: {given}, {age}, {occupation}, {city}. Likes: Hiking, Wine, Dogs. Faith: {religion}.',
    'Volunteer sign-up. {given}: Grill. {given:2}: Ice. {given:3}: Setup. OPEN: Cleanup, OPEN: Parking',
    'Potluck: Chicken (The {family} family), Salad ({given:2}), Drinks (?)',
    'Claim note {date}: TCW insd {family}. Insd sts OV driver {person:2} of {city:2} ran Stop. PR ordered from {agency}.',
    'Subro: sent demand to {org:2}, attn {given:2} {family:2}, fax {phone:2}. Diary 30.',
    'UW memo: Applicant {occupation}, {age}, NT, {state-code}. Std Plus. MVR clear.',
    'Skip trace: poss addr {address-line}; poss relatives {person:2}, {person:3}; POE {org}',
    'Grant log: {org:2} / PI {family} / {school} / {money} / Awarded',
    'Known issues: Dark Mode flickers. Workaround: Use Light. Fix in {version}.',
    'Changelog: Added Bulk Edit. Removed Legacy Import. Thanks to {username} and {given:2}.',
    'FAQ: Where is my Promo Code? Look under Wallet, then Offers.',
  ],
};
