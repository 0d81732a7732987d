import { languages } from '../../../../udfs/detect/recognisers/languages.js';
import { testTable, testTime } from './closed-classes.js';

testTable(
  languages,
  [
    'She speaks [LANGUAGE:Tagalog] and some [LANGUAGE:Spanish].',
    'do you speak [LANGUAGE:polish] by any chance',
    'Fluent in [LANGUAGE:French], [LANGUAGE:Wolof] and [LANGUAGE:English]',
    'Preferred language: [LANGUAGE:Haitian Creole]',
    '{"preferred_language":"[LANGUAGE:Vietnamese]","age":3}',
    'we need a [LANGUAGE:Somali] interpreter tomorrow',
    'a [LANGUAGE:Portuguese]-speaking nurse',
    'translated from [LANGUAGE:Latin] into [LANGUAGE:Brazilian Portuguese].',
    'Uses [LANGUAGE:American Sign Language] at home',
    'Please answer in [LANGUAGE:German].',
    'a native [LANGUAGE:Korean] speaker',
  ],
  [
    'an English breakfast and French toast',
    'He is a Polish citizen.',
    'polish the table in the Danish style',
    'The German team won in Italian waters.',
    'I spoke with a German man',
    'Native American art',
    'in French hospitals',
    'sign language matters',
    'she speaks fast',
    'the Greek restaurant on Irish Street',
    'language: none',
    'Karen speaks well of Chad',
  ],
);
testTime(languages, ['speaks spanish ', 'Spanish, ', 'in German ', 'sign language ', 'language: ']);
