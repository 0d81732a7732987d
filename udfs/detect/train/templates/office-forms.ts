import type { TemplateSet } from '../template.js';

/** Applications, invoices, reviews, registers and other forms, filled, half filled and empty. */
export const OFFICE_FORMS: TemplateSet = {
  style: 'form',
  templates: [
    `LOAN APPLICATION
Applicant: {person}
Co-Applicant: {person:2}
Present Address: {address-line}
Employer: {org}
Position: {occupation}
Gross Monthly Income: {money}
Purpose: Debt Consolidation`,
    `Name (Last, First, Middle): {family}, {given}
Other Names Used: {family:2}`,
    '1. Family Name: {family}   2. Given Name: {given}   3. Country of Birth: {country}   4. Nationality: {nationality}   5. City: {city}',
    'Name: ______________  Date: __________  Signature: ______________',
    'Please print in Black Ink. Use CAPITAL LETTERS. Do not write in the shaded area. For Official Use Only.',
    `First Name*
{given}
Last Name*
{family}
Job Title
{occupation}
Company
{org}
Country
{country}
Submit`,
    `FULL NAME: {person}
DATE OF BIRTH: {dob}
PLACE OF BIRTH: {city}, {country}
SEX: {gender}
RELIGION: {religion}`,
    'Emergency contact {given} {family}, relationship brother, {phone}, lives in {city}',
    `INVOICE
From: {org}, {address-line}
Bill To: {person:2}, {org:2}
Invoice No: {code}
Description: Consulting, May
Total: {money}
Terms: Net 30`,
    `PURCHASE ORDER {code}
Ship To: {org}, Attn {given} {family}, {street}, {city}, {state} {zip}
Buyer: {given:2} {family:2}
Item: Steel Shelf, Gray`,
    'Remit payment to {org}, {po-box}, {city}, {state-code} {zip}',
    `RECEIPT
{org-short}
{street}
{city}, {state-code}
Cashier: {given}
Veg Burger   9.50
Sweet Tea    2.25
Thank You Come Again`,
    'Packing Slip: 1 x Field Jacket (Olive, M); 2 x Crew Sock',
    'W: {city} D: {date} Inspector: {person} Result: Pass With Conditions',
    `POLICE INCIDENT REPORT
Case: {code}
Reporting Officer: {person}, Badge {number}
Victim: {family:2}, {given:2}; DOB {dob:2}; {street:2}, {city:2}
Suspect: {given:3} {family:3}, a/k/a {nickname:3}
Narrative: At {time} I was dispatched to {street-name:4}. {given:2} stated that {given:3} struck her.`,
    'V1 stated he works at {org} as a {occupation} and was walking to {landmark} when S1 approached.',
    'Witness statement of {person}, {age}, {occupation}. I was waiting for the bus on {street-name} when I saw {given:2} come out of {org}.',
    'ACCIDENT REPORT. Driver 1: {person} ({state-code} lic. {driver-license}). Driver 2: {person:2}. Location: {street-name} at {street-name:2}. Weather: Clear. Road: Dry.',
    'Property damage: Fence, Mailbox, Rose bed. Estimated by: Owner.',
    `FIRST REPORT OF INJURY
Employee: {person}   Occupation: {occupation}
Employer: {org}   County: {county}
How did it occur? Lifted a pallet.`,
    'PROOF OF LOSS. Insured {person}; Mortgagee {bank}; Loss Location {address-line}; Cause: Wind; Amount Claimed {money}.',
    'Beneficiary Designation: Primary {person:2} (Spouse) 100%. Contingent: My Estate.',
    `KYC REVIEW
Client: {org}
Jurisdiction: {country}
UBO: {person}, {nationality} national, {occupation}
PEP: No. Adverse Media: None. Risk: Medium.
Reviewer: {person:2}`,
    'EDD memo: {titled-family} receives wires from {bank} in {country}. Source of Wealth: sale of {org}. Analyst {given:2} recommends Retain.',
    'SAR narrative: between {date} and {date#b}, {person}, a self-described {occupation}, made cash deposits at our {city} and {city:2} branches.',
    'Account opening, Personal. Title: Mr. Forename: {given}. Surname: {family}. Employment: {occupation}, {org}. Tax residence: {country}. Expected turnover: {money}.',
    'Customer Due Diligence: Standard / Enhanced / Simplified (circle one)',
    `STUDENT ENROLLMENT
Child: {person}, age {age}
Parent/Guardian 1: {person:2}, {occupation:2}, {org:2}
Parent/Guardian 2: {person:3}
Home language: {language}
Last school attended: {school}, {city:4}`,
    'Permission Slip: I, {person:2}, allow {given} to attend the trip to {landmark}.',
    "Field trip chaperones: {titled-family}, {titled-family:2}, {given:3}'s dad",
    'LIBRARY CARD  {given} {family}  {code}  Branch: {city}',
    'Vehicle: Sedan, Blue. Tag: {plate}. Owner: {person}. Lienholder: {bank}.',
    'Rental agreement: renter {person}, licence {driver-license}, additional driver {person:2}, pick-up {city}, drop-off {city:2}. Damage: Scratch, Rear Left.',
    `HOTEL REGISTRATION CARD
Surname {family}  First name {given}
Nationality {nationality}  Passport {passport}
Coming from {city}  Going to {city:2}
Profession {occupation}`,
    'ARRIVAL CARD: {family} / {given} / {nationality} / staying at {street}, {city}',
    'CUSTOMS DECLARATION: Are you bringing Fruits, Plants, Meats or Soil? Yes / No',
    `Petition: We, the undersigned residents of {county}, ask for a Stop Sign.
1. {person}, {street}
2. {person:2}, {street:2}
3. {person:3}, {street:3}`,
    `SIGN-IN SHEET
Print name / Firm / Phone
{person} / {org} / {phone}
{person:2} / {org:2} / {phone:2}`,
    'Name tag: HELLO my name is {given}',
    `{given} {family}
{occupation}
{org}`,
    'WANTED FOR QUESTIONING: {given} "{nickname}" {family}',
    'Voter registration: {person}, {street}, {city}, {county}. Party: {politics}.',
    'Ballot: Vote for One. Write-In: ________',
    'CENSUS: Person 1 {person}, {age}, {gender}. Person 2 {given:2} {family}, {age:2}. What language is spoken at home? {language}.',
    'Adoption home study: {given} ({age}, {occupation}) and {given:2} ({age:2}, {occupation:2}) live in {city}. They were raised {religion} and {religion:2}.',
    'PASSPORT APPLICATION: Name of Mother {person:2}; Place of Birth {city:2}; Occupation {occupation}; Height; Hair; Eyes.',
    'Visa sponsor: {org}. Beneficiary: {person}. Job: {occupation}. Worksite: {street}, {city}.',
    'FORM 7-B (REV. MAY)   SECTION II - TO BE COMPLETED BY EMPLOYER',
    'Section 3. Preparer/Translator: {person}, {street}, {city}. I translated from {language}.',
    'NOTARY: On this day before me appeared {person}, known to me. {person:2}, {occupation:2}, {county}, {state}. My commission expires {date}.',
    'Next of Kin: None stated. Religion: None stated. Occupation: Not stated.',
    "Applicant's Full Legal Name, Date of Birth, Social Security Number, Driver License State",
    '[x] Single  [ ] Married  [ ] Divorced   Dependents: {given}, {given:2}',
    'Direct deposit: {bank}, routing {routing}, account {bank-account}, in the name of {person}',
    'TIMESHEET  Employee {family}, {given}  Mon 8 Tue 8 Wed 8 Thu 4 Fri 0  Approved {given:2}',
    'EXPENSE REPORT: {person}. Trip: {city} to {city:2} for {event}. Meals {money}, Lodging ({org}) {money#b}.',
    'Leave request: Annual. Cover: {given:2}. Approver: {titled-family:3}.',
    'Training record: {given} {family} completed Ladder Safety, Forklift and Spill Response at {city}.',
    `Interview scorecard
Candidate: {person}
Interviewer: {given:2}
Communication: 4  Problem Solving: 3  Culture Add: 4
Notes: from {city}, currently a {occupation} at {org}. Hire? Lean Yes`,
    'SCORECARD TEMPLATE: Rate 1-5. Comments are Required. Do not discuss before the Debrief.',
    `RESUME
{given} {family}
{city}, {state} | {phone} | {email}
EXPERIENCE
{occupation}, {org}, {city}
{occupation:2}, {org:2}, {city:2}
EDUCATION
{school}
SKILLS: Spreadsheets, Scheduling, Forklift`,
    'Languages: {language} (native), {language:2} (fluent). Hobbies: Chess, Salsa.',
    'MARRIAGE LICENSE: {person}, {age}, {occupation}, of {city}, and {person:2}, {age:2}, {occupation:2}, of {city:2}. Officiant: {person:3}.',
    'Baptized {date}: {given}, child of {given:2} and {given:3} {family}. Godparents: {person:4}, {person:5}.',
    'MEMBERSHIP: Family Pass. Members: {given}, {given:2}, {given:3}. Home club: {city}.',
    'Gym waiver: I, {given} {family}, waive claims against {org}.',
    'PET LICENSE: owner {person}, {street}; Breed: Labrador; Color: Chocolate',
    'Check One: Cash, Check, Money Order. Make payable to Treasurer.',
    'Warranty card. Bought at {org-short}, {city}. Name {given} {family}. Product {product}. Serial {code}.',
  ],
};
