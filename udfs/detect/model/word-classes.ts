const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Closed classes of words that tell what a capitalised neighbour is; bits of what `wordClass` answers. */
const CLASSES: readonly ReadonlySet<string>[] = [
  // titles and forms of address
  set(
    'mr mrs ms miss mx dr prof professor sir dame lord lady madam doctor mister rev reverend father sister judge justice officer detective sgt sergeant capt captain lt lieutenant col colonel gen general maj major cpl pvt admiral sen senator rep congressman congresswoman governor mayor president king queen prince princess pope hon señor señora sr sra herr frau monsieur madame mme nurse rn',
  ),
  // what organisations end with
  set(
    'inc incorporated llc llp lp plc ltd limited corp corporation co company gmbh ag sa srl spa bv nv ab oy as kg sarl pty pvt group holdings partners associates enterprises industries international solutions systems technologies technology tech labs laboratories consulting services logistics motors airlines airways pharma pharmaceuticals foods foundation trust fund institute association society council committee commission agency authority department ministry bureau union federation league club university college academy school hospital clinic medical center centre bank bancorp financial capital insurance assurance mutual credit realty properties studios media news press times post gazette journal magazine records entertainment hotel hotels resort restaurant cafe bakery church temple mosque museum library court police army navy team fc united',
  ),
  // kinds of streets
  set(
    'street st avenue ave av road rd boulevard blvd drive dr lane ln way court ct place pl terrace ter circle cir highway hwy parkway pkwy square sq trail trl crescent cres close alley row path loop pike turnpike expressway freeway route rue calle avenida via strasse straße weg platz allee straat laan',
  ),
  // parts of an address within a building
  set('apt apartment unit suite ste floor fl room rm flat building bldg box po lot level'),
  // features of the land, and what places are made of
  set(
    'city town village county parish province state district region valley lake river creek mountain mount mt hill hills beach island islands isle bay ocean sea gulf desert forest park garden gardens bridge airport station harbor harbour port falls springs heights north south east west northern southern eastern western central upper lower new saint st san santa los las el fort',
  ),
  set(
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec',
  ),
  // kin and roles before a name
  set(
    'wife husband son daughter mother father mom dad mum brother sister uncle aunt cousin nephew niece grandma grandpa grandmother grandfather friend boss manager supervisor colleague coworker neighbor neighbour fiance fiancee fiancé fiancée partner spouse girlfriend boyfriend patient client customer tenant landlord employee applicant claimant plaintiff defendant beneficiary attorney lawyer',
  ),
  // heads of occupations
  set(
    'engineer developer programmer analyst manager director teacher nurse physician surgeon doctor dentist pharmacist therapist psychologist accountant auditor lawyer attorney paralegal clerk secretary receptionist assistant administrator consultant designer architect technician mechanic electrician plumber carpenter welder painter driver pilot chef cook baker waiter waitress bartender barista cashier salesperson salesman saleswoman realtor broker agent officer firefighter paramedic soldier librarian professor lecturer researcher scientist chemist biologist physicist economist statistician journalist reporter editor writer author photographer artist musician actor actress singer dancer coach trainer farmer gardener landscaper janitor cleaner housekeeper nanny babysitter tailor hairdresser barber stylist butcher fisherman miner operator supervisor foreman superintendent inspector planner coordinator specialist strategist executive founder entrepreneur ceo cfo cto coo vp president chairman intern apprentice trainee representative recruiter buyer advisor adviser counselor counsellor translator interpreter',
  ),
];

/** Greetings, and verbs of saying and introducing. */
const MORE: readonly ReadonlySet<string>[] = [
  set('hi hello hey dear thanks thank regards sincerely cheers welcome bye goodbye yours love'),
  set(
    'said says told asked wrote writes called calls named name names known signed met knows speaking calling',
  ),
  set(
    'in at from near to into toward towards outside around via live lives lived living moved moving based located born visiting visited travel traveled resident residing',
  ),
];

const BITS = new Map<string, number>();
for (const [bit, list] of [...CLASSES, ...MORE].entries())
  for (const word of list) BITS.set(word, (BITS.get(word) ?? 0) | (1 << bit));

/** Bits of the classes that the lower-case word belongs to. */
export function wordClass(word: string): number {
  return BITS.get(word) ?? 0;
}
