import type { TemplateSet } from '../template.js';

/** Application and system logs, HTTP traffic, stack traces, commits, audit trails and key=value lines. */
export const RECORD_LOGS: TemplateSet = {
  style: 'log',
  templates: [
    '{date} {time} INFO  [AuthService] User {username} logged in from {ip}',
    '{date} {time} WARN  OrderProcessor - Address mismatch for {given} {family}: expected {city}, got {city:2}',
    '{date} {time} ERROR [http-nio-8080-exec-4] c.e.PaymentController : Null Pointer in chargeCard()',
    'ts={date} level=info user="{person}" action=UpdateProfile field=employer old="{org}" new="{org:2}"',
    'level=debug component=Scheduler msg="Tick" next=30s',
    '{date} {time} web-01 sshd[2211]: Failed password for invalid user {username} from {ip} port 50122 ssh2',
    '<134>1 - fw01 - - - Deny TCP Inside:{ip} Outside:{ip:2}',
    'kernel: [ 0.000000] Command line: BOOT_IMAGE=/vmlinuz Quiet Splash',
    'systemd[1]: Started Daily Cleanup of Temporary Directories.',
    'CRON[881]: ({username}) CMD (/usr/local/bin/backup)',
    `GET /search?q={family}&city={city} HTTP/1.1
Host: {url}
User-Agent: Mobile Browser
Accept-Language: *`,
    `POST /api/v2/contacts HTTP/1.1
Content-Type: application/json

{{"GivenName":"{given}","Surname":"{family}","Company":"{org}"}`,
    `HTTP/1.1 404 Not Found
Server: Gateway
Cache-Control: No-Store`,
    'PUT /users/{code}/address 200 41ms body={{"line1":"{street}","city":"{city}"}',
    'DELETE /v1/subscribers/{email} 204',
    'first={given}&last={family}&addr={street}&city={city}&st={state-code}&zip={zip}',
    '?name={given}+{family}&utm_source=Newsletter&utm_campaign=May',
    `Traceback (most recent call last):
  File "app.py", line 88, in save
    raise ValueError(f"bad surname: {family}")
ValueError: bad surname: {family}`,
    `java.lang.IllegalStateException: Duplicate customer {person} ({email})
	at com.example.CustomerService.Merge(CustomerService.java:91)
	at com.example.Main.main(Main.java:12)`,
    `TypeError: Cannot read properties of undefined (reading 'Name')
    at Object.Render (/app/Profile.js:14:9)
    at async Promise.all (index 0)`,
    `panic: runtime error: index out of range [3] with length 3
goroutine 1 [running]:
main.LoadRoster(...)`,
    'Unhandled exception while sending welcome mail to {given} {family} <{email}>: SMTP 550 Mailbox Unavailable',
    'ValidationError: "occupation" with value "{occupation}" fails to match Required Pattern',
    "thread 'main' panicked at 'no region for {city}', src/geo.rs:41",
    `commit {code}
Author: {given} {family} <{email}>
Date:   {date}

    Fix typo in Onboarding copy`,
    `Merge branch 'Release-Candidate' into Main

Reviewed-by: {person}
Signed-off-by: {person:2} <{email:2}>`,
    `Revert "Use Mercury theme by default"

This breaks Login on older tablets.`,
    'fix(address): stop upper-casing {street-name}, {given} reported it from the {city} office',
    'Co-authored-by: {username} <{email}>',
    'Bump Parser from {version} to {version}',
    'AUDIT {time} actor={username} ({given} {family}) verb=EXPORT object=Report/Payroll result=ALLOW',
    'AUDIT: {person} viewed chart of {person:2} (reason: "Treatment") at {hospital}',
    'Access denied: {family}, {given} is not a member of Finance-Approvers.',
    'Badge read: {given} {family}, Door 4 East Lobby, {time}',
    'Visitor log {date}: {person} ({org}) to see {given:2} {family:2}, in {time}, out {time#b}',
    'Password reset by Helpdesk ({given}) for {username:2}. Ticket {code}.',
    '[Bot] Build #{number} Passed. Changes by {given}, {given:2}.',
    '[Monitor] CPU High on Node Seven. Severity: Warning. Runbook: Scale Out.',
    'On-call alert: Primary {given} {family} did not ack; escalating to {given:2} {family:2}.',
    'SMS OUT to={phone} body="Hi {given}, your table at {org} is ready"',
    'SMTP: MAIL FROM:<{email}> RCPT TO:<{email:2}> Subject: Lease for {street}',
    `CALL START from={phone} queue=Billing agent={given}
CALL END dur=311 wrap=Resolved`,
    'IVR path: Main > Billing > Dispute > Agent',
    'STT partial: "my name is" ... "my name is {given}" ... "my name is {given} {family}"',
    'NLU slots: {{PERSON: "{given}", CITY: "{city}"} intent: BookTable',
    'geocode("{street}, {city}, {state-code}") -> OK 0.98',
    'geocode("{landmark}") -> ZERO_RESULTS',
    'dedupe: {given} {family} ({city}) ~ {given} {family} ({city:2}) score=0.71 -> Review',
    'etl: skipped 1 row, reason "LastName blank", batch Monday-AM',
    'Import failed for "{org}": Contact "{family}, {given}" has no Owner.',
    'sync: renamed folder "{family} Estate" to "{family} Estate (Closed)"',
    'Upload: /home/{username}/Documents/Resume_Final.pdf',
    'saved scan as {family}_{given}_passport.jpg',
    'C:\\Users\\{username}\\Desktop\\Tax Docs\\Form.pdf',
    'moved "Letter to {titled-family}.docx" to Trash',
    'print job: "Offer - {given} {family} - {occupation}.pdf" 3 pages Color Duplex',
    'DHCP: lease {ip} to "{given}-Phone"',
    'wifi: client "{given}\'s Laptop" joined Guest',
    'bluetooth: paired with Kitchen Speaker, Left Bud, Right Bud',
    'calendar: {given:2} invited {email} to "Coffee with {given}" at {org}',
    'reminder fired: "Call {person} re: {project}"',
    'search query: "{person} {city} obituary"',
    'search query: how do i delete my account',
    `chat export {date}, {time} - {given}: Running late, at {landmark}
{date}, {time#b} - {given:2}: k`,
    '{date}, {time} - {nickname} added {phone}',
    `<{username}> anyone from {city} here?
<{username:2}> yep, {given:2}, i'm a {occupation:2} at {org:2}`,
    `*** {username} has joined #General
*** Topic is "Read the Rules first"`,
    `[{time}] {given} {family}: @{username:2} can you review?
[{time#b}] {given:2} {family:2}: On it`,
    'survey.response id={code} nps=9 verbatim="Ask for {given} in Parts, he knows his stuff"',
    'payment.failed customer="{person}" card={card} exp={card-expiry} reason=Do Not Honor',
    'KYC_FAIL name={person} dob={dob} nat={nationality} rule=WatchList-3',
    'fraud: device seen in {city}, then in {country} within 20 min, user {username}',
    'License check: Professional Edition, Floating, {number} seats',
    'config: Region=Default Theme=Midnight Locale=Auto Greeting=Hello',
    'DEBUG render <Button label="Save Draft"> in <Toolbar>',
    'assert Person("{given}", "{family}").initials() is not None',
    '// TODO({username}): ask {given} whether {org} still needs the Legacy flag',
    `# Owner: {given} {family}, {org} Platform Team
export GREETING="Good Morning"`,
    `/** @author {given} {family} */
public class InvoiceMapper extends BaseMapper {{`,
    "const testUser = {{ name: '{given} {family}', city: '{city}', job: '{occupation}' };",
    "it('rejects an Empty Name', () => {{ expect(validate('')).toBe(false); });",
    'echo "Deploying Blue to Green"',
  ],
};
