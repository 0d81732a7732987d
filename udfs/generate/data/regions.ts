/** First-level regions by country, with abbreviations where they are in use: "AB=Alberta". Written here. */
const list = (text: string): readonly (readonly [short: string, name: string])[] =>
  text.split(',').map((entry) => {
    const at = entry.indexOf('=');
    return at < 0 ? (['', entry] as const) : ([entry.slice(0, at), entry.slice(at + 1)] as const);
  });

export const REGIONS: Readonly<Record<string, readonly (readonly [short: string, name: string])[]>> = {
  US: list(
    'AL=Alabama,AK=Alaska,AZ=Arizona,AR=Arkansas,CA=California,CO=Colorado,CT=Connecticut,DE=Delaware,DC=District of Columbia,FL=Florida,GA=Georgia,HI=Hawaii,ID=Idaho,IL=Illinois,IN=Indiana,IA=Iowa,KS=Kansas,KY=Kentucky,LA=Louisiana,ME=Maine,MD=Maryland,MA=Massachusetts,MI=Michigan,MN=Minnesota,MS=Mississippi,MO=Missouri,MT=Montana,NE=Nebraska,NV=Nevada,NH=New Hampshire,NJ=New Jersey,NM=New Mexico,NY=New York,NC=North Carolina,ND=North Dakota,OH=Ohio,OK=Oklahoma,OR=Oregon,PA=Pennsylvania,RI=Rhode Island,SC=South Carolina,SD=South Dakota,TN=Tennessee,TX=Texas,UT=Utah,VT=Vermont,VA=Virginia,WA=Washington,WV=West Virginia,WI=Wisconsin,WY=Wyoming',
  ),
  CA: list(
    'AB=Alberta,BC=British Columbia,MB=Manitoba,NB=New Brunswick,NL=Newfoundland and Labrador,NS=Nova Scotia,ON=Ontario,PE=Prince Edward Island,QC=Quebec,SK=Saskatchewan',
  ),
  AU: list(
    'NSW=New South Wales,QLD=Queensland,SA=South Australia,TAS=Tasmania,VIC=Victoria,WA=Western Australia,ACT=Australian Capital Territory,NT=Northern Territory',
  ),
  GB: list('England,Scotland,Wales,Northern Ireland'),
  DE: list(
    'Baden-Württemberg,Bavaria,Bayern,Brandenburg,Hesse,Hessen,Lower Saxony,Niedersachsen,North Rhine-Westphalia,Nordrhein-Westfalen,Rhineland-Palatinate,Saarland,Saxony,Sachsen,Saxony-Anhalt,Schleswig-Holstein,Thuringia,Thüringen,Mecklenburg-Vorpommern',
  ),
  IN: list(
    'Andhra Pradesh,Assam,Bihar,Chhattisgarh,Goa,Gujarat,Haryana,Himachal Pradesh,Jharkhand,Karnataka,Kerala,Madhya Pradesh,Maharashtra,Manipur,Odisha,Punjab,Rajasthan,Tamil Nadu,Telangana,Tripura,Uttar Pradesh,Uttarakhand,West Bengal',
  ),
  MX: list(
    'Aguascalientes,Baja California,Campeche,Chiapas,Chihuahua,Coahuila,Colima,Durango,Guanajuato,Guerrero,Hidalgo,Jalisco,Michoacán,Morelos,Nayarit,Nuevo León,Oaxaca,Puebla,Querétaro,Quintana Roo,Sinaloa,Sonora,Tabasco,Tamaulipas,Tlaxcala,Veracruz,Yucatán,Zacatecas',
  ),
};
