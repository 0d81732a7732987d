import type { TemplateSet } from '../template.js';

/** Discharge summaries, histories, progress notes, nursing and therapy notes. */
export const CLINICAL_NOTES: TemplateSet = {
  style: 'clinical-note',
  templates: [
    `DISCHARGE SUMMARY
Patient: {person}
MRN: {medical-record}
DOB: {dob}
Admitted: {date}
Attending: Dr. {family:2}

HOSPITAL COURSE: {given} is a {age}-year-old {gender} with a history of COPD and Type 2 Diabetes Mellitus who was admitted to {hospital} with worsening dyspnea. Treated with Solu-Medrol and nebulizers. Weaned to room air by day three.

DISPOSITION: Home with {org} home health.`,
    'HPI: {age} y/o {gender}, works as a {occupation} at {org}, presents with three weeks of low back pain radiating to the left leg. Denies saddle anesthesia.',
    `S: Pt states she slept poorly. "My son {given:2} was crying all night."
O: Afebrile. BP 118/74. Lungs CTAB.
A: Viral URI.
P: Supportive care. RTC prn.`,
    `CC: chest pain
HPI: Mr. {family} is a {age} yo {occupation} from {city} with HTN, HLD, prior NSTEMI s/p DES to LAD who p/w substernal pressure while shoveling snow. Troponin negative x2. EKG NSR, no ST changes.`,
    `ASSESSMENT AND PLAN:
1. Atrial Fibrillation - rate controlled on Metoprolol, continue Eliquis.
2. CKD Stage III - avoid NSAIDs.
3. Hypothyroidism - Synthroid 88 mcg daily, recheck TSH in six weeks.`,
    'Social History: Lives in {city} with wife {given:2} and two sons. Retired {occupation}. Former smoker, 20 pack-years. Drinks socially. {religion}.',
    'SH: Married. Employed by {org} x 12 yrs. Denies EtOH, illicits.',
    "Family Hx: Mother with Alzheimer's, d. at 81. Father, CAD. Sister {given:2} with Hashimoto's.",
    'FH: Noncontributory.',
    'ROS: Constitutional: no fever. HEENT: no sore throat. CV: no palpitations. GI: Nausea, no emesis. GU: negative. Neuro: occasional Headache.',
    `Physical Exam
General: Well-nourished, NAD
HEENT: PERRLA, EOMI
Neck: Supple, no JVD
Chest: Clear
Cor: RRR, no M/R/G
Abd: Soft, NT/ND. Murphy's negative. McBurney's nontender.
Ext: No clubbing. Homans negative.`,
    'Allergies: Penicillin (hives), Bactrim (rash), Latex.',
    'Meds: Lasix 40 BID, Coreg 6.25 BID, Lantus 20 units QHS, Plavix, ASA 81.',
    'Pt seen and examined with Dr. {family}. Agree with above. {person:2}, MD',
    'Nursing note {time}: Pt A&Ox3, resting in bed. Foley patent, draining clear yellow urine. Call light within reach. {given} {family}, RN',
    'RN {given} notified Dr. {family:2} of K+ 2.9. Orders received, KCl 40 mEq PO x1. Will recheck at {time}.',
    '0700 Assumed care from RN {given:2}. Pt {family} c/o pain 6/10, medicated with Toradol. Daughter {given:3} at bedside.',
    'Shift report to {given}, RN. Heparin gtt per protocol, PTT due. Braden 17. Bed alarm on.',
    '{titled-family} was seen in follow-up today at our {city} office. She continues to do well on Humira and reports no flares since June.',
    "I had the pleasure of seeing {person} in the Movement Disorders Clinic. He has had Parkinson's disease for nine years and tolerates Sinemet well. His wife, {given:2}, notes some freezing of gait.",
    'Thank you for referring {titled-family} to {hospital}. As you know, this is a {age}-year-old retired {occupation} from {city} with newly diagnosed Hodgkin lymphoma, Ann Arbor Stage IIB.',
    '{person} (MRN {medical-record}) underwent Whipple on {date} under Dr. {family:2}. POD #4. Tolerating clears. JP drain serosanguinous. Continue Lovenox.',
    `OPERATIVE NOTE
SURGEON: {person:2}, MD
ASSISTANT: {person:3}, PA-C
ANESTHESIA: General
PREOPERATIVE DIAGNOSIS: Acute Cholecystitis
PROCEDURE: Laparoscopic Cholecystectomy
The patient, {person}, was brought to the operating room and placed supine. A Veress needle was inserted. The Calot triangle was dissected and the Critical View of Safety obtained. EBL 20 mL.`,
    'PROCEDURE: Swan-Ganz catheter placed via right IJ using Seldinger technique. Wedge 18. No complications.',
    "Consent signed by patient's {given:2} {family} (brother, HCP). Time-out performed. Site marked.",
    'Psych: {given} is a {age} y.o. {nationality} {gender} who self-presented to {hospital} ED with SI. Lost job as a {occupation} at {org} in March. Lives with roommate {given:2} in {city}. MSE: Appearance disheveled, Mood "fine," Affect flat.',
    'Therapy note, session 7. Client discussed conflict with her mother, {given:2}, over the move to {city}. Practiced DEAR MAN. Homework: Thought Record. PHQ-9: 11. GAD-7: 9.',
    `DAP Note
D: Client arrived on time, reports stress at {org}, where {given} recently became a {occupation}.
A: Adjustment Disorder, improving.
P: Continue CBT weekly.`,
    'Group note: Topic was Grief. Eight members attended. Members practiced Mindfulness and shared what Hope means to them.',
    'Client identifies as {religion} and states that her faith, and her pastor at the church in {city}, are her main supports.',
    "Case management: Spoke with {given} {family} (son) at {phone}. He lives in {state} and can't take pt home. SNF choices: {org} and {org:2}. Referral sent. {given:3} {family:3}, LCSW",
    'SW note: Pt is undomiciled, stays near {landmark}. No ID. Reports name as "{nickname}". {language} speaking only; interpreter {code} used.',
    "PT Eval: Pt is a {age} yo {occupation}, RHD, s/p R RTC repair. AROM flex 90, ABD 70. Neer +, Hawkins +, Speed's -. Goals: return to work at {org}.",
    'OT: Pt requires Min A for LB dressing. Issued reacher, sock aid. Caregiver {given:2} trained.',
    'SLP: Bedside swallow. Mendelsohn trained. Recommend Nectar Thick, Mech Soft. Results d/w RN {given}.',
    'Dietitian: Follow-up. Intake 50-75%. Ensure Plus BID. BMI 18.2. Will monitor.',
    'ED Triage: {age} F BIBA from {street-name} s/p MVC, restrained driver, +AB. GCS 15. C-collar in place. Name: {family}, {given}.',
    'EMS run: dispatched to {street}, {city}, for a {age} y/o {gender} unresponsive. On arrival, pt found by his roommate {given:2}. BGL 31. D50 given. Transported to {hospital} emergent. Medic {family:3}.',
    'Code Blue called at {time}. ROSC after 2 rounds, Epi x2. Dr. {family} led. Family ({given:2}, wife) notified by Chaplain {family:3}.',
    'TIME OF DEATH: {time}, {date}, pronounced by {person:2}, MD. Next of kin {given:3} {family} of {city:3} contacted at {phone:3}. ME declined. {org:4} Funeral Home.',
    'Peds: {given} is a {age} brought by mother, {given:2}, for Well Child Check. Attends {school}. Meeting milestones. Vaccines: MMR, Varicella, Tdap. Tanner 1.',
    'NICU: Baby Boy {family}, 31w4d, born at {hospital} to {given:2}, a {age:2} yo G2P1. Apgars 6 and 8. On CPAP. Ballard consistent.',
    'Infant {given}, DOL 3, latching well. Mom {given:2} comfortable with Football Hold. Bili 9.1. Follow up with Dr. {family:3} in {city}.',
    'OB: G1P0 at 38w2d by LMP c/w 8wk US. GBS neg. Leopold vertex. Bishop 6. Desires epidural. FOB {given:2} present.',
    'L&D: {person} delivered a viable {gender:2} infant at {time}. Nuchal x1, reduced. Dr. {family:2} present. Pitocin running.',
    'Derm: {titled-family}, a {occupation} with decades of sun exposure in {state}, returns for Mohs of the left ala. Previous BCC 2019, excised by Dr. {family:2}.',
    'Ophth: VA 20/40 OD, 20/25 OS. IOP 14/15 by Goldmann. Fuchs endothelial dystrophy OU. Amsler normal.',
    "ENT: Rinne positive, Weber midline. Epley performed for BPPV. Ménière's less likely.",
    'Ortho: Colles fracture, closed reduction under Bier block. Salter-Harris II on the left. Placed in sugar tong. F/u Dr. {family} {date}.',
    "Neuro: Romberg negative. Babinski downgoing. Reflexes 2+. Gait narrow-based. Impression: Bell's palsy, House-Brackmann III. Start Prednisone and Valtrex.",
    "GI: EGD with biopsies, Barrett's, LA Grade B. H. pylori pending. Nexium 40 BID. Repeat in three years. Pt {family} informed by {given:2}, RN.",
    "Rheum: Sjögren's, Raynaud's. Schirmer 3 mm. Start Plaquenil. Needs eye exam with Dr. {family}, who is now at {hospital}.",
    "Endo: {age} y/o {gender} with Graves' and Cushingoid features. Await dexamethasone suppression. She travels to {country} often as a {occupation}; sick-day rules reviewed.",
    'Heme/Onc: {person}, ECOG 1, cycle 3 of R-CHOP. Received Neulasta. Works part-time at {org}. Dr. {family:2} to see next visit.',
    'Tumor Board: Case presented by Dr. {family}. {age} F, ER+/PR+/HER2-, Oncotype 14. Consensus: AI, no chemo. Radiation Oncology (Dr. {family:2}) to see.',
    'ID consult: Pt recently returned from {country} where he was a {occupation} with {org}. Smear positive for Plasmodium. Start Coartem. Report to {agency}.',
    'Pt from {city}, {country}, immigrated {date}. QuantiFERON positive. CXR clear. INH x 9 mo with B6.',
    'Pulm: FEV1 62%. Spiriva, Advair. Occupational: {occupation} x 30 yrs at {org}, asbestos exposure.',
    'Nephro: HD TTS at {org} {city}. EDW 71. R IJ PermCath. Vascular, Dr. {family}, to create AVF.',
    'Urology: IPSS 19, PSA 5.8. Gleason 3+4. Discussed da Vinci vs. XRT with {titled-family} and his partner {given:2}.',
    'Anesthesia preop: Mallampati II, ASA 3. NPO since midnight. Prior Mac blade, Grade 1 view. No family hx of MH.',
    'ICU Day 6. Events o/n: none. Neuro: RASS -2 on Propofol. CV: Levophed at 4. Pulm: AC/VC 16/450/5/40. GI: TF via Dobhoff. GU: Foley. ID: Zosyn D3, Vanc D3. Lines: RIJ TLC, L rad A-line. Dispo: ICU. Code: Full.',
    'Family meeting: present were wife {given:2}, daughter {given:3}, son-in-law {given:4}, Dr. {family:5}, and Palliative NP {given:6}. Goals: comfort. POLST signed. Hospice: {org}.',
    'Hospice visit. {given} comfortable. Roxanol q4h. {given:2} tearful, says "{given} always wanted to see {landmark} again." Chaplain {family:3} to visit.',
    "Addendum: I spoke with {given:2} {family}, patient's niece in {city:2}, who states that he was at {hospital} in {state:2} last spring for the same.",
    'Interval history: no admissions. Moved from {city} to {city:2} to be near her daughter {given:2}, a {occupation:2}.',
    'Telephone encounter {date} {time}: {given} called re: cough. Advised Mucinex, fluids. To ED if SOB. {given:2} {family:2}, LPN',
    'Lab callback: left VM for {given} at {phone}. No PHI left on message.',
    'No show. Letter sent to {address-line}.',
    'LWBS. Called x3 in the Waiting Room, no answer.',
    'AMA: {titled-family} left against medical advice at {time}, states he "had to get back to {city}" for work at {org}. Risks discussed by Dr. {family:2}.',
    "Pt's employer, {org}, requests a fit-for-duty note. He is a {occupation} who lifts up to 50 lb. Cleared by Occ Health {date}.",
    "Workers' comp: injured {date} at {org}, {street}, {city}. Supervisor: {person:2}. Body part: right wrist, Finkelstein +.",
    'Sleep: ESS 15, Mallampati IV. AHI 42 on HSAT. Start APAP via {org}. {titled-family} is a {occupation}, counseled on drowsy driving per {agency} rules.',
    'Geriatrics: MoCA 19/30. Lives alone at {org}, {city}. Daughter {given:2} manages the checkbook. Beers list reviewed, stop Benadryl.',
    'Pain: PDMP for {state} reviewed. Butrans 10. UDS consistent. Lidoderm to L knee. Naloxone given. Next: May.',
    'Consult requested by: Dr. {family:2}, {occupation:2}. Reason: Guillain-Barré? LP: albuminocytologic dissociation. Recs: IVIG, NIF q6.',
    'Attestation: I personally saw and evaluated {person} on {date} and agree with the findings of the resident, {person:2}.',
    'Dictated by {person}, DO. Transcribed by {username}. D: {date} T: {date#b} Job {code}',
    'Electronically signed by {person}, MD on {date} at {time}',
    'cc: {person:2}, MD; {person:3}, DPM; {hospital} Wound Care',
    'History limited by dementia; obtained from granddaughter {given:2} and from EMS. Baseline per {given:2}: walks with a Rollator, knows his name and that he lived in {city}.',
    'Wound Care: Stage III sacral, 3 x 2 x 1. Santyl, Mepilex. Norton 12. Wagner 2 on L hallux. Photo taken.',
    'Immunization given in L deltoid, Lot on file, VIS provided. No reaction after fifteen minutes.',
    "Pre-op dx: Dupuytren's. Post-op dx: Same. Tourniquet 34 min. Skin closed with Monocryl, Steri-Strips. To PACU in stable condition.",
    '{given} {family} was transferred from {hospital:2} in {city:2} via {org:3} flight crew for higher level of care. Accepting: Dr. {family:4}.',
    "Dental: #19 MOD, #30 PFM. Pano WNL. Hx of Bell's. Recall six months with hygienist {given}.",
    'Vet: 6 y MN, presented by owner {given} {family} of {city} for limping. Ortolani neg. Rimadyl 75.',
  ],
};
