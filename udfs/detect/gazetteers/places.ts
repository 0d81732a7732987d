/** US states, districts and territories by postal abbreviation, and Canadian provinces; lower case. */
export const US_STATES: Readonly<Record<string, string>> = {
  AL: 'alabama',
  AK: 'alaska',
  AZ: 'arizona',
  AR: 'arkansas',
  CA: 'california',
  CO: 'colorado',
  CT: 'connecticut',
  DE: 'delaware',
  DC: 'district of columbia',
  FL: 'florida',
  GA: 'georgia',
  HI: 'hawaii',
  ID: 'idaho',
  IL: 'illinois',
  IN: 'indiana',
  IA: 'iowa',
  KS: 'kansas',
  KY: 'kentucky',
  LA: 'louisiana',
  ME: 'maine',
  MD: 'maryland',
  MA: 'massachusetts',
  MI: 'michigan',
  MN: 'minnesota',
  MS: 'mississippi',
  MO: 'missouri',
  MT: 'montana',
  NE: 'nebraska',
  NV: 'nevada',
  NH: 'new hampshire',
  NJ: 'new jersey',
  NM: 'new mexico',
  NY: 'new york',
  NC: 'north carolina',
  ND: 'north dakota',
  OH: 'ohio',
  OK: 'oklahoma',
  OR: 'oregon',
  PA: 'pennsylvania',
  RI: 'rhode island',
  SC: 'south carolina',
  SD: 'south dakota',
  TN: 'tennessee',
  TX: 'texas',
  UT: 'utah',
  VT: 'vermont',
  VA: 'virginia',
  WA: 'washington',
  WV: 'west virginia',
  WI: 'wisconsin',
  WY: 'wyoming',
  PR: 'puerto rico',
  GU: 'guam',
  VI: 'virgin islands',
  ON: 'ontario',
  QC: 'quebec',
  BC: 'british columbia',
  AB: 'alberta',
  MB: 'manitoba',
  SK: 'saskatchewan',
  NS: 'nova scotia',
  NB: 'new brunswick',
  NL: 'newfoundland',
  PE: 'prince edward island',
};

/** Countries and their common short names, lower case. */
export const COUNTRIES: readonly string[] = (
  'afghanistan,albania,algeria,andorra,angola,argentina,armenia,australia,austria,azerbaijan,bahamas,bahrain,' +
  'bangladesh,barbados,belarus,belgium,belize,benin,bhutan,bolivia,bosnia and herzegovina,bosnia,botswana,brazil,' +
  'brunei,bulgaria,burkina faso,burundi,cambodia,cameroon,canada,cape verde,chile,china,colombia,congo,costa rica,' +
  'croatia,cuba,cyprus,czech republic,czechia,denmark,djibouti,dominica,dominican republic,ecuador,egypt,' +
  'el salvador,england,eritrea,estonia,ethiopia,fiji,finland,france,gabon,gambia,germany,ghana,greece,grenada,' +
  'guatemala,guinea,guyana,haiti,honduras,hungary,iceland,india,indonesia,iran,iraq,ireland,israel,italy,' +
  'ivory coast,jamaica,japan,kazakhstan,kenya,kosovo,kuwait,kyrgyzstan,laos,latvia,lebanon,lesotho,liberia,libya,' +
  'liechtenstein,lithuania,luxembourg,madagascar,malawi,malaysia,maldives,mali,malta,mauritania,mauritius,mexico,' +
  'moldova,monaco,mongolia,montenegro,morocco,mozambique,myanmar,namibia,nepal,netherlands,new zealand,nicaragua,' +
  'niger,nigeria,north korea,north macedonia,northern ireland,norway,oman,pakistan,palestine,panama,' +
  'papua new guinea,paraguay,peru,philippines,poland,portugal,qatar,romania,russia,rwanda,saint lucia,samoa,' +
  'saudi arabia,scotland,senegal,serbia,seychelles,sierra leone,singapore,slovakia,slovenia,somalia,south africa,' +
  'south korea,south sudan,spain,sri lanka,sudan,suriname,swaziland,sweden,switzerland,syria,taiwan,tajikistan,' +
  'tanzania,thailand,togo,tonga,trinidad and tobago,tunisia,turkey,turkmenistan,uganda,ukraine,' +
  'united arab emirates,united kingdom,united states,united states of america,uruguay,uzbekistan,vanuatu,' +
  'venezuela,vietnam,wales,yemen,zambia,zimbabwe'
).split(',');
