import type { TemplateSet } from '../template.js';

/** CSV, pasted spreadsheets, Markdown tables, SQL, EDI-like lines and fixed columns. */
export const RECORD_TABLES: TemplateSet = {
  style: 'table',
  templates: [
    `first_name,last_name,email,city
{given},{family},{email},{city}
{given:2},{family:2},{email:2},{city:2}`,
    `CUST_NM,ADDR_1,CITY,ST,ZIP
"{family}, {given}",{street},{city},{state-code},{zip}`,
    `id;name;employer;job
1;{person};{org};{occupation}
2;{person:2};{org:2};{occupation:2}
3;{person:3};{org:3};{occupation:3}`,
    `"Full name","Street","Town","Postcode"
"{person}","{street}","{city}","{zip}"`,
    `Name	Dept	Location	Start
{person}	Finance	{city}	{date}
{person:2}	Legal	{city:2}	{date#b}`,
    `Month,Revenue,Region,Segment
April,{money},West,Enterprise
May,{money#b},East,Mid-Market
June,{money#c},West,Consumer`,
    `sku,description,qty
A-100,Garden Hose 50ft,4
A-101,Rake Steel Head,2
A-102,Rose Food Organic,7`,
    `| Name | City | Company |
|------|------|---------|
| {person} | {city} | {org} |
| {person:2} | {city:2} | {org:2} |`,
    `| Task | Owner | Due |
|---|---|---|
| Draft SOW | {given} | {date} |
| Review | {given:2} | {date#b} |
| Sign-off | TBD | TBD |`,
    `| Setting | Default | Notes |
|:--|:-:|--:|
| MaxRetries | 3 | Per Request |
| Timeout | 30 | Seconds |
| LogLevel | Info | Debug in Dev |`,
    "INSERT INTO customers (first_name, last_name, city) VALUES ('{given}', '{family}', '{city}');",
    "INSERT INTO `emp` VALUES ({code},'{person}','{occupation}','{city}','{date}'),({code:2},'{person:2}','{occupation:2}','{city:2}','{date:2}');",
    "UPDATE contacts SET employer = '{org}', title = '{occupation}' WHERE last_name = '{family}' AND zip = '{zip}';",
    "SELECT Name, City FROM Customers WHERE Country = 'X' ORDER BY Name DESC;",
    "SELECT * FROM users WHERE full_name ILIKE '%{family}%' AND state = '{state-code}';",
    "DELETE FROM sessions WHERE username = '{username}'; -- requested by {given} {family}",
    `-- {given} {family}, {date}: adds index on Orders.CustomerName
CREATE INDEX idx_orders_customer ON Orders (CustomerName);`,
    `COPY people (name, addr) FROM stdin;
{person}	{address-line}
{person:2}	{address-line:2}
\\.`,
    '{family}|{given}|M|{dob}|{street}|{city}|{state-code}|{zip}|{ssn}',
    'PID|1||{medical-record}||{family}^{given}^||{dob}|F|||{street}^^{city}^{state-code}^{zip}||{phone}',
    'PV1|1|I|4W^412^A||||{code}^{family}^{given}^^^Dr.',
    'NK1|1|{family:2}^{given:2}|SPO|{street}^^{city}|{phone:2}',
    `OBX|3|NM|Glucose||203|mg/dL|70-99|H
OBX|4|NM|Sodium||139|mmol/L|136-145|N`,
    'NM1*85*1*{family}*{given}***XX*{code}~N3*{street}~N4*{city}*{state-code}*{zip}~',
    'NM1*PR*2*{org}*****PI*{code}~',
    'REF*EI*{code}~PER*IC*{given} {family}*TE*{phone}~',
    'N1*ST*{org}*92*{code}~N3*{street}~N4*{city}*{state-code}*{zip}*US~',
    `:50K:/{bank-account}
{person}
{street}
{city} {country}
:59:/{iban}
{org:2}`,
    '6 {routing} {bank-account} {money} {family} {given}',
    `Passenger        Seat  From        To
{family}/{given} MR  12C   {city}  {city:2}
{family:2}/{given:2} MS  12D   {city}  {city:2}`,
    `EMPLOYEE            TITLE               SITE
{person}     {occupation}     {city}`,
    `PID USER     PR  NI  VIRT  COMMAND
 12 root     20   0  1.2g  Xorg
 44 {username}  20   0  3.1g  node`,
    `Respondent,Q1,Q2,"Q3: Tell us more"
{number},Agree,Disagree,"I work at {org} and my boss {given} is great"`,
    `Timestamp,What is your name?,Where do you live?,T-shirt
{date},{person},{city},Medium
{date:2},{person:2},{city:2},Large`,
    `Team,Wins,Losses
Blue,4,1
Red,3,2
Gold,1,4`,
    `guest,plus_one,table,meal
{person},{given:2},4,Fish
{person:3},,4,Vegan
{person:4},{given:5},5,Chicken`,
    `A1: Name  B1: Title  C1: Office
A2: {person}  B2: {occupation}  C2: {city}
A3: {person:2}  B3: {occupation:2}  C3: {city:2}`,
    '=VLOOKUP("{family}",Roster!A:F,4,FALSE)',
    '=IF(Sheet1!B2="Yes","Approved","Pending Review")',
    'Vendor #{code} {org} {po-box} {city} {state-code} {zip} NET30',
    `{date}  POS PURCHASE {org-short} {city} {state-code}  {money}
{date#b}  ATM WITHDRAWAL {street} {city} {state-code}  {money#b}`,
    '{date} ACH CREDIT {org} PAYROLL {family} {given} {money}',
    '{date} MONTHLY SERVICE FEE {money}',
    'WIRE OUT TO {person} {bank} {country} REF RENT MAY',
    'Payee: {org-short}   Memo: Acct {code}   Amount: {money}',
    `No.  Title                     Author
1    {work}     {person}
2    {work:2}     {person:2}`,
    `rank name school time
1 {person} {school} 10.91
2 {person:2} {school:2} 11.04`,
    `Roster
QB {given} {family} Sr. {city}, {state-code}
WR {given:2} {family:2} Jr. {city:2}, {state-code:2}
K {given:3} {family:3} Fr. {city:3}, {state-code:3}`,
    `Precinct,Candidate,Party,Votes
4,{person},{politics},{number}
4,{person:2},{politics:2},{number}`,
    `country,language,capital
{country},{language},{city}
{country:2},{language:2},{city:2}`,
    `host,addr,owner
db-01,{ip},{given}
web-02,{ip:2},{given:2}`,
    `Location Code,Location Name,Manager
N14,{city} North,{person}
S02,{city:2} South,{person:2}`,
    `Ext,Last,First,Room
4410,{family},{given},B12
4411,{family:2},{given:2},B14
4412,{family:3},{given:3},C01`,
    `asset_tag,assigned_to,model,building
{code},{person},{model-number},Annex`,
    `date|mileage|driver|note
{date}|{number}|{given}|Oil + filter at {org-short}`,
    `plate,owner,color
{plate},{person},Silver
{plate:2},{person:2},Black`,
    `"Case No.","Plaintiff","Defendant","Judge"
"{code}","{person}","{org:2}","Hon. {person:3}"`,
    `Breed,Group,Size
Golden Retriever,Sporting,Large
Great Dane,Working,Giant
Toy Terrier,Toy,Small`,
    `plant,light,water
Black-Eyed Susan,Full Sun,Low
Trumpet Creeper,Shade,Low
Jacob's Ladder,Part Shade,Medium`,
    `donor,city,employer,occupation,amount
{family}, {given},{city},{org},{occupation},{money}`,
    `name,"{person}"
addr,"{street}, {city}, {state} {zip}"
tel,{phone}`,
    `+------+-----------+---------+
| id   | surname   | town    |
+------+-----------+---------+
|   14 | {family} | {city} |
|   15 | {family:2} | {city:2} |
+------+-----------+---------+
2 rows in set`,
    ` column_name |   data_type   | nullable
-------------+---------------+---------
 FirstName   | character(40) | YES
 MaidenName  | character(40) | YES
(2 rows)`,
    'row 14: expected 6 fields, saw 8: {family},{given},{street},{city},{state-code},{zip},,',
    'unique_violation on key (email)=({email}) for {given} {family}',
    `PartNo  Desc            Bin
7741    Phillips Screw  A4
7742    Allen Key       A4
7743    Stanley Blade   B1`,
    'name: {person} | title: {occupation} | org: {org} | loc: {city-state}',
    `LAST^FIRST^MI^TITLE
{family}^{given}^^{occupation}`,
    `contact_id,contact,account,mailing_city,mailing_country,notes
{code},{person},{org},{city},{country},"Met at {event}; intro by {person:2}"`,
    `ref,hirer,pickup,dropoff
{code},{person},{street},{landmark}`,
    `STUDENT: {family}, {given}    GRADE: 7    HOMEROOM: {titled-family:2}
Reading 88 B+   Math 91 A-   Science 79 C+`,
    `pupil,parent1,parent2,bus
{given} {family},{given:2} {family:2},{given:3} {family:3},Green`,
    `lat,lon,label
40.1,-75.2,Store
40.3,-75.4,Depot`,
    `USUBJID,SITE,SEX,RACE,AETERM
01-004,04,F,Declined,Headache
01-005,04,M,Declined,Nausea`,
  ],
};
