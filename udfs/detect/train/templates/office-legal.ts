import type { TemplateSet } from '../template.js';

/** Contracts, wills, court papers, policies, minutes and procurement. */
export const OFFICE_LEGAL: TemplateSet = {
  style: 'legal',
  templates: [
    'This Agreement is made on {date} between {org}, a company of {state} ("Seller"), and {org:2}, with its principal office at {address-line:2} ("Buyer").',
    'WHEREAS the Tenant wishes to lease the Premises; and WHEREAS the Landlord agrees thereto; NOW, THEREFORE, the Parties agree as follows.',
    'The Landlord, {person}, leases to the Tenant, {person:2}, the dwelling at {street}, {city}, {state}.',
    '1.4 "Confidential Information" means any information disclosed by the Discloser to the Recipient.',
    '9.2 Governing Law. This Agreement is governed by the laws of {state}, without regard to Conflict of Laws.',
    'Notices to Supplier shall be sent to {org}, {street}, {city}, Attention: {person}.',
    'Neither Party shall be liable for Force Majeure, including Acts of God, War or Strike.',
    `IN WITNESS WHEREOF:
{org}
By: {person}
Title: {occupation}
{org:2}
By: {person:2}
Title: {occupation:2}`,
    `LAST WILL AND TESTAMENT OF {person}
I, {person}, of {city}, {county}, {state}, revoke all prior wills.
I give my house at {street} to my daughter {given:2}. I give my tools to my friend {person:3}.
I name {person:4} as Executor.`,
    'I leave the rest, residue and remainder to {org}, and nothing to my brother {given:2}, for reasons he knows.',
    'Codicil: replace "{given:2} {family:2}" with "{given:3} {family:3}" in Article Five.',
    'POWER OF ATTORNEY. I, {person}, a {occupation}, of {address-line}, appoint {person:2}, of {city:2}, as my Attorney-in-Fact.',
    'IN THE MATTER OF THE ESTATE OF {person}, DECEASED',
    '{person}, Plaintiff, v. {org}, Defendant. Case No. {code}. COMPLAINT FOR DAMAGES. Jury Trial Demanded.',
    'COMES NOW the Plaintiff, by and through Counsel, and moves this Honorable Court for Summary Judgment.',
    'Plaintiff {person} is a resident of {county}. Defendant {org:2} does business in {city:2} and elsewhere in {state:2}.',
    'The Court of Appeals reversed. Judge {family} dissented, joined by Judge {family:2}.',
    'I, {person}, declare under penalty of perjury: I am {age} years old. I work as a {occupation} for {org}. On {date} I saw {person:2} sign the Deed.',
    'Deponent further sayeth not.',
    'ORDER: Respondent {given:2} {family:2} shall stay away from {given} {family}, her residence at {street}, and {school}.',
    'PARENTING PLAN: The children, {given} and {given:2}, live with {given:3} on school days. Exchanges take place at {landmark}.',
    'SETTLEMENT: {org} will pay {person:2} {money}; {given:2} releases all claims under {law}.',
    'Section 12 of {law} requires notice to each Data Subject.',
    'Title VII, Part B, Subpart 3. Definitions. "Person" includes a Corporation, Trust or Partnership.',
    'THIS DEED from {person} and {person:2}, husband and wife, Grantors, to {person:3}, a single person, Grantee, of land in {county}.',
    'BEGINNING at an Iron Pin on the North line of {street-name}, thence East to a Stone, thence South to the lands of {family}, thence to the Place of Beginning.',
    'PROMISSORY NOTE: For value received, {person} promises to pay {bank} the sum of {money}.',
    'Guarantor: {person}, residing at {address-line}',
    'NON-COMPETE: For one year {given} shall not work as a {occupation} within fifty miles of {city}.',
    'STATEMENT OF WORK No. 3 under the Master Services Agreement: Deliverables, Milestones, Acceptance, Fees.',
    "Key Personnel: {person} ({occupation}), {person:2} ({occupation:2}). Supplier won't replace Key Personnel without consent.",
    'RFP: Proposals are due by {time} on {date}. Address questions to {person}, Procurement, {agency}.',
    'Bid tab: {org} {money}; {org:2} {money#b}; {org:3} No Bid. Recommend award to {org}.',
    'Vendor Code of Conduct: no Child Labor, no Forced Labor, no Bribery.',
    'Sole source justification: {org} of {city} is the only maker of the {product}. Requested by {given} {family}.',
    `MINUTES
Present: {person}, {person:2}, {person:3}
Apologies: {given:4}
1. Minutes of the last meeting were approved.
2. {given:2} reported on {project}.
3. AOB: None.`,
    'The Chair called the meeting to order at {time}. Roll Call was taken. A Quorum was present.',
    'RESOLVED, that {person} be elected {occupation} of {org}, to serve until the next Annual Meeting.',
    'Board of {school}: Trustee {family} moved, Trustee {family:2} seconded, to name the gym after {person:3}.',
    'Zoning: applicant {org} seeks a variance at {street}. Neighbor {person:2} of {street:2} spoke against.',
    'Public Notice: Estate of {person}, late of {city}. Creditors must file claims with {person:2}, {po-box:2}, {city:2}.',
    'ACCEPTABLE USE POLICY: Users must not share Passwords. Violations may lead to Disciplinary Action, up to and including Termination.',
    'Remote Work Policy {version}: Core Hours, Equipment, Expenses, Ergonomics.',
    'Section 4: Whistleblowing. Speak to your Manager, the Ethics Officer or the Hotline.',
    "Investigation report. Complainant: {person}. Respondent: {person:2}. Witnesses: {given:3}, {given:4}. Finding: that {given:2} mocked {given}'s {nationality} accent is Substantiated.",
    '{given} alleges she was passed over because she is {religion}; the post went to {person:2}, a {occupation:2} from {city:2}.',
    'EEO statement: We consider all applicants without regard to Race, Color, Religion or Veteran Status.',
    'Audit finding 3: {given} {family} both created and approved vendor {org:2}. Risk: High. Owner: Controller.',
    'Internal Controls: Segregation of Duties, Dual Control, Clean Desk.',
    'Trust: {person}, Trustee of the {family} Family Trust dated {date}',
    'PATENT. Inventors: {person}, {city} ({country}); {person:2}, {city:2} ({country:2}). Assignee: {org}.',
    'What is claimed is: 1. A Fastener comprising a Head and a Shank.',
    'Copyright {person}. All rights reserved. No part of {work} may be copied.',
    'Model release: I, {person}, of {city}, allow {org} to use my likeness. Parent if under 18: {person:2}.',
    'NDA between {org} and {person}, an individual residing in {city}, {country}.',
    'Exhibit A, Schedule of Fees; Exhibit B, Insurance; Exhibit C, Key Contacts',
    'Exhibit C, Key Contacts: Buyer {given} {family} {phone}; Seller {given:2} {family:2} {phone:2}',
    'ARTICLES OF INCORPORATION of {org}. Registered agent: {person}, {street}, {city}, {state} {zip}. Incorporator: {person:2}.',
    'Shareholder {family} holds Class A; {bank} as nominee holds Class B.',
    'Probation: {given} {family} must keep his job as a {occupation} with {org}, stay in {county} and report to Officer {family:2}.',
    'Plea: The defendant, {person}, pleads Guilty to Count One, Theft. Counts Two and Three are Dismissed.',
    'Victim impact: Before {date}, {given} was a happy {age}-year-old at {school}.',
    'Expert: Dr. {person} is a {occupation} at {school} and author of {work}.',
    'Lien filed by {org} against {person}, {county} Recorder, Book 12, Page 88',
    'BILL OF SALE: {person} sells to {person:2} one Tractor, Green, for {money}, As Is.',
    'Franchisee shall display the Marks, wear the Uniform and follow the Manual.',
    "Adjuster's log: Claimant counsel is {person} of {org}; mediator is the Hon. {person:2} (ret.); venue {city}.",
    'Guardianship of {given} {family}, a minor. Petitioner: grandmother {person:2}. School: {school}. Father: {person:3}, whereabouts unknown, perhaps {country:3}.',
    'Naturalization of {person}, formerly of {country}, a {occupation}, witnessed by {person:2} and {person:3}, both of {city}.',
  ],
};
