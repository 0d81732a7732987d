import { PLACE_PARTS } from '../../gazetteers/regions.js';
import { FAMILY_NAMES } from '../data/names.js';
import { STREET_NAMES } from '../data/streets.js';
import type { Random } from '../random.js';
import { inventedWord } from './person.js';
import type { Place } from './place.js';
import type { Filler, Piece, Subject } from './subject.js';

const streets = {
  us: STREET_NAMES.us
    .split(',')
    .map((name) => name.replace(/ (Street|Avenue|Road|Drive|Lane|Court|Place|Boulevard|Way|Circle)$/, '')),
  gb: STREET_NAMES.gb.split(','),
  de: STREET_NAMES.de.split(','),
  da: STREET_NAMES.da.split(','),
};
const families = FAMILY_NAMES.us.split(',');
const usFirst = PLACE_PARTS.first.split(',');
const usLast = PLACE_PARTS.last.split(',');
const SUFFIXES: readonly (readonly [number, readonly string[]])[] = [
  [22, ['Street', 'St', 'St.', 'street', 'Str']],
  [16, ['Avenue', 'Ave', 'Ave.', 'Av']],
  [16, ['Road', 'Rd', 'Rd.']],
  [14, ['Drive', 'Dr', 'Dr.']],
  [10, ['Lane', 'Ln', 'Ln.']],
  [7, ['Court', 'Ct', 'Ct.']],
  [6, ['Boulevard', 'Blvd', 'Blvd.']],
  [5, ['Way']],
  [5, ['Place', 'Pl', 'Pl.']],
  [4, ['Circle', 'Cir', 'Cir.']],
  [3, ['Parkway', 'Pkwy', 'Pkwy.']],
  [3, ['Terrace', 'Ter', 'Terr.']],
  [3, ['Trail', 'Trl']],
  [2, ['Highway', 'Hwy', 'Hwy.']],
  [2, ['Square', 'Sq', 'Sq.']],
  [
    1,
    [
      'Loop',
      'Run',
      'Path',
      'Walk',
      'Row',
      'Alley',
      'Crescent',
      'Plaza',
      'Pike',
      'Turnpike',
      'Crossing',
      'Cove',
      'Bend',
      'Ridge',
      'Hollow',
      'Manor',
      'Point',
      'Pass',
      'Commons',
      'Expressway',
      'Causeway',
      'Extension',
      'Mews',
      'Close',
      'Green',
      'Grove',
      'Hill',
      'Gardens',
      'Rise',
      'View',
      'Vista',
      'Landing',
      'Trace',
      'Crest',
      'Junction',
      'Summit',
      'Glen',
      'Branch',
      'Creek',
      'Shores',
      'Heights',
      'Knoll',
      'Meadows',
      'Orchard',
      'Spur',
      'Station',
      'Track',
      'Union',
      'Valley',
      'Village',
      'Ville',
      'Wall',
      'Wells',
    ],
  ],
];
const DIRECTIONS = [
  'N',
  'S',
  'E',
  'W',
  'N.',
  'S.',
  'E.',
  'W.',
  'North',
  'South',
  'East',
  'West',
  'NW',
  'SE',
  'NE',
  'SW',
  'S.W.',
];

function ordinal(n: number): string {
  const tail = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${tail}`;
}

function usStreetName(random: Random): string {
  const kind = random.below(20);
  const suffix = () => random.pick(random.weighted(SUFFIXES));
  const after = random.chance(0.03) ? ` ${random.pick(DIRECTIONS)}` : '';
  const before = random.chance(0.13) ? `${random.pick(DIRECTIONS)} ` : '';
  if (kind < 5) return `${before}${random.pick(streets.us)} ${suffix()}${after}`;
  if (kind < 8) return `${before}${random.pick(families)} ${suffix()}${after}`;
  if (kind < 10)
    return `${before}${ordinal(1 + random.below(random.chance(0.7) ? 30 : 200))} ${random.pick(['St', 'Street', 'Ave', 'Avenue', 'St.', 'Ave.', 'Pl', 'Rd', 'Ct'])}${after}`;
  if (kind < 12)
    return `${before}${random.pick(['Main', 'Oak', 'Maple', 'Pine', 'Elm', 'Cedar', 'Park', 'Washington', 'Lincoln', 'Jefferson', 'Church', 'Market', 'Broad', 'High', 'Water', 'School', 'Mill', 'Spring', 'Lake', 'Hill', 'River', 'Center', 'Union', 'Franklin', 'Walnut', 'Chestnut', 'Highland', 'Sunset', 'Railroad', 'College', 'Second', 'Third', 'Fifth', 'Martin Luther King', 'MLK Jr.', 'Cesar Chavez', 'Van Ness', 'El Camino'])} ${suffix()}${after}`;
  if (kind < 15) return `${before}${random.pick(usFirst)}${random.pick(usLast)} ${suffix()}${after}`;
  if (kind < 17)
    return `${before}${inventedWord(random, ['', 'ton', 'ley', 'a', 'o', 'er', 'en'])} ${suffix()}${after}`;
  if (kind < 18) return `${before}${random.pick(usFirst)} ${random.pick(usFirst)} ${suffix()}`;
  return random.pick([
    'Broadway',
    `Route ${random.between(1, 399)}`,
    `Rt. ${random.between(1, 99)}`,
    `US Highway ${random.between(1, 99)}`,
    `State Road ${random.between(1, 599)}`,
    `County Road ${random.between(1, 1999)}`,
    `CR ${random.between(1, 999)}`,
    `FM ${random.between(100, 3999)}`,
    `Avenue ${random.pick([...'ABCDEFGHJKL'])}`,
    `Camino ${random.pick(['Real', 'del Sol', 'Verde', 'Alto', 'de la Reina'])}`,
    `Via ${inventedWord(random, ['a', 'o'])}`,
    `Avenida ${random.pick(families)}`,
    `Paseo del ${inventedWord(random, ['o'])}`,
    `The ${random.pick(usFirst)} ${random.pick(['Close', 'Green', 'Walk', 'Mews'])}`,
  ]);
}

function unit(random: Random): string {
  const n = random.chance(0.5)
    ? `${random.between(1, 40)}`
    : random.chance(0.5)
      ? `${random.between(1, 20)}${random.pick([...'ABCDEF'])}`
      : random.chance(0.5)
        ? `${random.between(100, 2999)}`
        : random.pick([...'ABCDEFGH']);
  return random.pick([
    `Apt ${n}`,
    `Apt. ${n}`,
    `Apt ${n}`,
    `Apartment ${n}`,
    `Unit ${n}`,
    `Unit ${n}`,
    `Suite ${n}`,
    `Ste ${n}`,
    `Ste. ${n}`,
    `# ${n}`,
    `#${n}`,
    `#${n}`,
    `Floor ${random.between(1, 60)}`,
    `${ordinal(random.between(2, 30))} Floor`,
    `Bldg ${n}`,
    `Building ${random.pick([...'ABCD'])}`,
    `Rm ${n}`,
    `Room ${n}`,
    `Lot ${n}`,
    `Trlr ${n}`,
    `Flat ${n}`,
    `apt ${n}`,
    `PH${random.between(1, 9)}`,
    `Penthouse`,
  ]);
}

function houseNumber(random: Random): string {
  const n = random.weighted([
    [30, () => random.between(1, 99)],
    [40, () => random.between(100, 999)],
    [35, () => random.between(1000, 9999)],
    [12, () => random.between(10000, 29999)],
  ])();
  return random.chance(0.03)
    ? `${n}${random.pick(['A', 'B', ' 1/2', '-B', '½', 'a'])}`
    : random.chance(0.01)
      ? `${n}-${random.between(10, 99)}`
      : `${n}`;
}

function italianish(random: Random, starts: readonly string[], extra: readonly string[]): string {
  return `${random.pick(starts)} ${random.chance(0.5) ? random.pick(extra) : inventedWord(random, ['i', 'a', 'o', 'e', 'es', 'ini'])}`;
}

/** Street without a number, as its country writes it. */
function streetName(random: Random, iso: string): string {
  switch (iso) {
    case 'GB':
    case 'IE':
    case 'AU':
    case 'NZ':
    case 'ZA':
      if (random.chance(0.5)) return random.pick(streets.gb);
      return `${random.chance(0.5) ? random.pick(families) : random.pick(usFirst) + random.pick(usLast)} ${random.pick(['Road', 'Street', 'Lane', 'Close', 'Avenue', 'Crescent', 'Gardens', 'Grove', 'Mews', 'Terrace', 'Way', 'Drive', 'Rise', 'Walk', 'Parade', 'Esplanade', 'Court', 'Rd', 'St', 'Hill', 'Place', 'Square', 'Row', 'Green', 'Park', 'Yard', 'Wharf', 'Circuit', 'Highway', 'Cres'])}`;
    case 'DE':
    case 'AT':
    case 'CH': {
      if (random.chance(0.6)) return random.pick(streets.de);
      const word = inventedWord(random, ['en', 'er', 'el', 'berg', 'tal', 'bach', '']);
      return random.pick([
        `${word}straße`,
        `${word}str.`,
        `${word}weg`,
        `${word}gasse`,
        `${word}platz`,
        `Am ${word}`,
        `An der ${word}`,
        `${word}allee`,
        `${word} Straße`,
        `${word}strasse`,
        `Hauptstraße`,
        `Bahnhofstraße`,
        `Schulstr.`,
        `Gartenweg`,
      ]);
    }
    case 'FR':
    case 'BE':
      return `${random.chance(0.5) ? 'r' : 'R'}${italianish(random, ['ue de', 'ue du', 'ue des', 'ue', 'ue de la'], ['Rivoli', 'Gambetta', 'Victor Hugo', 'Jean Jaurès', 'Moulin', 'République', 'Église', 'Lilas', 'Pasteur', 'Voltaire', 'Gare', 'Écoles', 'Fontaine'])}`;
    case 'ES':
    case 'MX':
    case 'AR':
    case 'CO':
    case 'PH':
      return italianish(
        random,
        [
          'Calle',
          'Calle de',
          'C/',
          'Av.',
          'Avenida',
          'Avda.',
          'Paseo de',
          'Plaza',
          'Carrera',
          'Blvd.',
          'Cra.',
          'Calzada',
        ],
        [
          'Mayor',
          'Real',
          'la Paz',
          'Hidalgo',
          'Benito Juárez',
          'Insurgentes',
          'Reforma',
          'la Constitución',
          'San Martín',
          'los Olivos',
          'Colón',
          'Alcalá',
          'Independencia',
          'Rizal',
          'Bonifacio',
          'Libertador',
          '5',
          '72',
          '14 Sur',
        ],
      );
    case 'IT':
      return italianish(
        random,
        ['Via', 'Viale', 'Corso', 'Piazza', 'Vicolo', 'Largo', 'via'],
        [
          'Roma',
          'Garibaldi',
          'Mazzini',
          'Dante',
          'Cavour',
          'Verdi',
          'Marconi',
          'della Repubblica',
          'XX Settembre',
          'Vittorio Emanuele II',
          'dei Mille',
          'San Marco',
        ],
      );
    case 'BR':
    case 'PT':
      return italianish(
        random,
        ['Rua', 'Av.', 'Avenida', 'Travessa', 'R.', 'Alameda', 'Praça'],
        [
          'das Flores',
          'Paulista',
          'São João',
          'Quinze de Novembro',
          'do Comércio',
          'Augusta',
          'da Liberdade',
          'Santos Dumont',
          'Barão de Itapetininga',
          'Sete de Setembro',
        ],
      );
    case 'NL':
      return `${inventedWord(random, ['', 'er', 'en', 'sche', 'el'])}${random.pick(['straat', 'laan', 'weg', 'gracht', 'kade', 'plein', 'singel', 'dijk', 'hof', 'park'])}`;
    case 'SE':
    case 'DK':
    case 'NO':
      return random.chance(0.4)
        ? random.pick(streets.da)
        : `${inventedWord(random, ['', 's', 'e', 'a'])}${random.pick(['gatan', 'vägen', 'gata', 'veien', 'vej', 'gade', 'torget', 'allé'])}`;
    case 'PL':
      return `${random.pick(['ul.', 'al.', 'pl.', 'os.'])} ${random.chance(0.4) ? random.pick(['Marszałkowska', 'Piotrkowska', 'Mickiewicza', 'Kościuszki', 'Długa', 'Polna', 'Leśna', 'Słoneczna', 'Krótka', 'Ogrodowa', 'Piłsudskiego']) : inventedWord(random, ['ska', 'owa', 'na', 'ego'])}`;
    case 'IN':
    case 'PK':
      return random.pick([
        `MG Road`,
        `${inventedWord(random, ['a', 'i', 'am', 'nagar'])} Road`,
        `${random.pick(families)} Street`,
        `Gali No. ${random.between(1, 20)}`,
        `${ordinal(random.between(1, 20))} Cross, ${ordinal(random.between(1, 20))} Main`,
        `Sector ${random.between(1, 120)}`,
        `${inventedWord(random, ['a', 'i', 'am'])} Marg`,
        `Link Road`,
        `${inventedWord(random, ['a', 'pur', 'i'])} Nagar`,
        `${inventedWord(random, ['a', 'i'])} Colony`,
        `${inventedWord(random, ['a', 'i'])} Layout`,
        `Street ${random.between(1, 40)}, Block ${random.pick([...'ABCDEF'])}`,
      ]);
    case 'NG':
    case 'KE':
    case 'GH':
      return `${inventedWord(random, ['a', 'o', 'i', 'u'])} ${random.pick(['Street', 'Road', 'Close', 'Crescent', 'Avenue', 'Way', 'Lane', 'Estate'])}`;
    case 'JP':
      return `${inventedWord(random, ['a', 'o', 'i', 'cho', 'machi'])} ${random.between(1, 8)}-chome`;
    case 'CN':
      return `${inventedWord(random, ['ng', 'an', 'ao', 'i'])} ${random.pick(['Road', 'Street', 'Lu', 'Avenue', 'Dong Lu', 'West Road', 'Jie'])}`;
    case 'SG':
    case 'AE':
      return random.pick([
        `${inventedWord(random, ['a', 'ang', 'i'])} Road`,
        `Jalan ${inventedWord(random, ['a', 'ang', 'i'])}`,
        `Ang Mo Kio Avenue ${random.between(1, 12)}`,
        `Sheikh ${inventedWord(random, ['ed', 'id'])} Road`,
        `Lorong ${random.between(1, 40)}`,
        `Al ${inventedWord(random, ['a', 'i', 'ah'])} Street`,
      ]);
    default:
      return usStreetName(random);
  }
}

/** Street and number, sometimes with a unit, as the place's country writes them. */
function street(random: Random, place: Place): string {
  const { iso } = place;
  const name = streetName(random, iso);
  const n = random.between(1, random.chance(0.7) ? 150 : 1200);
  switch (iso) {
    case 'US':
    case 'CA': {
      if (iso === 'CA' && random.chance(0.25))
        return `${random.between(1, 2400)}-${houseNumber(random)} ${usStreetName(random)}`;
      if (iso === 'CA' && random.chance(0.1))
        return `${houseNumber(random)} rue ${inventedWord(random, ['al', 'ac', 'ette', 'on'])}`;
      const line = `${random.chance(0.01) ? 'One' : houseNumber(random)} ${usStreetName(random)}`;
      return random.chance(0.27) ? `${line}${random.pick([', ', ', ', ' ', ' '])}${unit(random)}` : line;
    }
    case 'GB':
    case 'IE':
    case 'AU':
    case 'NZ':
    case 'ZA': {
      const line = `${n}${random.chance(0.06) ? random.pick(['A', 'a', 'B', 'C']) : ''} ${name}`;
      const kind = random.below(20);
      if (kind < 3)
        return `Flat ${random.between(1, 40)}${random.chance(0.3) ? random.pick([...'ABC']) : ''}, ${line}`;
      if (kind < 5 && iso === 'AU') return `Unit ${random.between(1, 30)}/${line}`;
      if (kind < 6 && iso !== 'GB') return `${random.between(1, 30)}/${line}`;
      if (kind < 7)
        return `${random.pick(usFirst)}${random.pick(usLast)} ${random.pick(['House', 'Cottage', 'Court', 'Lodge', 'Barn', 'Farm'])}, ${random.chance(0.5) ? line : name}`;
      return line;
    }
    case 'DE':
    case 'AT':
    case 'CH':
    case 'NL':
    case 'SE':
    case 'DK':
    case 'NO':
    case 'PL':
      return `${name} ${n}${random.chance(0.15) ? random.pick(['a', 'b', ' c', '/2', '-12', ' II']) : ''}${iso === 'PL' && random.chance(0.4) ? `/${random.between(1, 60)}` : ''}`;
    case 'FR':
    case 'BE':
      return `${n}${random.chance(0.1) ? random.pick([' bis', ' ter', 'B']) : ''}${random.pick([',', '', ''])} ${name}`;
    case 'ES':
    case 'MX':
    case 'AR':
    case 'CO':
    case 'PH':
      if (iso === 'PH')
        return `${n} ${inventedWord(random, ['o', 'a', 'al'])} St.${random.chance(0.5) ? `, Brgy. ${inventedWord(random, ['o', 'a', 'an'])}` : ''}`;
      if (iso === 'CO')
        return `${random.pick(['Calle', 'Carrera', 'Cra.', 'Cl.', 'Diagonal'])} ${random.between(1, 170)} ${random.pick(['No.', '#', 'Nº'])} ${random.between(1, 99)}-${random.between(1, 99)}`;
      return `${name}${random.pick([' ', ', ', ' No. ', ' #', ' nº ', ' '])}${n}${random.chance(0.3) ? `, ${random.pick([`${random.between(1, 9)}º ${random.pick([...'ABCD'])}`, `Piso ${random.between(1, 12)}`, `Int. ${random.between(1, 40)}`, `Depto. ${random.between(1, 30)}`, `Col. ${inventedWord(random, ['a', 'o', 'es'])}`])}` : ''}`;
    case 'IT':
    case 'BR':
    case 'PT':
      return `${name}${random.pick([', ', ' ', ', nº '])}${n}${iso === 'BR' && random.chance(0.4) ? random.pick([` - Apto ${random.between(1, 220)}`, `, apto. ${random.between(1, 99)}`, ` Bloco ${random.pick([...'ABC'])}`]) : ''}`;
    case 'IN':
    case 'PK': {
      const plot = random.pick([
        `${n}`,
        `No. ${n}`,
        `#${n}`,
        `Plot No. ${n}`,
        `H.No. ${random.between(1, 20)}-${n}`,
        `Flat No. ${n}`,
        `Flat ${n}, ${inventedWord(random, ['a', 'i'])} ${random.pick(['Apartments', 'Residency', 'Towers', 'Heights', 'Enclave', 'Society'])}`,
        `House ${n}`,
        `${n}/${random.between(1, 99)}`,
        `B-${n}`,
      ]);
      return `${plot}, ${name}${random.chance(0.3) ? `, ${random.pick(['Near', 'Opp.', 'Behind'])} ${inventedWord(random, ['a', 'i'])} ${random.pick(['Temple', 'School', 'Hospital', 'Park', 'Bus Stand', 'Mandir'])}` : ''}`;
    }
    case 'JP':
      return `${random.between(1, 9)}-${random.between(1, 30)}-${random.between(1, 20)} ${inventedWord(random, ['a', 'o', 'i', 'cho', 'machi'])}`;
    case 'CN':
      return random.pick([
        `No. ${n} ${name}`,
        `${n} ${name}`,
        `Room ${random.between(101, 2500)}, No. ${n} ${name}`,
      ]);
    case 'SG':
      return random.pick([
        `Blk ${n} ${name} #${random.pattern('##-##')}`,
        `${n} ${name}, #${random.pattern('##-###')}`,
      ]);
    default:
      return random.chance(0.5) ? `${n} ${name}` : `${houseNumber(random)} ${usStreetName(random)}`;
  }
}

function poBox(random: Random): string {
  const n = random.chance(0.8) ? random.between(1, 9999) : random.between(10000, 999999);
  return random.weighted([
    [10, `PO Box ${n}`],
    [8, `P.O. Box ${n}`],
    [2, `P O Box ${n}`],
    [2, `Post Office Box ${n}`],
    [2, `Box ${n}`],
    [1, `po box ${n}`],
    [1, `GPO Box ${n}`],
    [1, `Postfach ${n}`],
    [1, `Apartado ${n}`],
    [1, `Casilla ${n}`],
    [1, `BP ${n}`],
    [1, `PSC ${random.between(1, 900)}, Box ${n}`],
    [1, `Unit ${random.between(1000, 9999)} Box ${n}`],
    [1, `RR ${random.between(1, 9)} Box ${n}`],
    [1, `Private Bag ${n}`],
    [1, `PMB ${random.between(1, 400)}`],
  ]);
}

const entity = (
  slot: 'street' | 'city' | 'state' | 'zip' | 'country' | 'state-code' | 'po-box',
  text: string,
): Piece => ({ text, slot });
const plain = (text: string): Piece => ({ text });

function cityStatePieces(subject: Subject, random: Random, join: string): Piece[] {
  const { city, state, stateCode, country } = subject.place;
  const name = entity('city', city);
  if (!state) return [name, plain(join), entity('country', country)];
  return [
    name,
    plain(join),
    random.chance(0.6) && stateCode ? entity('state-code', stateCode) : entity('state', state),
  ];
}

/** Lines of an address after the street, each a list of pieces; `strict`: as a label prints it. */
function localityLines(subject: Subject, random: Random): Piece[][] {
  const { iso, city, state, stateCode, zip, country } = subject.place;
  const withCountry = (lines: Piece[][], p: number): Piece[][] =>
    random.chance(p)
      ? [...lines, [entity('country', iso !== 'US' && random.chance(0.2) ? country.toUpperCase() : country)]]
      : lines;
  switch (iso) {
    case 'US': {
      const long = random.chance(0.15);
      const s = long ? entity('state', state) : entity('state-code', stateCode);
      const line = [entity('city', city), plain(random.chance(0.9) ? ', ' : ' '), s];
      if (random.chance(0.93))
        line.push(plain(random.pick([' ', ' ', ' ', ' ', '  ', ', '])), entity('zip', zip));
      return withCountry([line], 0.15);
    }
    case 'CA':
      return withCountry(
        [
          [
            entity('city', city),
            plain(random.pick([', ', ' '])),
            stateCode && random.chance(0.85)
              ? entity('state-code', stateCode)
              : entity('state', state || 'Ontario'),
            plain(random.pick([' ', '  ', ', '])),
            entity('zip', zip),
          ],
        ],
        0.45,
      );
    case 'AU':
      return withCountry(
        [
          [
            entity('city', city),
            plain(' '),
            entity('state-code', stateCode || 'NSW'),
            plain(' '),
            entity('zip', zip),
          ],
        ],
        0.35,
      );
    case 'GB':
      return withCountry(
        random.chance(0.6)
          ? [[entity('city', city)], [entity('zip', zip)]]
          : [[entity('city', city), plain(random.pick([' ', ', '])), entity('zip', zip)]],
        0.3,
      );
    case 'IN':
      return withCountry(
        [
          [entity('city', city), plain(random.pick([' - ', ' ', '-', ', '])), entity('zip', zip)],
          ...(state && random.chance(0.6) ? [[entity('state', state)]] : []),
        ],
        0.4,
      );
    case 'IE':
    case 'SG':
    case 'NZ':
    case 'ZA':
    case 'PH':
    case 'JP':
    case 'CN':
      return withCountry([[entity('city', city), plain(random.pick([' ', ', '])), entity('zip', zip)]], 0.5);
    case 'BR':
      return withCountry(
        [
          [
            entity('city', city),
            plain(random.pick([' - ', '/', ', '])),
            entity('state-code', stateCode || 'SP'),
          ],
          [plain(random.pick(['CEP ', '', 'CEP: '])), entity('zip', zip)],
        ],
        0.4,
      );
    case 'MX':
    case 'IT':
      return withCountry(
        [
          [
            plain(iso === 'MX' ? random.pick(['C.P. ', '', 'CP ']) : ''),
            entity('zip', zip),
            plain(' '),
            entity('city', city),
            ...(stateCode
              ? [
                  plain(iso === 'IT' ? ' (' : ', '),
                  entity('state-code', stateCode),
                  plain(iso === 'IT' ? ')' : ''),
                ]
              : []),
          ],
        ],
        0.4,
      );
    default:
      return withCountry([[entity('zip', zip), plain(' '), entity('city', city)]], 0.5);
  }
}

function streetPieces(subject: Subject, random: Random): Piece[] {
  return [
    random.chance(0.06) ? entity('po-box', poBox(random)) : entity('street', street(random, subject.place)),
  ];
}

/** An Army or fleet post office in place of a city: "APO AE 09012". */
function military(random: Random): Piece[][] {
  const [code, prefix] = random.pick([
    ['AE', '09'],
    ['AP', '96'],
    ['AA', '34'],
  ] as const);
  return [
    [
      entity(
        'po-box',
        random.pick([
          `PSC ${random.between(1, 900)} Box ${random.between(1, 9999)}`,
          `Unit ${random.between(2000, 99999)}`,
          `CMR ${random.between(1, 500)}, Box ${random.between(1, 3000)}`,
        ]),
      ),
    ],
    [
      entity('city', random.pick(['APO', 'FPO', 'DPO'])),
      plain(random.pick([' ', ', '])),
      entity('state-code', code),
      plain(' '),
      entity('zip', random.pattern(`${prefix}###`)),
    ],
  ];
}

function addressLines(subject: Subject, random: Random): Piece[][] {
  if (random.chance(0.012)) return military(random);
  const first = streetPieces(subject, random);
  const rest = localityLines(subject, random);
  return [first, ...rest];
}

function joined(lines: readonly (readonly Piece[])[], separator: string): Piece[] {
  const out: Piece[] = [];
  for (const [i, line] of lines.entries()) {
    if (i > 0) out.push(plain(separator));
    out.push(...line);
  }
  return out.filter((piece) => piece.text !== '');
}

export const ADDRESS_FILLERS = {
  street: (subject, random) => {
    const text = street(random, subject.place);
    const n = random.below(100);
    return n < 3 ? text.toUpperCase() : n < 6 ? text.toLowerCase() : text;
  },
  'street-name': (subject, random) => streetName(random, subject.place.iso),
  'po-box': (_, random) => poBox(random),
  'city-state': (subject, random) =>
    cityStatePieces(
      subject,
      random,
      random.weighted([
        [20, ', '],
        [2, ' '],
        [1, ','],
      ]),
    ),
  'address-line': (subject, random) =>
    joined(
      addressLines(subject, random),
      random.weighted([
        [20, ', '],
        [2, ' '],
        [1, ' - '],
        [1, ','],
        [1, '; '],
      ]),
    ),
  'address-block': (subject, random) => joined(addressLines(subject, random), '\n'),
} satisfies Readonly<Record<string, Filler>>;
