/** Month names, in full and abbreviated, by language; none that is a word of everyday English stands alone as a date. */
const MONTH_NAMES = {
  en: 'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec',
  de: 'januar jänner februar märz mai juni juli oktober dezember mrz okt dez',
  fr: 'janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre janv févr avr juil déc',
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic',
  it: 'gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott',
  pt: 'janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev mai set out dez',
  nl: 'januari februari maart juni juli augustus oktober mrt',
  sv: 'januari februari mars maj augusti',
  da: 'marts',
  pl: 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
} as const;

export const MONTHS: ReadonlySet<string> = new Set(Object.values(MONTH_NAMES).join(' ').split(' '));
/** Months that may stand alone, where they have a capital. */
export const ALONE_MONTHS: ReadonlySet<string> = new Set(
  'january february april may june july august september october november december'.split(' '),
);
export const WEEKDAYS: ReadonlySet<string> = new Set(
  'monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays'.split(
    ' ',
  ),
);
/** Weekdays that count only before a date ("Mon, 3 May"). */
export const SHORT_WEEKDAYS: ReadonlySet<string> = new Set(
  'mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag'.split(
    ' ',
  ),
);
/** Named days, by last word; a phrase's other words before it, nearest first. */
export const HOLIDAYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  christmas: [[]],
  thanksgiving: [[]],
  halloween: [[]],
  hanukkah: [[]],
  chanukah: [[]],
  ramadan: [[]],
  diwali: [[]],
  easter: [[]],
  passover: [[]],
  juneteenth: [[]],
  kwanzaa: [[]],
  eid: [[]],
  eve: [['christmas'], ['s', 'year', 'new'], ['year', 'new'], ['years', 'new']],
  day: [
    ['christmas'],
    ['boxing'],
    ['labor'],
    ['labour'],
    ['memorial'],
    ['veterans'],
    ['columbus'],
    ['thanksgiving'],
    ['s', 'valentine'],
    ['valentines'],
    ['s', 'patrick'],
    ['independence'],
    ['s', 'mother'],
    ['s', 'father'],
    ['mothers'],
    ['fathers'],
    ['canada'],
    ['anzac'],
    ['bastille'],
    ['presidents'],
    ['s', 'year', 'new'],
    ['years', 'new'],
  ],
};
