/** Given names and their usual short forms; each line is one name's. */
const GROUPS = [
  'alexander alexandra alex sasha lex',
  'andrew andy drew',
  'anthony antonio tony',
  'benjamin ben benny',
  'bradley brad',
  'catherine katherine kathryn cathy kathy kate katie kat',
  'charles charlie chuck',
  'christina christine tina chrissy',
  'christopher chris topher',
  'daniel dan danny',
  'david dave davey',
  'deborah debra deb debbie',
  'donald don donnie',
  'dorothy dot dottie',
  'edward ed eddie ted',
  'elizabeth liz lizzie beth betty eliza',
  'eugene gene',
  'francis frances frank fran frankie',
  'gabriel gabriela gabe gabby',
  'gerald jerry gerry',
  'gregory greg',
  'jacob jake',
  'james jim jimmy jamie',
  'jeffrey jeff',
  'jennifer jen jenny jenn',
  'jessica jess jessie',
  'john johnny jon jack',
  'jonathan jon jonny',
  'joseph joe joey',
  'joshua josh',
  'kenneth ken kenny',
  'lawrence larry',
  'leonard len lenny',
  'margaret maggie meg peggy marge',
  'matthew matt',
  'maxwell maximilian max',
  'michael mike mikey mick',
  'natalie nat',
  'nathaniel nathan nate',
  'nicholas nick nicky',
  'pamela pam',
  'patricia pat patty trish tricia',
  'patrick pat paddy',
  'peter pete',
  'philip phillip phil',
  'raymond ray',
  'rebecca becky becca',
  'richard rick ricky rich dick',
  'robert rob bob bobby robbie',
  'ronald ron ronnie',
  'samuel samantha sam sammy',
  'stephen steven steve',
  'susan sue suzie suzy',
  'theodore ted teddy theo',
  'theresa teresa terry tess',
  'thomas tom tommy',
  'timothy tim timmy',
  'valerie val',
  'victoria vicky vickie tori',
  'vincent vince vinny',
  'walter walt',
  'william will bill billy willie liam',
  'zachary zach zack',
];

const FORMS = new Map<string, string[]>();
for (const group of GROUPS) {
  const names = group.split(' ');
  for (const name of names)
    FORMS.set(name, [...(FORMS.get(name) ?? []), ...names.filter((other) => other !== name)]);
}

/** The other forms of a lower-case given name. */
export function nicknamesOf(given: string): readonly string[] {
  return FORMS.get(given) ?? [];
}
