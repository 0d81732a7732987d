/** Words that synthesis picks from where a value is one of a kind; written here. */
const list = (words: string): readonly string[] => words.split(',');

/** Each list holds words that can stand in one another's place. */
export const GROUPS_OF_PEOPLE: readonly (readonly string[])[] = [
  list(
    'Albanian,American,Argentinian,Armenian,Australian,Austrian,Bangladeshi,Belgian,Bolivian,Brazilian,British,Bulgarian,Cambodian,Canadian,Chilean,Chinese,Colombian,Croatian,Cuban,Czech,Danish,Dominican,Dutch,Ecuadorian,Egyptian,English,Estonian,Ethiopian,Filipino,Finnish,French,Georgian,German,Ghanaian,Greek,Guatemalan,Haitian,Honduran,Hungarian,Icelandic,Indian,Indonesian,Iranian,Iraqi,Irish,Israeli,Italian,Jamaican,Japanese,Jordanian,Kenyan,Korean,Kuwaiti,Latvian,Lebanese,Lithuanian,Malaysian,Mexican,Moldovan,Mongolian,Moroccan,Nepali,Nicaraguan,Nigerian,Norwegian,Pakistani,Panamanian,Paraguayan,Peruvian,Polish,Portuguese,Romanian,Russian,Salvadoran,Saudi,Scottish,Senegalese,Serbian,Slovak,Slovenian,Somali,South African,Spanish,Sudanese,Swedish,Swiss,Syrian,Taiwanese,Tanzanian,Thai,Tunisian,Turkish,Ugandan,Ukrainian,Uruguayan,Venezuelan,Vietnamese,Welsh,Yemeni,Zambian',
  ),
  list(
    'Americans,Argentinians,Australians,Austrians,Belgians,Brazilians,Canadians,Chileans,Colombians,Croatians,Cubans,Czechs,Danes,Egyptians,Ethiopians,Filipinos,Finns,Germans,Ghanaians,Greeks,Hungarians,Indians,Indonesians,Iranians,Israelis,Italians,Jamaicans,Kenyans,Koreans,Malaysians,Mexicans,Moroccans,Nigerians,Norwegians,Pakistanis,Peruvians,Poles,Romanians,Russians,Serbs,Somalis,Spaniards,Swedes,Thais,Turks,Ukrainians,Venezuelans',
  ),
  list(
    'Anglican,Baptist,Buddhist,Catholic,Christian,Episcopalian,Evangelical,Hindu,Jain,Jewish,Lutheran,Mennonite,Methodist,Mormon,Muslim,Orthodox,Pentecostal,Presbyterian,Protestant,Quaker,Sikh,Taoist,Unitarian,Zoroastrian,Atheist,Agnostic',
  ),
  list(
    'Anglicans,Baptists,Buddhists,Catholics,Christians,Hindus,Jews,Lutherans,Methodists,Mormons,Muslims,Presbyterians,Protestants,Quakers,Sikhs,Atheists',
  ),
  list('Buddhism,Catholicism,Christianity,Hinduism,Islam,Jainism,Judaism,Protestantism,Sikhism,Taoism'),
  list(
    'Democrat,Republican,Libertarian,Liberal,Conservative,Socialist,Progressive,Independent,Centrist,Green',
  ),
  list(
    'Democrats,Republicans,Libertarians,Liberals,Conservatives,Socialists,Progressives,Independents,Centrists',
  ),
  list('Asian,Black,Caucasian,Hispanic,Latino,White,Pacific Islander,Native American,African American'),
  list('Cherokee,Choctaw,Apache,Lakota,Navajo,Ojibwe,Pueblo,Seminole,Shawnee,Creek,Blackfeet'),
];

export const LANGUAGES: readonly string[] = list(
  'Albanian,Amharic,Arabic,Armenian,Bengali,Bosnian,Bulgarian,Burmese,Cantonese,Catalan,Croatian,Czech,Danish,Dutch,English,Estonian,Farsi,Finnish,French,Georgian,German,Greek,Gujarati,Hausa,Hebrew,Hindi,Hmong,Hungarian,Icelandic,Igbo,Indonesian,Italian,Japanese,Kannada,Khmer,Korean,Lao,Latvian,Lithuanian,Malay,Malayalam,Mandarin,Marathi,Mongolian,Nepali,Norwegian,Pashto,Polish,Portuguese,Punjabi,Quechua,Romanian,Russian,Serbian,Slovak,Slovenian,Somali,Spanish,Swahili,Swedish,Tagalog,Tamil,Telugu,Thai,Tigrinya,Turkish,Ukrainian,Urdu,Vietnamese,Welsh,Wolof,Yoruba,Zulu',
);

export const GENDER_WORDS: readonly (readonly string[])[] = [
  list('male,female,nonbinary'),
  list('man,woman,person,gentleman,lady'),
  list('men,women,people,gentlemen,ladies'),
  list('boy,girl,child,kid'),
  list('boys,girls,children,kids'),
  list('he,she,they'),
  list('him,her,them'),
  list('his,hers,theirs'),
  list('himself,herself,themselves'),
  list('husband,wife,spouse,partner'),
  list('father,mother,parent'),
  list('dad,mom,parent'),
  list('son,daughter,child'),
  list('brother,sister,sibling'),
  list('uncle,aunt'),
  list('nephew,niece'),
  list('grandfather,grandmother,grandparent'),
  list('grandson,granddaughter,grandchild'),
  list('boyfriend,girlfriend,partner'),
  list('sir,madam'),
  list('mr,mrs,ms,mx'),
  list('m,f,x'),
  list('he/him,she/her,they/them'),
  list('cisgender,trans,transgender,intersex,agender,genderfluid,queer,non-binary'),
  list('cis man,cis woman,trans man,trans woman,nonbinary person'),
  list('masculine,feminine,androgynous'),
];

export const EVENT_KINDS: readonly string[] = list(
  'Conference,Festival,Summit,Marathon,Games,Cup,Championship,Open,Symposium,Fair,Parade,Gala,Convention,Expo,Workshop,Reunion,Rally,Tournament',
);

export const ADJECTIVES: readonly string[] = list(
  'Amber,Ancient,Autumn,Bitter,Blue,Bold,Borrowed,Brave,Bright,Broken,Burning,Calm,Clear,Cold,Copper,Crimson,Crooked,Crystal,Curious,Dark,Distant,Early,Empty,Endless,Faded,Fallen,First,Forgotten,Frozen,Gentle,Gilded,Glass,Golden,Grand,Green,Grey,Hidden,High,Hollow,Honest,Hungry,Iron,Ivory,Jade,Last,Little,Lonely,Long,Lost,Lucky,Mellow,Midnight,Morning,Narrow,Nimble,Noble,Northern,Open,Pale,Patient,Plain,Quiet,Rapid,Red,Restless,Rising,Rough,Royal,Rustic,Sacred,Scarlet,Second,Secret,Shallow,Sharp,Shining,Silent,Silver,Simple,Slow,Small,Soft,Solar,Southern,Steady,Still,Stone,Strange,Summer,Sweet,Swift,Tall,Tender,Third,Twin,Velvet,Violet,Wandering,Warm,Western,White,Wild,Winter,Wooden,Yellow',
);

export const NOUNS: readonly string[] = list(
  'Anchor,Arrow,Atlas,Badger,Beacon,Bell,Birch,Bridge,Brook,Cabin,Candle,Canyon,Castle,Cedar,Circle,Cliff,Cloud,Comet,Compass,Condor,Coral,Crane,Creek,Crown,Delta,Desert,Door,Dune,Eagle,Echo,Ember,Falcon,Feather,Fern,Field,Flame,Forest,Fountain,Fox,Garden,Gate,Glacier,Grove,Harbor,Harvest,Hawk,Heron,Hill,Horizon,House,Island,Journey,Key,Lantern,Lark,Ledger,Letter,Lighthouse,Lily,Lion,Maple,Marble,Meadow,Mirror,Moon,Mountain,Needle,Oak,Ocean,Orchard,Otter,Owl,Palace,Path,Pearl,Pebble,Pine,Planet,Prairie,Promise,Quarry,Raven,Reef,Ridge,River,Road,Robin,Rose,Sail,Shadow,Shore,Sky,Song,Sparrow,Spring,Star,Station,Stone,Storm,Stream,Summit,Sun,Thistle,Thread,Tide,Tiger,Timber,Tower,Train,Valley,Voyage,Wall,Water,Wave,Whale,Willow,Wind,Window,Wing,Winter,Wolf',
);
