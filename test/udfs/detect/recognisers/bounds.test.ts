import t from 'tap';
import { localDetector } from '../../../../udfs/detect/local-detector.js';

const detector = localDetector();
const found = (text: string): string[] =>
  detector.detectText(text).map((span) => `${span.label}:${text.slice(span.start, span.end)}`);

t.test('an organisation ends with its cell, its line and its sentence', (t) => {
  const signed = found('Marta Oyelaran | Head of People | Brightforge Ltd\nt: 020 7946 0321 | https://x.io');
  t.ok(signed.includes('ORGANIZATION:Brightforge Ltd'), signed.join(', '));
  const greeted = found(
    'Agent: Thanks for calling TrailPost. Can I start with your name and order number?\n\nCaller: Kenji Watanabe. Order TP-770315.',
  );
  t.ok(greeted.includes('ORGANIZATION:TrailPost'), greeted.join(', '));
  t.end();
});

t.test('degrees, closings and the names of numbers are nobody and no place', (t) => {
  const doctor = found('ATTENDING: Dr. Anthony Wu, MD (NPI 1437192846)');
  t.notOk(
    doctor.some((each) => each.endsWith(':MD') || each.includes('NPI')),
    doctor.join(', '),
  );
  t.ok(found('I live in Bethesda, MD now').includes('LOCATION_STATE:MD'));
  t.ok(found('She moved to Silver Spring, MD in May').includes('LOCATION_STATE:MD'));
  const letter = found('Please mail it to\n  Boise, ID 83702\n\nRegards,\nGwen');
  t.notOk(
    letter.some((each) => each.includes('Regards')),
    letter.join(', '),
  );
  t.ok(letter.includes('NAME_GIVEN:Gwen'));
  const zip = found("I'm Jane Roe, 555-867-5309, ZIP 45402, born March 3, 1984, aged 93");
  t.ok(zip.includes('LOCATION_ZIP:45402'));
  t.notOk(
    zip.some((each) => each.endsWith(':ZIP')),
    zip.join(', '),
  );
  t.end();
});

t.test('"a new one" is no digit', (t) => {
  const card = found(
    "Agent: I'm closing that card, and case FD-90317 is open. A new one goes to 1480 Juniper Lane, Apt 3B, Boise, ID 83702.",
  );
  t.ok(card.includes('NUMERIC_PII:FD-90317'));
  t.notOk(
    card.some((each) => each.endsWith(':one')),
    card.join(', '),
  );
  t.ok(found('Agent: And your PIN?\nCaller: nine two seven one').includes('NUMERIC_PII:nine two seven one'));
  t.end();
});

t.test('a number stands by itself in scripts that do not separate words', (t) => {
  const chinese = found('手机号是13812345678，身份证号11010519491231002X。');
  t.ok(
    chinese.some((each) => each.endsWith(':13812345678')),
    chinese.join(', '),
  );
  t.ok(
    chinese.some((each) => each.endsWith(':11010519491231002X')),
    chinese.join(', '),
  );
  t.end();
});

t.test('a word in another script is no code', (t) => {
  const russian = found(
    'Паспорт 4509 123456, СНИЛС 112-233-445 95. Родилась 12 мая 1985 года. Почта m.ivanova@yandex.ru',
  );
  t.ok(russian.includes('NUMERIC_PII:4509 123456'), russian.join(', '));
  t.ok(russian.includes('NUMERIC_PII:112-233-445 95'));
  t.notOk(
    russian.some((each) => /^NUMERIC_PII:[^\d]+$/.test(each)),
    russian.join(', '),
  );
  t.end();
});
