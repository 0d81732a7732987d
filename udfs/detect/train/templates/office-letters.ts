import type { TemplateSet } from '../template.js';

/** HR letters, complaints, recommendations, notices, replies to customers and privacy requests. */
export const OFFICE_LETTERS: TemplateSet = {
  style: 'letter',
  templates: [
    `{org}
{address-block}

{date}

Dear {titled-family:2},

We are pleased to offer you the position of {occupation:2} at our {city} office, starting {date#b}. Your annual salary will be {money}. Please sign and return this letter to {given:3} {family:3} in Human Resources.

Sincerely,
{person:4}`,
    `Dear {given},
Thank you for your interest in the {occupation} role. After careful consideration we've decided to move forward with other candidates. We wish you the best.
{org} Talent Team`,
    'Dear Hiring Manager, I am writing to apply for the position of {occupation} advertised on your Careers page. For the past five years I have worked at {org} in {city}, reporting to {person:2}.',
    `To Whom It May Concern:
This confirms that {person} has been employed by {org} since {date} as a {occupation}. Current base salary: {money}. For questions, call {phone}.
{person:2}, {occupation:2}`,
    `{given},
It's with mixed feelings that I resign. My last day will be {date}. My family and I are moving to {city}.
Best, {given:2}`,
    `Performance Review - {given} {family} - Meets Expectations
{given} took ownership of {project} and mentored {given:2}. Area for Growth: Delegation.`,
    'Self-assessment: This year I moved from Support to Success. I closed the Backlog and learned Dashboards. Goals for next year: Lead, Coach, Ship.',
    `WRITTEN WARNING
Employee: {person}
Supervisor: {person:2}
On {date} you arrived ninety minutes late. This is your Second Occurrence under the Attendance Policy.
Employee signature: ____________`,
    'All staff: please join me in congratulating {given} {family}, who has been promoted to {occupation}. {given} joined us in {city} as an intern.',
    'As of Monday, the Open Enrollment window is closed. Qualifying Life Events still apply.',
    "We're sad to share that our colleague {person} died on {date}. {given} was a {occupation} in the {city} plant for two decades. He leaves his wife, {given:2}.",
    'Reference for {given} {family}: I taught {given} at {school} in both Algebra and Statistics. She is curious, kind and never late. {titled-family:2}',
    "Dear Admissions Committee: It's my privilege to recommend {person}, whom I supervised at {org}. Born in {country} and fluent in {language}, {given} would enrich your program. Yours, {person:2}, {school:2}",
    'Dear Parents, The Book Fair opens in the Library on Monday. Volunteers are welcome.',
    "Dear {titled-family}, This is to let you know that {given} was sent to the Principal's Office on {date} for fighting with {given:2} on the bus. Please call {phone}. {person:3}, {occupation:3}, {school}",
    'Report card comment: {given} reads above grade level. Next step: shows more work in Math. {titled-family:2}, Room 9',
    'IEP meeting held {date} at {school}. Present: {given} ({age}), {person:2} (mother), {titled-family:3}, and {person:4}, {occupation:4}.',
    'I bought your Forever Skillet last Monday and the Lifetime Guarantee turned out to be ninety days. I want a full refund.',
    `To the Manager:
On {date} my wife {given:2} and I dined at your {city} restaurant. Our {occupation:3}, {given:3}, spilled red wine on my jacket and {org} has yet to answer my letters.
{person}
{street}, {city} {zip}`,
    `Dear {titled-family},
Thank you for your letter of {date}. I was sorry to read of your experience at our {city} branch. I've spoken with {given:2}, who was on duty. As a gesture of goodwill we've credited {money}.
{given:3} {family:3}
Executive Office, {bank}`,
    'Thank you for contacting us. Your message was received and a member of our Customer Care team will reply within two business days. Please do not reply to this e-mail.',
    'Hi {given}, thanks for your patience! I checked with our Warehouse and your {product} left {city} this morning. -{given:2}',
    `RE: Cancellation
Hi there,
I've cancelled your Family plan as asked. You can keep using Premium until the end of the Billing Cycle.
Take care,
{given}`,
    `SUBJECT ACCESS REQUEST
I, {person}, born {dob}, of {address-line}, ask {org} for all personal data you hold about me, under {law}. You may know me under my former name, {family:2}, or by the username {username}.`,
    'To the Data Protection Officer: please erase my account ({email}) and any call recordings. I never agreed to Marketing Cookies. {given} {family}',
    "Dear {given}, We've completed your Right to Erasure request. Data kept for Legal Hold or Tax is exempt. {org} Privacy Office",
    '{bank} FRAUD ALERT: Did you attempt {money} at {org-short} in {city}? Reply YES or NO.',
    'URGENT: Your Account has been Suspended! Click Verify Now to avoid Closure.',
    'Dear Valued Customer, Your Statement is ready. Log in to Online Banking to view it. Go Paperless and Save a Tree!',
    `NOTICE TO VACATE
To: {person} and all other occupants
Premises: {street}, {city}, {state}
You must quit the premises within thirty days.
Landlord: {org}, by {person:2}, agent`,
    "Dear Neighbors, I'm {given} {family}, the {occupation} at number nine. The {family} family will hold a Block Party on {date}; {street-name} will be closed to cars.",
    'Dear Homeowner: The Architectural Committee found a violation at {street}: Trash Bins visible. Kindly cure by {date}.',
    'Congratulations, {given}! Your offer on {street} in {city} has been accepted. The sellers, {person:2} and {given:3}, would like to close {date}.',
    'Charming Ranch home with Granite counters, a Double oven and Bay windows. Close to Schools and Shops.',
    'Listing agent {person} ({org}) presents {street}, {city}: 3 BR, 2 BA, near {landmark}. Open House Sunday.',
    `{agency}
NOTICE OF ASSESSMENT
{person}
{address-block}
Amount due: {money}`,
    'Your request for an extension of time to file has been Received. Keep this notice with your Records.',
    "Dear Sir or Madam: I'm the executor of the estate of my late aunt, {person:2}, who died in {city:2} on {date}. Kindly tell me what {bank} needs to release the Safe Deposit Box. {person}",
    "Dear Senator {family}: I'm a {occupation} from {city} and a lifelong {politics}. Please vote no. {person:2}",
    'Dear Editor: Once again the Council has put Parking ahead of People. When will they learn? {given} {family}, {city}',
    "My dearest {given}, {city} is grey without you. Your cousin {given:2} brought {family:3}'s letters from {country}. Always, {nickname:2}",
    "Season's greetings from the {family} clan! {given} started at {school}, {given:2} is still a {occupation:2}, and we finally saw {landmark}.",
    'Please find enclosed the Certificate of Insurance naming {org} as Additional Insured.',
    'Pursuant to your letter, our client, {person}, rejects the settlement. All further contact should be directed to me. {person:2}, {org:2}',
    'Dear Claimant, Your claim was assigned to the undersigned Adjuster. Please provide the Proof of Loss form and any Receipts.',
    'Dear {titled-family}: I have inspected the roof at {street}. Hail damage consistent with the storm of {date}. Payment of {money} was mailed to you and to {bank}, your mortgagee. {person:2}, {occupation:2}',
    "Mr. {family}'s visa application was refused at the consulate in {city}. He is {nationality}, a {occupation}, and was invited by {org} to attend {event}.",
    'Letter of invitation: I, {person}, a {nationality:2} citizen living at {address-line}, invite my mother, {person:2}, of {city:2}, {country:2}, to stay with me from {date} to {date#b}.',
    'Affidavit of Support. I am a {occupation} earning {money} a year and I will support my fiancé(e), {person:2}, a national of {country:2}.',
    'Thank you for donating blood at {landmark}! Your gift may save three lives. Your next visit can be in May.',
    'Dear Alum, {school} needs you. {given} {family}, a {occupation} from {city}, got her start on the scholarship you made possible.',
    'Save the date! {given} & {given:2} are getting married. {date}, {landmark}, {city-state}. Formal invitation to follow.',
    'The pleasure of your company is requested at the retirement dinner of {person}, for thirty years {occupation} of {county}.',
    'Guest list: {given} + {given:2}, the {family:3} family, Aunt {given:4}, {person:5} (maybe).',
    "Hi team, quick note that I'm OOO Thursday and Friday. For anything about {project} ask {given}; for {org} ask {given:2}. Thanks!",
    'Automatic reply: I am out of the office until Monday with limited access to e-mail. For urgent matters contact the Service Desk.',
    `Kind regards,

{given} {family}
{occupation} | {org}
{street} | {city}, {state-code} {zip}
T {phone} | {url}`,
    `Best,
{given}

Sent from my phone`,
    'CONFIDENTIALITY: This message is intended only for the Addressee. If you received it in error, delete it and notify the Sender.',
    `From: {person} <{email}>
To: {person:2} <{email:2}>
Cc: Accounts Payable
Subject: Overdue - {org:2}

{given:2}, see below. Can you pay them before Friday?`,
    `On {date}, {given} {family} <{email}> wrote:
> Is {given:2} still in {city}?
> Thx
Yes, until Sunday.`,
    'Fwd: Fwd: Fwd: Funny Cats!!!',
    "Hello {given}! I'm {given:2}, and I'll be your Onboarding Specialist. Here's a link to Getting Started.",
    'PS {given:3} says hi from {city:3}.',
    'Please welcome our new neighbors at {org-short}: {given}, {given:2} and their {occupation:2}, {given:3}.',
    'Attention Members: Pool hours change in June. The Sauna is closed until further notice.',
    'Memo. To: Store Managers. From: Loss Prevention. Re: Returns without Receipt.',
    `MEMORANDUM
TO: {person}
FROM: {person:2}, {occupation:2}
RE: Site visit to {city}
I met {given:3} and {given:4} of {org:3} at the plant.`,
    '{titled-family} and {titled-family:2} regret to announce the end of their partnership. {given} will continue at {street}; {given:2} is joining {org:2}.',
    'Re your parking ticket, {plate}: the appeal by {person} is upheld. {agency}',
    'Welcome to the Rewards Club! As a Silver member you earn Bonus Points on every Purchase.',
  ],
};
