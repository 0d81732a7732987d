import type { TemplateSet } from '../template.js';

/** Whole calls as a person would write them down, with speaker tags of many forms. */
export const SPOKEN_CALLS: TemplateSet = {
  style: 'call',
  templates: [
    `Agent: Thank you for calling {org}, my name is {given}. How may I help you?
Customer: Hi {given}. I'd like to change the address on my account.
Agent: Of course. May I have your full name?
Customer: {given:2} {family:2}.
Agent: Thank you, {given:2}. And what's the new address?
Customer: {street:2}, {city:2}, {state:2} {zip:2}.
Agent: Is that a house or an apartment?
Customer: House.
Agent: Great, that's updated. You'll get a letter at the old address as well, for security.
Customer: Okay, thanks.`,
    `Representative: {bank} Fraud Department, this is {given}.
Cardholder: I got a text asking about a purchase?
Representative: Yes. Did you make a purchase for {money} at {org} on {date}?
Cardholder: No, I did not.
Representative: Alright. I'm going to close the card ending in {code}. Can you confirm the address where I should send the new one?
Cardholder: {address-line:2}
Representative: Perfect. It'll arrive in seven to ten business days.`,
    `Speaker A (00:01): Claims, {given} speaking.
Speaker B (00:03): Hi, I was in an accident this morning.
Speaker A (00:06): Are you okay?
Speaker B (00:07): I'm fine. The car isn't.
Speaker A (00:10): What's your name and policy number?
Speaker B (00:13): {person:2}, and it's {code}.
Speaker A (00:20): Where did it happen?
Speaker B (00:22): On {street-name}, just outside {city}. The other driver's name was {person:3}, insured by {org:3}.
Speaker A (00:31): Do you have their plate?
Speaker B (00:33): {plate:3}.`,
    `Ms. Agent: Reservations, how can I help?
Mr. Caller: I need to change my flight from {city} to {city:2}.
Ms. Agent: Confirmation code, please?
Mr. Caller: {code}.
Ms. Agent: Okay, {titled-family}, what date would you like?
Mr. Caller: {date}, in the morning if possible.
Ms. Agent: I have one at {time}. There's a change fee of {money}.
Mr. Caller: That's robbery, but fine.`,
    `TECH: Thanks for holding. I'm {given} with Advanced Support. I understand the Control Panel won't open?
USER: Right. It says Access Denied.
TECH: Are you the Administrator on that machine?
USER: I don't know what that means.
TECH: No problem. Press the Windows key and R. Type what I say.
USER: Okay.
TECH: Now tell me what you see under Local Users.
USER: Guest, Administrator, and {username:2}.
TECH: And which one is you?
USER: {username:2}. That's my name, {given:2}, with the last initial.`,
    `Caller: Hi, is this the nurse line?
Nurse: Yes, this is {given}, I'm one of the RNs. What's going on?
Caller: My daughter swallowed something. A coin, I think.
Nurse: What's her name, and how old is she?
Caller: {given:2}. She's {age:2}.
Nurse: Is she coughing, drooling, having any trouble breathing?
Caller: No, she's just... playing.
Nurse: Okay. I'd still like you to go to {hospital} for an X-ray. Where do you live?
Caller: {city}. That's about twenty minutes.
Nurse: Go now, please, and call 911 if anything changes.`,
    `SALES: Good afternoon, may I speak with {person:2}?
PROSPECT: This is she.
SALES: Hi, {given:2}! My name is {given}, and I'm calling from {org}. How are you today?
PROSPECT: Busy.
SALES: I'll be quick. Do you own your home there in {city:2}?
PROSPECT: Please put me on your Do Not Call list.
SALES: Certainly. Have a nice day.`,
    `Utility: {org}, outage reporting. What's the service address?
Resident: {street}.
Utility: In {city}?
Resident: Yes.
Utility: I show a Planned Outage in your area until {time}.
Resident: Planned by who? Nobody planned it with me.
Utility: I understand the frustration. Notices went out in April.`,
    `Guest Services: Good evening, {given} at the front desk.
Guest: Yes, this is {family:2} in Room 614. The Wi-Fi asks for a code.
Guest Services: It's your last name, then the room number.
Guest: And what about the Fitness Center?
Guest Services: Your key card opens it. Anything else, {titled-family:2}?
Guest: A wake-up call at {time}, please.`,
    `Pharmacy: {org} Pharmacy, this is {given}.
Patient: Hi, do you have my Adderall in stock?
Pharmacy: I can't say over the phone without verifying. Name?
Patient: {person:2}.
Pharmacy: Date of birth and ZIP?
Patient: {dob:2}, {zip:2}.
Pharmacy: It's on backorder. Try again on Thursday.`,
    `Pharmacy: Who is the prescriber on that?
Patient: Dr. {family:2}, over at {hospital}.
Pharmacy: We faxed for a Prior Authorization and never heard back.
Patient: Could you fax it again? The number is {phone:2}, attention {given:3}.
Pharmacy: Will do.`,
    `Agent: And are you employed at the moment?
Applicant: Yes. I'm a {occupation} at {org}.
Agent: How long?
Applicant: Since {date}.
Agent: And your supervisor?
Applicant: {person:2}. The phone there is {phone:2}.
Agent: Annual income?
Applicant: About {money}, before taxes.
Agent: Any co-borrower?
Applicant: My partner, {given:3} {family:3}. She's a {occupation:3}.`,
    `Customer: Hello, I've got a complaint.
Agent: Let me see if I can help.
Customer: Your technician, {given}, was supposed to be here at {time}.
Agent: Okay.
Customer: It's now almost dinner. And he never called.
Agent: I do apologize. Which address is that?
Customer: {street:2}. {city:2}.
Agent: I see the ticket. He's finishing another job in {city:3} and he'll be with you in an hour.`,
    `Agent: Hello?
Customer: Hello?
Agent: Can you hear me?
Customer: Barely. You sound like you're underwater.
Agent: Let me switch headsets. Better?
Customer: Better.`,
    `Operator: You have a collect call from {given}, an inmate at {county} Jail. To accept, press 1.
Recipient: {given}? What happened?
Inmate: Mom, listen, call {person:2}. He's a {occupation:2} on {street-name:2}.
Recipient: Slow down.`,
    `Agent {given}: Thanks for choosing {org}. Are you calling about Internet, TV or Mobile?
Caller: Internet.
Agent {given}: Are you on the Essential, the Plus or the Ultimate plan?
Caller: Whatever's cheapest.
Agent {given}: That's Essential. And you're still on {street-name:2}?
Caller: I am.`,
    `Caller 1: Hi, it's {given}, and I've got my accountant on the line too.
Caller 2: {given:2} {family:2}, hello.
Agent: Good morning both. {given}, do I have your consent to speak with {given:2} about the return?
Caller 1: Yes.
Agent: Then, {given:2}, which year?
Caller 2: The last two. {agency} sent a notice dated {date}.`,
    `Agent: I'm conferencing in {given:2} from the warehouse.
Warehouse: {given:2} here.
Agent: {given:2}, we're looking for a pallet for {org:3}.
Warehouse: The one going to {city:3}? It's still on Dock 7.
Agent: And the driver?
Warehouse: {given:4}'s out till Wednesday.`,
    `Intake: Law offices, how can I direct you?
Caller: I was hurt at work.
Intake: I'm sorry to hear that. Your name?
Caller: {given} {family}.
Intake: And where do you work, {given}?
Caller: {org}, at the plant in {city}. I'm a {occupation}.
Intake: Did you file with {agency}?
Caller: Not yet. My foreman told me to wait.
Intake: Who's that?
Caller: {given:2}. I don't know his last name.`,
    `Agent: Do you have the model number?
Customer: It's {model-number}. I'm looking at the sticker.
Agent: And the serial?
Customer: {code}.
Agent: Okay. That unit is past the Limited Warranty, which was one year for Parts and Labor.
Customer: It's been thirteen months!
Agent: I understand. Let me ask about a Courtesy Credit.`,
    `Survey: Would you say you are Very Satisfied, Somewhat Satisfied, Neither, Somewhat Dissatisfied, or Very Dissatisfied?
Respondent: Somewhat.
Survey: Somewhat Satisfied?
Respondent: Somewhat Dissatisfied.
Survey: Thank you. Would you Strongly Agree, Agree, Disagree...
Respondent: How many more of these?
Survey: Just two.`,
    `Agent: Before we begin, this call is recorded for Quality Assurance. Do you consent?
Caller: Sure.
Agent: Thank you. Do you have your Welcome Letter in front of you?
Caller: No. Do I need it?
Agent: The Member Services Guide also works.
Caller: I threw all that away.
Agent: No worries. We'll do it without.`,
    `Bank: And is this a personal or a business account?
Client: Business. It's {org:2}.
Bank: Your role there?
Client: I'm the owner. {person:2}.
Bank: Routing and account, please.
Client: {routing:2}, {bank-account:2}.
Bank: I have that account under {given:3} {family:2}.
Client: My brother. He's the {occupation:3}.`,
    `VOICEMAIL TRANSCRIPT
From: {phone}
To: Main Line
"Hi, this is {given} {family} at {org}. I'm returning {given:2}'s call about the estimate. I'm in {city} until Friday, so mobile's best. Bye."`,
    "[Voicemail, 0:41] Good morning, {titled-family}, it's {given:2} in Dr. {family:3}'s office. Your labs came back and she'd like to see you. Nothing urgent. We have openings {date} and {date#b}. Our number is {phone}.",
    "Voicemail from unknown caller: ...at {org}, about your car's Extended Warranty. This is your Final Notice. Press 1 now.",
    `Agent: Okay, {nickname}, is that what you'd like me to call you?
Caller: Everybody does. Only my grandma says {given}.
Agent: And your grandma's name, in case she calls?
Caller: {given:2}. Same last name, {family}.`,
    `Agent: I have a {given} {family} in {city} and a {given} {family} in {city:2}.
Caller: {city:2}.
Agent: On {street-name:2}?
Caller: No, we moved. {street:3}.`,
    `Caller: I'm trying to find out about my husband, he was brought in last night. {given} {family}.
Hospital: Are you his wife?
Caller: Yes, {given:2}.
Hospital: He's on Four West, his nurse is {given:3}. I'll connect you.
Nurse: Four West, this is {given:3}.
Caller: Hi, this is {given:2} {family}, {given}'s wife.
Nurse: He's resting. Dr. {family:4} will round around {time}.`,
    `Employer: Hi, I'm calling for a reference on {person}.
Reference: Oh, {given}! Yes. {given} worked for me for three years.
Employer: In what capacity?
Reference: As a {occupation}, here in {city:2}, then at our {city:3} site.
Employer: Would you rehire?
Reference: In a heartbeat.`,
    `School: {school}, Registrar's Office.
Parent: I need a transcript for my son, {person}.
School: Year of graduation?
Parent: 2016, I think.
School: Is he over eighteen? Then he has to ask himself, under {law}.
Parent: Even if I'm paying?
School: Even then.`,
    `Caller: I'm calling on behalf of {titled-family}, she's {nationality} and her {language:2} isn't great.
Agent: What's your name and how do you know her?
Caller: {given:2}, I'm her neighbor.
Agent: Is she with you?
Caller: She's right here. {given}, they need you to say it's okay.
Customer: Is okay.`,
    `Sgt. {family}: {agency}, Sergeant {family}.
Caller: Yeah, I want to report a guy selling stuff behind {landmark}.
Sgt. {family}: Can you describe him?
Caller: White T-shirt, jeans, about {age:2}. People call him {nickname:2}.
Sgt. {family}: Do you want to leave your name?
Caller: No, sir.`,
    `Agent: Can I interest you in the Rewards Card today?
Caller: No.
Agent: You'd earn Double Points on Gas and Groceries.
Caller: Still no.`,
    `Caller: Is she still working there?
Agent: I'm sorry, who?
Caller: {given} {family}. Short hair, from {city}.
Agent: Oh, {given} retired. I'm {given:2}, I took over her accounts.`,
    `Agent: Let me read the alphanumeric again: {code}.
Caller: And I give that to whom?
Agent: To Customs, when it arrives from {country}.
Caller: Okay. To {country:2} there was no Customs.`,
    `Agent: Hi there, this is {given} following up on the chat you had with {given:2}.
Caller: Oh good. {given:2} said someone would.
Agent: Is now a bad time?
Caller: I'm driving to {city}, but go on.`,
    `Customer Care: Dear customer, all of our advisors are busy. You are number three in the queue.
Customer Care: You are number two in the queue.
Advisor: Hello, {given} here.
Customer: Finally! {person:2}, meter reading.
Advisor: What's the postcode?
Customer: {zip:2}.`,
    `Relay Operator: Hello, this is Relay Operator 4417 with a TTY call. GA
Agent: Go ahead.
Relay Operator: Hi, my name is {given} {family}. I am deaf. I want to pay my bill. GA
Agent: Thank you, {given}. What is the card number? GA
Relay Operator: {card}. Exp {card-expiry}. GA
Agent: And the name on the card? GA
Relay Operator: Same. SK`,
    `Agent: Alright, to sum up, {given}: New Line, Unlimited Data, Device Protection, No Contract.
Caller: And the Activation Fee?
Agent: Waived, since you're a {occupation}. We do that for first responders and teachers.`,
    `Caller: My landlord is {org}, the person is {person:2}, and she lives at {address-line:2}.
Tenant Line: What's the issue?
Caller: Mold. In May they said June, in June they said July.
Tenant Line: Did you put it in writing?
Caller: I texted.`,
    `Doctor: Come in, {given}. Have a seat. How was {event}?
Patient: Crowded. But fun.
Doctor: So, your A1C came down.
Patient: I stopped the soda.
Doctor: And you're still at {org}?
Patient: No, I'm driving for {org:2} now.`,
    `Therapist: Last week you mentioned your sister.
Client: {given:2}. She's in {city:2} now, she's a {occupation:2}. We don't talk.
Therapist: What would you want to say to {given:2}?
Client: I don't know. Nothing. Everything.`,
    `Agent: What's the passphrase on file?
Customer: {password}.
Agent: And a telephone password?
Customer: I never set one.
Agent: Then I'll need the driver's license.
Customer: {driver-license}, {state}.`,
  ],
};
