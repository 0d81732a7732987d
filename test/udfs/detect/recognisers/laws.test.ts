import { laws } from '../../../../udfs/detect/recognisers/laws.js';
import { testTable, testTime } from './closed-classes.js';

testTable(
  laws,
  [
    'Under the [LAW:Privacy Act of 1974] you may ask.',
    'The [LAW:Americans with Disabilities Act] applies',
    'the [LAW:Federal Food, Drug, and Cosmetic Act]',
    'the UK [LAW:Data Protection Act 2018]'.replace('UK [LAW:', '[LAW:UK '),
    '[LAW:Title VII] protects you',
    '[LAW:Title IX of the Education Amendments Act of 1972]',
    'see [LAW:Section 8 of the Clayton Act] there',
    '[LAW:Article 6(1)(f) GDPR] is the basis',
    'my rights under [LAW:GDPR]',
    'a [LAW:HIPAA] violation',
    '[LAW:Regulation (EU) 2016/679] and [LAW:Directive 95/46/EC]',
    '[LAW:18 U.S.C. § 1030(a)(2)] and [LAW:45 CFR 164.514(b)]',
    'the [LAW:Fourth Amendment]',
  ],
  [
    'Act now! The Act was fine.',
    'Please act on it; an act of kindness',
    'Sister Act was on, then Act II',
    'a Balancing Act for all',
    'This Act applies.',
    'the title 7 of the page',
    'Title: Manager',
    'Section 8 of the manual',
    'Section 4 has more',
    'Ada went to the SOX game',
    'ADA is a name',
    'article 6 of the paper',
    'Directive from above 12/31',
    '18 US companies, 45 CFO offices',
    'the amendment of the First part',
    'TO ACT IS TO LIVE',
  ],
);
testTime(laws, [
  'Act ',
  'Fair Act ',
  'Section 8 of the ',
  'Title VII of the Big ',
  'and Act ',
  '18 U.S.C. ',
  'HIPAA ',
  'Food, and Act ',
]);
