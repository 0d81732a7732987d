import type { TemplateSet } from '../template.js';

/** Radiology, pathology and laboratory reports, prescriptions, referrals, orders and forms of care. */
export const CLINICAL_REPORTS: TemplateSet = {
  style: 'clinical-report',
  templates: [
    `EXAM: CT ABDOMEN AND PELVIS WITH CONTRAST
PATIENT: {person}
MRN: {medical-record}
ORDERING: {person:2}, MD
COMPARISON: CT dated {date}
FINDINGS: The liver, spleen and pancreas are unremarkable. Mild Diverticulosis. No free air.
IMPRESSION: No acute process.`,
    `TECHNIQUE: Multiplanar multisequence MRI of the brain without Gadolinium.
FINDINGS: Mild white matter change, Fazekas 1. No restricted diffusion. Virchow-Robin spaces prominent.
IMPRESSION: No acute infarct.`,
    'CXR PA/LAT: Heart size normal. Kerley B lines. Small L effusion. No PTX.',
    'Findings were communicated to Dr. {family} by Dr. {family:2} by telephone at {time} on {date}.',
    'MAMMOGRAM: BI-RADS 2, Benign. Heterogeneously dense. Routine screening in one year.',
    'US THYROID: 1.4 cm nodule, right mid pole, TI-RADS 4. FNA recommended. Read by {person}, {hospital}.',
    'DEXA: T-score -2.6 at L2-L4, Osteoporosis. FRAX 21%.',
    'ECHO: EF 55%. Mild MR. RVSP 34. Doppler shows Grade I dysfunction. Sonographer: {given} {family}, RDCS',
    'Report approved by {person} at {hospital} on {date} {time}. Accession {code}.',
    `SURGICAL PATHOLOGY
Name: {family}, {given}   Sex: {gender}   Age: {age}
Submitting: {family:2}, {given:2}, MD ({hospital})
Specimen: A. Left breast, core
DIAGNOSIS: Invasive Ductal Carcinoma, Nottingham Grade 2.`,
    'GROSS: Received in Formalin labeled with the patient\'s name, {family}, and "gallbladder" is a 7.2 cm sac. Opened to reveal green bile and Rokitansky-Aschoff sinuses.',
    'MICROSCOPIC: Reed-Sternberg cells are present. CD15+, CD30+. Congo Red negative. Ziehl-Neelsen negative. Giemsa pending.',
    'Autopsy of {person}, {age}, {occupation}, of {street}, {city}. Performed by {person:2} for {county} on {date}. Cause: Hypertensive Cardiovascular Disease. Manner: Natural.',
    'CYTOLOGY: Pap, ThinPrep, satisfactory. NILM. HPV 16/18 not detected.',
    `LABORATORY REPORT
{org}
{address-line}
Patient: {family}, {given}    DOB: {dob}    ID: {medical-record}
Collected: {date} {time}
WBC 7.1  HGB 13.9  HCT 41  PLT 255
Na 138  K 4.1  Cl 102  CO2 25`,
    `Result Component   Value   Ref Range   Flag
Glucose            203     70-99       H
Creatinine         1.4     0.6-1.2     H
ALT                22      0-55`,
    'Peripheral smear: Howell-Jolly bodies, few Heinz bodies, occasional Auer rod. Suggest Hematology consult.',
    'Critical value called to {given}, RN, 5 East, at {time}; read back by {given}. Tech: {given:2}',
    'Blood Bank: O POS, Ab screen Neg. Kell neg, Duffy(a) pos, Kidd pending. Coombs neg. 2 units crossmatched for {person}.',
    'Micro: Gram stain GPC in clusters. Culture: Staphylococcus aureus. Vancomycin MIC 1. Reported to {agency}.',
    `Rx: Amoxicillin 500 mg
Sig: 1 cap PO TID x 10 d
Disp: 30  Refills: 0
Pt: {person}  DOB {dob}
Prescriber: {person:2}, NP`,
    'Take ONE tablet by mouth EVERY MORNING. Dr. {family}. Qty 90. RX {code}. {org} {street} {city} {phone}',
    'Dispense as Written: Coumadin 5 mg. No substitutions. {person}, MD, {city}, {state}.',
    'May cause Drowsiness. Do not operate heavy machinery. Take with Food.',
    'Refill request: {person} / {dob} / Lexapro 20 mg / {org}, {city} / last filled {date}',
    `REFERRAL
To: {hospital}, Neurology
From: Dr. {family:2}, {org:2}
Re: {titled-family}
Reason: Essential Tremor vs. Parkinson's
Urgency: Routine`,
    "Please see {person}, {age}, of {street}, {city}, for consideration of carpal tunnel release. Phalen's and Tinel's positive. Occupation: {occupation}. Hand dominance: R.",
    "ORDER SET: Sepsis. Lactate now and q4h. Blood Cx x2. Ceftriaxone. Ringer's 30 mL/kg. Ordered by {family:2}, {given:2}; cosign pending {family:3}, {given:3}.",
    `PATIENT FACE SHEET
Last Name: {family}
First Name: {given}
MI:
Address: {street}
City: {city}  State: {state-code}  Zip: {zip}
Home: {phone}  Cell:
Religion: {religion}
Language: {language}
Employer: {org}
Occupation: {occupation}
Emergency Contact: {person:2}
Relationship: Spouse`,
    'INSURANCE: Primary {org}, Member ID {member-id}, Subscriber {person:2}, Rel: Spouse. Secondary: none.',
    'Race: Declined. Ethnicity: Declined. Preferred Language: {language}. Interpreter Needed: Y. Country of Birth: {country}.',
    'ADVANCE DIRECTIVE: I, {person}, of {city}, {state}, appoint my sister {person:2}, {street:2}, {city:2}, as my Health Care Agent.',
    'DNR / DNI. MOLST on chart. HCP: {given} ({phone}).',
    'Authorization for Release: I authorize {hospital} to release records from {date} to {date#b} to {org:2}, attention {person:2}. Signed: {person}',
    `Whiteboard
Room 22 | Pt: {given} {family} | RN: {given:2} | CNA: {given:3} | MD: {family:4} | Goal: Walk x3 | Diet: Cardiac`,
    '4W Assignments: {given} 401-404, {given:2} 405-408, {given:3} 409-412. Charge: {given:4}. Float: TBD.',
    'OR 3 {time} {family}, {given} | Lap Appy | {family:2} | Gen | 60 min',
    `Clinic schedule, Dr. {family}
{time} {person:2} - New
{time#b} {person:3} - F/U
12:00 LUNCH`,
    'Birth: {given} {family} born {dob} at {hospital}, {city}. Mother: {given:2} {family:2}. Father: {given:3} {family:3}, {occupation:3}.',
    'Certificate of Death. Decedent: {person}. Usual occupation: {occupation}. Kind of business: {org}. Residence: {address-line}. Informant: {person:2}.',
    'Tissue donor screening: next of kin {person} ({phone}) denies travel to {country} since {date}. CJD: No. Chagas: No.',
    'NIHSS 4. LKW {time}. tPA not given. Last seen well by neighbor {given:2} at {street}. Tele-stroke: Dr. {family:3} at {hospital:2}.',
    'Fall Risk: Morse 55. Yellow Socks, Bed Alarm.',
    'Glasgow 15, Ranson 1, Wells 0, CURB-65 1, Child-Pugh A.',
    'Trial Screening Log: Site 04 {hospital}; PI {person}; Coord {given:2}; Subject initials withheld; Arm B; Visit Week 12; AE: Grade 1 Nausea.',
    'Adverse event: {age}-year-old {gender} in {country} experienced Stevens-Johnson syndrome after Lamictal. Reporter: a {occupation} at {hospital}.',
    'Case report. A {age}-year-old {nationality} {occupation} presented to our clinic in {city} with Kayser-Fleischer rings.',
    "Background: Crohn's and Behçet's may overlap. Methods: We searched two registers. Results: Twelve trials.",
    'Immunization record for {person}: DTaP, IPV, Hib, Hep B complete. {school} form signed {date} by {person:2}, MD.',
    'Camp physical. Camper {given} {family}, age {age}. Allergies: Bee stings (EpiPen). Parent: {given:2}, {phone:2}. Pediatrician: {person:3}, {city}.',
    'Sports form: cleared without restriction. {person}, MD',
    'OPTICAL RX  OD -2.25 -0.50 x 090  OS -2.00 SPH  PD 62  {person}  exp {date}',
    'Audiogram for {titled-family}: mild sloping SNHL AU. Noise exposure as a {occupation} at {org} since age 19.',
    'EEG: Background 9 Hz. No epileptiform discharges. Hyperventilation and Photic without effect. Interpreted by {person}.',
    'Genetics: Pedigree: proband {given}; sister {given:2} (Lynch+); mother {given:3}, {nationality} ancestry. Carrier panel sent.',
    'Stress test: Bruce protocol, 9:42, 10.3 METS. Stopped for fatigue. Duke 7. No ischemia.',
    'Holter: PVCs, rare. Wenckebach during sleep. No pauses. Dr. {family} notified.',
    'Incident: Pt {family} in Bed 2 received the meds of Pt {family:2} in Bed 1. RN {given} noticed at {time}. No harm. Dr. {family:3} aware.',
    'Home Health 485: {person}, {street}, {city} {state-code} {zip}. SOC {date}. Agency: {org}. Physician: {person:2}.',
    'DME order: Hospital Bed, Hoyer Lift, Trapeze. Deliver to {address-line}, contact {given:2} {phone:2}.',
    "Radiology addendum: Wrong-side marker corrected. The study is of the LEFT knee. Segond fracture and Baker's cyst as described.",
    'Formulary note: Januvia to Tradjenta per P&T. Auto-sub effective May.',
    'BPA fired: Sepsis Alert. Acknowledge Reason: Already on Antibiotics. By: {given} {family}, RN',
  ],
};
