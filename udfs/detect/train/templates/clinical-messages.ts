import type { TemplateSet } from '../template.js';

/** Portal messages, telehealth chats, insurers' and clinics' letters, hand-offs, pages and dictation. */
export const CLINICAL_MESSAGES: TemplateSet = {
  style: 'clinical-message',
  templates: [
    `Dear Dr. {family},
I saw your patient {person:2} in clinic on {date}. She is a {age:2}-year-old {occupation:2} who lives in {city:2} with her husband, {given:3}.
Her Lupus is quiet. I have stopped the Prednisone.
With kind regards,
{person:4}
{occupation:4}, {hospital:4}`,
    "Hi Dr. {family}, it's {given:2}. The Zoloft is making me dizzy. Should I cut it in half?",
    'Hi {given:2}, yes, go to half for a week and let me know. - Dr. {family}',
    'Hello {given}, your test results are available in the Portal under Test Results. No action is needed.',
    'Reminder: You have an appointment with {person} at {hospital} on {date} at {time}. Reply C to confirm.',
    'Your Prior Authorization for Ozempic was Denied. Reason: Step Therapy not met. You have the right to Appeal.',
    `Re: Member {person}, ID {member-id}
Provider: {person:2}, MD
Dear {titled-family},
We reviewed the request for MRI Lumbar Spine. The request does not meet our Clinical Guidelines. A {language} version of this letter is available on request.
{org} Utilization Management
{po-box}, {city}, {state-code} {zip}`,
    `EXPLANATION OF BENEFITS - THIS IS NOT A BILL
Patient: {person}
Claim: {code}
Provider: {hospital}
Service: Office Visit, Level 3
Billed {money}  Allowed {money#b}  You owe {money#c}`,
    'To whom it may concern: {person} has been under my care since {date} for Ulcerative Colitis and should be excused from work at {org} through {date#b}. {person:2}, MD',
    `To: {school} Nurse's Office
{given} {family} may carry an Albuterol inhaler. Please call {phone:2} with questions. Dr. {family:2}, {city} Pediatrics`,
    `[{time}] Patient: hi
[{time}] Dr. {family}: Hello {given:2}, can you see me okay?
[{time#b}] Patient: yes but no sound
[{time#b}] Dr. {family}: Click the Speaker icon, then Settings.`,
    `VISIT START
Provider: For the record, can you state your name and where you are right now?
Patient: {given} {family}, I'm home, {street}, {city}.
Provider: Anyone with you?
Patient: Just my aunt {given:2}.`,
    `Nurse chat: {given} joined. {given}: Hi! I'm {given}, a {occupation} with {org}. What brings you in?
You: Rash on my arms
{given}: Any new soap, plants, pets?`,
    `Bot: What is your main symptom? (Fever / Cough / Rash / Other)
User: Other
Bot: Please describe.
User: My ears ring.`,
    'Page: Rm 512 {family} BP 82/40 pls call {given} x4417',
    'Text page to Dr. {family}: pt {given} in 12 wants to leave, wife {given:2} here now',
    `secure chat {given} {family}, PharmD: Vanc trough 22, hold next dose?
{given:2} {family:2}, MD: yes hold. Recheck AM.`,
    'IPASS: Illness: Watcher. Patient: {family}, {age}, CHF. Action: Lasix at {time}. Situation: If SBP under 90 call Cards ({family:2}). Synthesis: read back by {given:3}.',
    'Sign-out: {given} {family} - DKA, gap closed, bridging. {given:2} {family:2} - awaiting SNF in {city:2}. {given:3} {family:3} - NTD.',
    'dictating on {given} {family} medical record {medical-record} date of service {date} period new paragraph this is a {age} year old {occupation} comma who presents with right shoulder pain period',
    'new paragraph impression colon one rotator cuff tear period two biceps tendinitis period plan colon m r i and then follow up period',
    'this is doctor {family} dictating a letter to doctor {given:2} {family:2} at {hospital:2} regarding our mutual patient {given:3} {family:3} stop',
    "okay scribe um the patient is {given} she's here with her mom {given:2} uh chief complaint is ear pain two days no fever",
    "so i see here you're a {occupation} does the numbness get worse at work yeah by the end of the shift okay and which hand do you write with",
    `doc: are you still taking the gabapentin
pt: which one's that
doc: the yellow capsule
pt: oh yeah three times a day`,
    "Good afternoon. This is {given} from the Transplant Coordinator's desk at {hospital}. We have an offer for {titled-family}. Please call immediately: {phone}.",
    'Dear {given}, Thank you for choosing {hospital}. How likely are you to recommend our Emergency Department? Your Feedback matters.',
    'Comment card: Nurse {given} on 3 North was wonderful. Dr. {family:2} never introduced himself. Food: Poor. Parking: Very Poor.',
    "Complaint: My mother, {person}, lay in the hallway at {hospital} for nine hours on {date}. I'm her son {given:2}, I live in {city:2} and drove all night.",
    'Patient Advocate reply: Dear {titled-family}, I met with the Unit Manager, {given:2} {family:2}, and with Environmental Services about your concerns.',
    'BREACH NOTICE. On {date} a laptop belonging to {org} was stolen in {city}. It held names, Diagnoses and Dates of Service. It did not hold Social Security numbers.',
    'Notice of Privacy Practices: under {law} you may ask for an Accounting of Disclosures.',
    'Disability form, Part B (to be completed by the physician). Patient: {person}. Job title: {occupation}. Employer: {org}. Restrictions: no Lifting over 10 lb. {person:2}, MD, {city}',
    'Part C - Functional Capacity: Sit 6 hrs, Stand 2 hrs, Walk 1 hr. Frequent: Reach. Never: Climb, Crawl.',
    'IME of {person}: This {age}-year-old {gender}, formerly a {occupation} for {org} of {city}, was examined at the request of {person:2}, {occupation:2}, {org:2}. Waddell signs 0/5.',
    'Peer review: I spoke with Dr. {family} on {date}. I was unable to approve Botox for Migraine as criteria in the Medical Policy were not met.',
    'Safety plan. People I can call: {given} ({phone}), my sponsor {given:2}, Pastor {family:3}. Places that help: {landmark}, the library. Crisis line: on the card.',
    'My coping skills: Box Breathing, Walk, Call a friend, Music, Cold Water.',
    'Sober house log, {city}: {given} in {time}; {given:2} out for work ({org}); {given:3} - Overnight approved, mother in {city:3}.',
    "Intake: Name you'd like us to use: {nickname}. Legal name: {person}. Pronouns: She/Her. Gender: {gender}. How did you hear about us? {org:2}.",
    'Doula notes: {given} and {given:2} want a quiet room, playlist, no students. Backup doula is {given:3}, coming from {city:3}.',
    'Care plan for {given}: breakfast at {time}, tea with sugar. Was a {occupation}; likes to talk about {city}. Speaks {language} when upset. Daughter {given:2} visits on Sundays.',
    'Care home diary: {titled-family} had a settled night. GP Dr. {family:2} visited. New: Laxido. Toileted x2.',
    'Ward round, Consultant {family}, SpR {family:2}. Bed 6 {given:3} {family:3}, {age:3}, CAP, day 3 Co-Amoxiclav. Plan: Home with PO. TTO done.',
    'GP letter: Dear {given} ({family}), Thank you for seeing this {age:2} year old {occupation:2} from {county:2} with rectal bleeding under the Two Week Wait.',
    'Message from {given} {family}: Can you resend the Ventolin script to {org} on {street-name}? Not the one in {city}.',
    'Reply: Sent. Allow two hours. - {given:2}, MA',
    'Lab courier: pick up from {org}, {street}. Ask for {given}. STAT.',
    'Donor letter: Somewhere in {state}, a {age}-year-old {occupation} is alive because of your son {given}.',
    'Dear Patient, Our office will be closed on Monday. For emergencies go to the nearest Emergency Room.',
    'Dr. {family} is retiring! After 31 years in {city}, {given} {family} will see his last patients on {date}. Dr. {given:2} {family:2}, a graduate of {school:2}, will take over his panel.',
    'Welcome {given} {family}, FNP! {given} joins us from {hospital:2} in {city:2}. She speaks {language} and grew up in {country}.',
    "Support group minutes: Welcome circle. Topic: Living with Parkinson's. {given} shared about Lee Silverman exercises. {given:2} brought cookies.",
    'CME: Grand Rounds, {date}, {time}. Speaker: {person}, {school}. Title: "Wilson\'s Disease Revisited". Lunch by {org}.',
    'In Marfan syndrome, the Ghent criteria apply. In Ehlers-Danlos, use Beighton. In Turner syndrome, order an Echo.',
    "Drug monograph: Warfarin. Interactions: Amiodarone, Cranberry, St. John's Wort. Black Box: Bleeding.",
    "Kernig and Brudzinski signs were first described over a century ago. Lasègue's sign is older still.",
    'Home remedy advice from the leaflet: Rest, Ice, Compression, Elevation. If Pain persists, see your Doctor.',
  ],
};
