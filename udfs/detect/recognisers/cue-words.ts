/**
 * What a word near a value says about it: its cue. Numbers, so that a text's cues fit a byte array.
 *
 * In `CUE_PHRASES` words are lower case, phrases are joined by `+` and end in the word that they are found by. The
 * words "number", "no", "#", "id" and the like that may follow a phrase are left out of it: the walk from a value to
 * its cue steps over them.
 */
export const Cue = {
  NONE: 0,
  /** Says nothing but "a value follows": number, no, id, code, value, is. */
  FILLER: 1,
  CARD: 2,
  CVV: 3,
  EXPIRY: 4,
  ENDING: 5,
  LAST: 6,
  SSN: 7,
  ITIN: 8,
  EIN: 9,
  ROUTING: 10,
  BANK: 11,
  BANK_ACCOUNT: 12,
  ACCOUNT: 13,
  IBAN: 14,
  SWIFT: 15,
  MICR: 16,
  PASSPORT: 17,
  DRIVER: 18,
  PLATE: 19,
  VIN: 20,
  MEDICAL_LICENSE: 21,
  HEALTH: 22,
  PHONE: 23,
  PHONE_WEAK: 24,
  EMAIL: 25,
  BIRTH: 26,
  AGE: 27,
  DATE: 28,
  PASSWORD: 29,
  USERNAME: 30,
  CODE: 31,
  SECRET: 32,
  ID: 33,
  DEVICE: 34,
  NATIONAL: 35,
  TAX: 36,
  CRYPTO: 37,
  PLACE: 38,
  MONEY: 39,
  VERSION: 40,
  COUNT: 41,
  ANSWER: 42,
  WEAK_ID: 43,
  ROUTING_WEAK: 44,
  CARD_WEAK: 45,
  POSTAL: 46,
  NAME: 47,
} as const;

export type Cue = (typeof Cue)[keyof typeof Cue];

export const CUE_PHRASES: Readonly<Record<Exclude<keyof typeof Cue, 'NONE'>, string>> = {
  FILLER:
    'number numbers num no nr nbr id ids identifier ident value numero número nummer numéro numer code+number is was are n',
  CARD: 'credit+card debit+card payment+card bank+card visa mastercard amex american+express discover+card maestro diners diners+club jcb unionpay creditcard debitcard cardnumber cardno ccn ccnum cc pan carte tarjeta karte kreditkarte carta cartão kaart creditcard kreditkort cardnum card+on+file corporate+card purchase+card purchasing+card prepaid+card',
  CARD_WEAK: 'card cards discover',
  CVV: 'cvv cvc cvv2 cvc2 csc cvn security+code card+verification verification+value card+code cryptogramme prüfziffer cvvcode cvvnumber',
  EXPIRY:
    'exp exp+date expiry+date expiration+date expires expiry expiration expiring expired thru valid+until good+thru valid+through valid expdate expirydate caducidad vencimiento scadenza validade expire ablaufdatum gültig',
  ENDING: 'ending ends ended endend finishing endung',
  LAST: 'last+four last+4 last+digits final+four last+three last+five last+six final+digits last4 lastfour final+4 last+4+digits last+four+digits last+3 last+5 last+6',
  SSN: 'ssn ssns social social+security social+sec soc+sec s+s ss s+s+n socialsecurity ssnum social+insurance+and ssn4 tin+ssn',
  ITIN: 'itin individual+taxpayer individual+taxpayer+identification taxpayer i+t+i+n',
  EIN: 'ein fein employer+identification employer+id federal+tax federal+tax+id e+i+n',
  ROUTING: 'routing aba rtn transit routing+transit bank+routing wire+routing ach+routing aba+routing',
  ROUTING_WEAK: 'sort+code sort bsb bankleitzahl blz institution+number branch+code transit+code clabe ifsc',
  BANK: 'bank deposit ach wire giro banking',
  BANK_ACCOUNT:
    'bank+account checking+account savings+account checking+acct savings+acct bank+acct deposit+account dda checking savings bankaccount chequing+account current+account kontonummer konto cuenta cuenta+bancaria compte compte+bancaire conto conto+corrente conta rekening rekeningnummer direct+deposit account+and+routing money+market+account acctnbr',
  ACCOUNT: 'account acct accounts acc a/c ac accnt accountnumber acctno acctnum accountno acctnumber',
  IBAN: 'iban ibans',
  SWIFT: 'swift bic swiftcode biccode swift+code bic+code swift/bic',
  MICR: 'micr',
  PASSPORT:
    'passport passports pasaporte passeport reisepass passaporto paspoort passaporte passnummer reisepassnummer passport+no passportno passportnumber pass+nr pasportu passport+card travel+document',
  DRIVER:
    'driver+license driver+licence drivers+license drivers+licence driver+licenses driving+license driving+licence driving+permit dl dln dl# dlnumber d+l driverlicense driverslicense driverlicence führerschein fuehrerschein führerscheinnummer permis+conduire permis+de+conduire licencia+de+conducir licencia+conducir carnet+de+conducir permiso+de+conducir patente+di+guida patente rijbewijs rijbewijsnummer carta+de+condução state+id operator+license operators+license licence+driver license licence licenses licences lic dmv oln dlno cdl stateid',
  PLATE:
    'license+plate licence+plate licence+plates license+plates plate reg plate+number registration+plate number+plate tag+number vehicle+registration vehicle+reg kennzeichen matrícula immatriculation targa kenteken car+registration registration+mark vrm vrn licenseplate reg+plate vehicle+plate matricula nummernschild autokennzeichen registration+no car+reg',
  VIN: 'vin vehicle+identification chassis vins vin# vehicle+id',
  MEDICAL_LICENSE:
    'dea npi medical+license medical+licence nursing+license physician+license provider+license state+license pharmacy+license upin gmc gmc+number npi# rn+license md+license dea+registration national+provider national+provider+identifier provider+number prescriber+id medical+council nmc+pin board+license dental+license license+dea caqh ahpra',
  HEALTH:
    'mrn mrns medicare medicaid patient patients nhs beneficiary subscriber chart medical+record medical+records med+rec med+record health+plan health+card health+insurance health+record insurance+member member+id hospital+number hospital+no hosp mbi hicn hic ohip phn health+number versichertennummer krankenversicherung insurance+id patientid patient+id member membership+health memberid plan+member plan+id group+number group+id policyholder encounter encounter+id visit+number accession specimen carte+vitale rx prescription rx+number medical+id unit+record urn hrn insurance+policy insurance+card health+id ihi dva tarjeta+sanitaria rxbin rxpcn rxgrp csn fin+number pt+id pt admission lab+number sample+id mrno mr healthcare nhi health+care healthplan mbi+number enrollee',
  PHONE:
    'phone phones cell cellphone mobile tel telephone fax callback sms whatsapp landline voicemail hotline phonenumber phoneno mobilenumber mobileno cellular telefon telefono teléfono téléphone telefone handy móvil movil portable cellulare celular gsm telefoonnummer telefonnummer handynummer rufnummer mob ph tfn+phone telephonenumber contact+number toll+free signal viber telegram+number helpline telefax faxnumber homephone workphone mobil telefoon numéro+de+téléphone call+back phone+number phone# msisdn emergency+contact contact+phone freephone beeper pager call+me dial text+me texted',
  PHONE_WEAK:
    'call calling text texting reach reached contact at line ring rang called number+at m t f w c h o p',
  EMAIL: 'email e-mail mail emails emailed correo courriel',
  BIRTH:
    'born dob birth birthday birthdate birthdays bday d+o+b dateofbirth birthdays b-day date+of+birth year+of+birth nacimiento fecha+de+nacimiento nacido nacida naissance date+de+naissance née né geboren geburtsdatum geburtstag geb nascita data+di+nascita nato nata nascimento data+de+nascimento nascido nascida geboortedatum geb födelsedatum fødselsdato birthyear yob urodzenia urodzony urodzona ur dobs bdate рождения syntymäaika fnac b-date birth+date',
  AGE: 'age aged ages turned turning age+of edad alter âge età leeftijd idade',
  DATE: 'date dated dates day on since until till due effective seen visit visited admitted discharged scheduled appointment datum fecha data dt timestamp ts created updated modified start end from between by year month during circa class datetime visit+date dos issued expires+on admission+date',
  PASSWORD:
    'password passwords passcode passphrase pwd passwd pw passwort kennwort contraseña clave+de+acceso senha wachtwoord mdp mot+de+passe hasło lösenord userpassword dbpassword db+pass pass+phrase pswd psw temp+password new+password old+password db+password adgangskode passord parola пароль',
  USERNAME:
    'username usernames user+name login logins logon userid user+id handle screenname screen+name user benutzername benutzer usuario nom+d+utilisateur utilisateur gebruikersnaam nome+utente utente twitter instagram insta ig snapchat skype discord telegram gamertag nickname nick handle+is uname sign+in+name signin loginname account+name login+id uid samaccountname venmo cashapp tiktok github reddit usr owner+login username+is user+handle ssh+user db+user',
  CODE: 'code codes pin pins passcode otp otps 2fa mfa one-time one+time one+time+code verification+code verification verify authentication+code auth+code security+pin access+code confirmation+code sms+code pincode pin+code tan unlock+code voucher coupon gift+card alarm+code gate+code door+code combination entry+code security+number pinnumber clave código codigo otpcode activation+code passkey',
  SECRET:
    'token tokens secret secrets key apikey api+key api_key access+key secret+key client+secret access+token refresh+token auth+token bearer session sessionid session+id sid cookie cookies jwt private+key signature accesskey secretkey accesstoken authtoken phpsessid jsessionid csrf csrftoken xsrf hash nonce credential credentials x-api-key license+key product+key activation+key encryption+key sessiontoken apitoken webhook+secret authorization guid uuid recovery+key seed+phrase',
  ID: 'policies adm adm+no roll+no roll aktenzeichen dossier+no hosp+no our+ref your+ref meeting+id webinar+id order orders orderid case cases ticket tickets reference ref refs policy claim claims confirmation booking reservation tracking membership customer client invoice serial subscription transaction txn transactions loyalty rewards meter badge employee permit receipt rma authorisation record file docket quote contract lease registration shipment parcel package purchase enrollment enrolment pnr folio incident complaint application applicant account+reference student student+id staff agent emp empid employeeid customerid cust custid clientid policynumber policyno claimnumber claimno invoiceno invoicenumber ordernumber orderno caseno casenumber ticketno trackingnumber refno referencenumber confirmationnumber voucher+number waybill awb consignment delivery dispatch certificate frequent+flyer flyer itinerary locator matter inmate alien alien+registration a-number uscis visa+number work+order po purchase+order rental loan mortgage payroll payee payer folder ext+ref dossier vorgang auftrag auftragsnummer bestellnummer bestellung kundennummer kunde rechnungsnummer rechnung vertragsnummer pedido factura expediente commande facture cliente ordine fattura bestelling klantnummer factuur lot+number asset sim iccid account+holder+id docket+number bates requisition payment+reference biometric fingerprint membership+number donor registry registered person+id personid caller+id gamer locker policy+holder certificate+number warrant court+case vendor supplier merchant terminal profile memb contact+id user+number mykad mynumber refnum rewards+number tag ssid request req transfer remittance crm record+locator unique+id uniqueid deed',
  WEAK_ID:
    'sub extension unit batch lot part item sku bag seat room flight table slot bed locker box trip route+number',
  DEVICE:
    'imei imeisv meid device device+id deviceid mac mac+address udid idfa gaid aaid android+id advertising+id iccid imsi esn hardware+id serial+number serialnumber serialno s/n sn uuid+device machine+id bluetooth hwid',
  NATIONAL:
    'seguridad+social seg+social national+id national+identity national+identification identity+card identity+number id+card citizen+id citizenship national+insurance nino ni ni+number sin social+insurance tfn tax+file abn acn aadhaar aadhar adhaar uidai voter voter+id epic pan+card permanent+account gstin gst nric fin uen dni nie nif cif codice+fiscale cf partita+iva p+iva piva iva pesel nip regon steuer-id steuerid steuer+id steuernummer steueridentifikationsnummer steuer-identifikationsnummer idnr rentenversicherungsnummer sozialversicherungsnummer rvnr svnr sv-nummer sozialversicherung nir insee sécurité+sociale securite+sociale bsn burgerservicenummer sofinummer rijksregisternummer rijksregister national+register registre+national numéro+national nrn personnummer samordningsnummer hetu henkilötunnus henkilotunnus cpr cpr-nr cpr-nummer fødselsnummer fodselsnummer fnr pps ppsn nif ahv avs navs ahv-nummer ahv-nr avs-nr rrn resident+registration jumin 주민등록번호 my+number mynumber マイナンバー resident+identity resident+id 身份证 身份证号 身份證 hkid cpf cnpj curp cuit cuil rut run cédula cedula nit tckn tc+kimlik kimlik t+c teudat+zehut zehut bvn nin said sa+id citizen personal+identity personal+identification personal+code personal+number identity+document id+document identity+no isikukood asmens+kodas rodné+číslo rodne+cislo cnp oib jmbg egn amka afm ausweisnummer personalausweis personalausweisnummer ausweis identitätskarte cni carte+d+identité carta+d+identità cartão+de+cidadão bilhete+de+identidade nric/fin ic+number my+kad tessera+sanitaria inn snils паспорт инн снилс rg documento identidad identity government+id id+no nationalid ssnit iqama emirates+id civil+id cccd cmnd nik ktp philsys sss umid crn cnic utr unique+taxpayer company+number companies+house siren siret kvk ust-idnr ustid orgnr vat+number vat vat+registration tva mwst btw',
  TAX: 'tax tax+id tin taxpayer+id tax+identification fiscal fiscal+code nif+fiscal taxid taxnumber tax+number',
  CRYPTO:
    'bitcoin btc ethereum eth crypto wallet litecoin ltc dogecoin monero xmr cryptocurrency address+btc usdt xrp ripple solana sol cardano tron blockchain',
  PLACE: 'lat latitude lon lng long longitude coordinates coords gps geo location geolocation latlng latlong',
  MONEY:
    'bal price amount cost total paid pay balance fee salary income subtotal payment budget revenue betrag precio importe montant prix importo wage refund',
  VERSION:
    'error+code status+code exit+code source+code bar+code area+code country+code dialing+code http+code response+code port ports http https version versions ver v release releases build revision rev firmware node python java php mysql postgres chapter section figure fig page pages step rfc iso ieee section§ §',
  COUNT: 'count quantity qty sum size length width height weight score rating rank level limit max min avg',
  ANSWER:
    'security+answer secret+answer answer+to security+question secret+word memorable+word maiden+name memorable safe+word security+word',
  POSTAL: 'zip zipcode postal postcode zip+code zips plz',
  NAME: 'name names',
};
