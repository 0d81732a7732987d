import { FIELDS } from '../../gazetteers/occupations.js';
import type { Filler } from './subject.js';
import { inWords } from './time.js';

const fields = FIELDS.split(',');
/** Ordinary words that may be capitalised though they name nobody. */
const WORDS =
  'account,address,agreement,alarm,answer,apple,approval,archive,attachment,autumn,balance,banner,basket,battery,benefit,bill,blanket,board,booking,bottle,box,breakfast,budget,button,calendar,camera,cancellation,carpet,chair,change,chapter,charge,charger,chart,checkout,claim,coffee,comment,complaint,contract,cookie,copy,coupon,course,credit,cup,customer,dashboard,deadline,delay,delivery,deposit,desk,detail,device,dinner,discount,dish,document,door,draft,drawer,error,evening,event,exam,example,extension,feature,feedback,filter,flight,floor,folder,form,garden,gift,glass,grace,grant,guest,hall,hope,house,idea,invoice,issue,item,joy,key,keyboard,label,lamp,laptop,lease,letter,library,light,link,list,lunch,machine,manual,mark,meeting,menu,message,mobile,monitor,morning,mouse,network,note,notice,offer,office,option,order,outage,package,page,paper,parcel,part,password,patch,payment,permit,phone,photo,picture,pin,plan,plate,policy,portal,price,printer,problem,process,profile,project,promise,question,queue,quote,rain,receipt,record,refund,region,renewal,rent,repair,reply,report,request,review,reward,ring,road,room,rose,rule,sale,sample,schedule,screen,seat,section,server,service,session,setting,shelf,shift,shoe,sign,skill,sofa,spring,staff,stage,station,statement,status,step,stone,storage,subject,summer,support,survey,system,table,task,tax,template,terms,test,theme,ticket,token,tool,topic,total,tour,transfer,tray,trial,update,upgrade,user,version,video,visit,voucher,wall,warranty,water,weather,week,window,winter,wood,work,worker,young'.split(
    ',',
  );

export const PLAIN_FILLERS = {
  number: (_, random) =>
    random.weighted<() => string>([
      [6, () => `${random.between(2, 99)}`],
      [3, () => `${random.between(100, 9999)}`],
      [2, () => `${random.between(1, 99)}.${random.below(10)}`],
      [1, () => `${random.between(1, 9)},${random.pattern('###')}`],
      [2, () => inWords(random.between(2, 60))],
      [1, () => `${random.between(1, 9)} ${random.pick(['million', 'hundred', 'dozen', 'thousand'])}`],
    ])(),
  'model-number': (_, random) =>
    random.pattern(
      random.pick([
        '@@-###',
        '@##',
        '@@@-####@',
        '@#-###',
        'Mk ##',
        '@@###',
        '@-%00',
        '@@@##@',
        'WH-%000XM%',
        '%%00@',
        '@@%%00',
        'Model %',
      ]),
    ),
  version: (_, random) =>
    random.pattern(
      random.pick([
        'v#.#.#',
        '%.#',
        '%.#.#',
        'v%',
        '%%.##',
        '%.#.#-beta',
        '20##.#',
        'v%.##',
        '%.x',
        'R%.#',
        '%.#.#-rc%',
      ]),
    ),
  word: (_, random) => {
    const w = random.chance(0.9) ? random.pick(WORDS) : random.pick(fields);
    const n = random.below(100);
    return n < 20 ? w.charAt(0).toUpperCase() + w.slice(1) : n < 24 ? w.toUpperCase() : w;
  },
} satisfies Readonly<Record<string, Filler>>;
