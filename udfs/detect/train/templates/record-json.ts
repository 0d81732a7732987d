import type { TemplateSet } from '../template.js';

/** JSON, XML, YAML and other nested records, with field names in many spellings. */
export const RECORD_JSON: TemplateSet = {
  style: 'json',
  templates: [
    '{{"firstName":"{given}","lastName":"{family}","city":"{city}","state":"{state-code}","zip":"{zip}"}',
    `{{
  "id": "{code}",
  "customer": {{
    "name": "{person}",
    "email": "{email}",
    "employer": "{org}"
  },
  "status": "Active"
}`,
    '{{"first_name": "{given}", "last_name": "{family}", "dob": "{dob}", "occupation": "{occupation}"}',
    '[{{"name":"{person}","role":"Owner"},{{"name":"{person:2}","role":"Viewer"}]',
    '{{"type":"Feature","properties":{{"name":"{landmark}","addr:city":"{city}","addr:street":"{street-name}"}}',
    '{{"event":"page_view","page":"Pricing","utm_campaign":"Spring Sale","button":"Start Free Trial","ts":1}',
    '{{"user":{{"login":"{username}","displayName":"{given} {family}","location":"{city}, {country}","company":"{org}","bio":"{occupation}. Runner. Coffee."}}',
    '{{"FNAME":"{given}","LNAME":"{family}","MNAME":null,"SUFFIX":null,"GENDER":"{gender}"}',
    '{{"shipTo":{{"attn":"{person}","line1":"{street}","line2":"","locality":"{city}","region":"{state}","postalCode":"{zip}","countryCode":"{country}"}}',
    '{{"level":"info","msg":"cache warmed","module":"CacheManager","durationMs":482,"hit":true}',
    '{{"level":"error","msg":"User {given} {family} not found in tenant {org-short}","requestId":"{code}"}',
    '{{"resourceType":"Patient","name":[{{"use":"official","family":"{family}","given":["{given}"]}],"gender":"{gender}","birthDate":"{dob}","address":[{{"line":["{street}"],"city":"{city}","state":"{state-code}"}]}',
    '{{"resourceType":"Practitioner","name":[{{"prefix":["Dr."],"given":["{given}"],"family":"{family}"}],"qualification":[{{"code":{{"text":"Board Certified, Internal Medicine"}}]}',
    '{{"text":"hi my name is {given} and i live in {city}","intent":"ProvideName","confidence":0.93}',
    '{{"intents":["CancelOrder","TrackOrder","SpeakToAgent"],"fallback":"None"}',
    `{{"speaker":"agent","text":"Thanks, {given}. Can you confirm the street?"}
{{"speaker":"customer","text":"{street}"}`,
    '{{"transcript":[{{"s":0,"t":"Who am I speaking with?"},{{"s":1,"t":"{person}, from {org}."}]}',
    '{{"full_name":"{person}","nationality":"{nationality}","passport_no":"{passport}","issued_by":"{country}"}',
    '{{"policyHolder":"{person}","beneficiaries":[{{"name":"{person:2}","relation":"Spouse","share":50},{{"name":"{person:3}","relation":"Child","share":50}]}',
    '{{"job":{{"title":"{occupation}","dept":"Operations","manager":"{person:2}","site":"{city}"}}',
    '{{"feature_flags":{{"NewCheckout":true,"DarkMode":false,"BetaSearch":true}}',
    '{{"error":{{"code":"ERR_INVALID_ARG","message":"Expected Name to be a String","path":["Customer","Name"]}}',
    '{{"name":"lint-rules","version":"{version}","description":"Shared rules","license":"MIT","author":"{given} {family} <{email}>"}',
    '{{"contributors":["{given} {family}","{given:2} {family:2} ({org:2})"],"keywords":["parser","Markdown"]}',
    '{{"ad":{{"headline":"Big Summer Blowout","cta":"Shop Now","brand":"{org-short}"}}',
    '{{"question":"Where did you grow up?","answer":"{city}, then {city:2} when I was ten"}',
    '{{"q1":"Very Satisfied","q2":"Neutral","q3":"N/A","comments":"{given} at the {city} store was lovely!"}',
    '{{"donor_name":"{person}","in_honor_of":"{person:2}","amount":"{money}","anonymous":false}',
    '{{"driver":{{"name":"{given} {family}","licenseNo":"{driver-license}","state":"{state-code}"},"vehicle":{{"make":"Sedan","plate":"{plate}"}}',
    '{{\\"name\\":\\"{person}\\",\\"addr\\":\\"{address-line}\\"}',
    '{{"op":"replace","path":"/contact/surname","value":"{family}"}',
    '{{"before":{{"CITY":"{city}"},"after":{{"CITY":"{city:2}"},"changedBy":"{username}"}',
    '{{"Guest":"{family}, {given}","Room":"King Suite","Rate":"Best Available","Arrive":"{date}","From":"{city}"}',
    "{{'name': '{person}', 'company': '{org}', 'title': '{occupation}', 'tags': ['VIP', 'Newsletter']}",
    "User(id={code}, name='{person}', email='{email}', city='{city}', is_active=True)",
    'Customer{{name=null, status=ACTIVE, segment=Gold, region=North}',
    'Employee [empName={person}, empDept=Finance, empCity={city}]',
    '<customer><name>{person}</name><address><street>{street}</street><city>{city}</city><zip>{zip}</zip></address></customer>',
    `<?xml version="1.0" encoding="UTF-8"?>
<Order Id="{code}">
  <Buyer FirstName="{given}" LastName="{family}"/>
  <ShipTo City="{city}" State="{state-code}" Country="{country}"/>
  <Status>Shipped</Status>
</Order>`,
    '<note><to>{given}</to><from>{given:2}</from><heading>Reminder</heading><body>Call {org} about the Invoice.</body></note>',
    '<ns2:PartyName><ns2:Name>{org}</ns2:Name></ns2:PartyName><ns2:Contact><ns2:Name>{person}</ns2:Name></ns2:Contact>',
    '<soap:Fault><faultcode>Client</faultcode><faultstring>Missing Required Element: LastName</faultstring></soap:Fault>',
    '<employee ssn="{ssn}"><nm>{family},{given}</nm><ttl>{occupation}</ttl><loc>{city}</loc></employee>',
    '<div class="author">By <a href="/staff">{person}</a>, {occupation}</div>',
    '<p>Hello <b>{given}</b>,<br/>your Parcel is on its way to <i>{city}</i>.</p>',
    '<td>{person}</td><td>{org}</td><td>{city}</td><td>Yes</td>',
    '<li>Home</li><li>About Us</li><li>Careers</li><li>Contact</li>',
    '<author><forename>{given}</forename><surname>{family}</surname><affiliation>{school}, {country}</affiliation></author>',
    '<meta name="author" content="{person}"><title>Getting Started | Docs</title>',
    `customer:
  name: {person}
  company: {org}
  address:
    street: {street}
    city: {city}
    zip: "{zip}"
  plan: Premium`,
    `name: Deploy
on: [push]
jobs:
  build:
    runs-on: Large
    steps:
      - name: Check out
      - name: Install Node`,
    `- given: {given}
  family: {family}
  affiliation: {school}
- given: {given:2}
  family: {family:2}
  affiliation: {org:2}`,
    `maintainers:
  - {given} {family} <{email}>
  - {username:2}`,
    `employee_name: "{family}, {given}"
job_title: {occupation}
work_location: {city}, {state}
manager: {titled-family:2}`,
    `[profile]
user = {username}
full_name = {person}
org = {org}
theme = Solarized`,
    `title = "Example"
[owner]
name = "{person}"
dob = {dob}`,
    `BEGIN:VCARD
VERSION:3.0
N:{family};{given};;;
FN:{given} {family}
ORG:{org}
TITLE:{occupation}
TEL;TYPE=CELL:{phone}
ADR;TYPE=HOME:;;{street};{city};{state-code};{zip};{country}
EMAIL:{email}
END:VCARD`,
    `BEGIN:VEVENT
DTSTART:{date}
SUMMARY:1:1 {given} / {given:2}
LOCATION:Room Everest
ORGANIZER;CN={person:2}:mailto:{email:2}
ATTENDEE;CN="{family}, {given}";PARTSTAT=ACCEPTED:mailto:{email}
END:VEVENT`,
    `BEGIN:VEVENT
SUMMARY:Team Offsite
DESCRIPTION:Agenda: Kickoff\\, Lunch\\, Retro\\, Drinks
LOCATION:{city}
END:VEVENT`,
    `BEGIN:VTODO
SUMMARY:Renew Passport
STATUS:NEEDS-ACTION
END:VTODO`,
    `dn: cn={given} {family},ou=People,dc=example
cn: {given} {family}
sn: {family}
givenName: {given}
l: {city}
o: {org}
title: {occupation}`,
    '{{"@type":"Person","name":"{person}","jobTitle":"{occupation}","worksFor":{{"@type":"Organization","name":"{org}"}}',
    '{{"@type":"PostalAddress","streetAddress":"{street}","addressLocality":"{city}","addressRegion":"{state}"}',
    '{{"@type":"Recipe","name":"Grandma\'s Apple Pie","recipeIngredient":["Butter","Sugar","Green Apples"]}',
    'query {{ user(name: "{given} {family}") {{ id city } }',
    'mutation {{ updateAddress(input: {{ street: "{street}", city: "{city}", zip: "{zip}"}) {{ ok } }',
    '{{"data":{{"me":{{"nickname":"{nickname}","hometown":"{city}","school":"{school}","religion":"{religion}","politics":"{politics}"}}}',
    '{{"messages":[{{"from":"{given}","body":"are you in {city} yet"},{{"from":"{given:2}","body":"landed"}]}',
    '{{"subject":"Re: {org} contract","to":["{person} <{email}>"],"cc":["{person:2} <{email:2}>"],"snippet":"Hi {given}, see attached"}',
    '{{"rows":[["Name","City","Employer"],["{person}","{city}","{org}"],["{person:2}","{city:2}","{org:2}"]]}',
    '{{"entity":"Account","Account Name":"{org}","Primary Contact":"{person}","Billing City":"{city}","Stage":"Closed Won"}',
    '{{"Stage":"Negotiation","Forecast":"Best Case","Close Date":"{date}","Next Step":"Send MSA","Owner":"{given} {family}"}',
    '{{"caller":"{phone}","callee":"Support Queue","disposition":"Answered","agent":"{given}","notes":"moving to {street}"}',
    '{{"kyc":{{"pep":false,"name":"{person}","aka":["{nickname}"],"pob":"{city}, {country}","citizenship":"{nationality}"}}',
    '{{"weather":{{"summary":"Partly Cloudy","high":71,"low":58,"wind":"NW"}}',
    '{{"color":"Olive","style":"Ankle Boot","size":"Large","material":"Suede"}',
    '{{"product":"{product}","model":"{model-number}","reviewer":"{given} from {city}","stars":5}',
    '{{"applicant":{{"Full name":"{person}","Current employer":"{org}","How long":"3 yrs","Position":"{occupation}","Monthly income":"{money}"}}',
    '{{"arr":{{"name":"{person}","charge":"Disorderly Conduct","agency":"{agency}","county":"{county}"}}',
  ],
};
