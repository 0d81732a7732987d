/** Well-known organisations, lower case, as they are said. */
export const ORGANISATIONS: ReadonlySet<string> = new Set(
  (
    'amazon,google,microsoft,apple,facebook,meta,netflix,walmart,target,costco,best buy,home depot,the home depot,lowe,kroger,safeway,' +
    'walgreens,cvs,cvs pharmacy,rite aid,fedex,ups,usps,dhl,paypal,venmo,zelle,stripe,chase,' +
    'jpmorgan,jp morgan,wells fargo,bank of america,citibank,citigroup,capital one,us bank,pnc,truist,td bank,fifth third,ally bank,' +
    'goldman sachs,morgan stanley,fidelity,vanguard,charles schwab,schwab,robinhood,coinbase,state farm,geico,progressive,allstate,' +
    'liberty mutual,nationwide,farmers,usaa,metlife,prudential,aflac,aetna,cigna,humana,kaiser permanente,kaiser,blue cross,' +
    'blue cross blue shield,unitedhealth,unitedhealthcare,anthem,verizon,at&t,t-mobile,sprint,comcast,xfinity,spectrum,cox,' +
    'centurylink,dish network,directv,hulu,spotify,disney,hbo,roku,samsung,sony,lg,panasonic,intel,amd,nvidia,ibm,oracle,sap,' +
    'salesforce,adobe,zoom,slack,dropbox,github,linkedin,twitter,instagram,whatsapp,tiktok,snapchat,reddit,youtube,uber,lyft,' +
    'doordash,grubhub,instacart,airbnb,expedia,booking.com,marriott,hilton,hyatt,delta,united airlines,american airlines,southwest,' +
    'jetblue,alaska airlines,spirit airlines,frontier airlines,british airways,lufthansa,air france,ryanair,emirates,amtrak,greyhound,' +
    'hertz,avis,enterprise,budget,toyota,honda,ford,chevrolet,general motors,tesla,nissan,hyundai,kia,bmw,mercedes,audi,volkswagen,' +
    'volvo,subaru,mazda,jeep,dell,hp,hewlett packard,lenovo,asus,acer,cisco,xerox,canon,epson,starbucks,mcdonald,subway,chipotle,' +
    'domino,pizza hut,kfc,burger king,wendy,dunkin,nike,adidas,reebok,puma,gap,old navy,macy,nordstrom,kohl,sephora,ulta,ikea,wayfair,' +
    'ebay,etsy,shopify,alibaba,aliexpress,wish,shein,equifax,experian,transunion,irs,fbi,cia,dmv,social security administration,' +
    'medicare,medicaid,va,fema,nasa,epa,fda,cdc,harvard,stanford,mit,yale,princeton,mayo clinic,cleveland clinic,johns hopkins,' +
    'boeing,lockheed martin,raytheon,ge,general electric,siemens,bosch,philips,pfizer,moderna,merck,novartis,bayer,johnson & johnson,' +
    'procter & gamble,unilever,nestle,pepsi,pepsico,coca-cola,exxon,chevron,bp,shell,duke energy,pg&e,con edison,accenture,deloitte,' +
    'kpmg,pwc,ernst & young,mckinsey,bloomberg,reuters,cnn,nbc,abc news,fox news,bbc,united nations,red cross,world bank,hsbc,barclays,' +
    'santander,rbc,scotiabank,ring,nest,adt,vivint,simplisafe,norton,mcafee,turbotax,intuit,quickbooks,h&r block,docusign,xbox,' +
    'playstation,nintendo,steam,apple tv,apple pay,google pay,amazon prime,prime video'
  ).split(','),
);
