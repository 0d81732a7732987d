import t from 'tap';
import { awsClientSettings, awsEndpoint } from '../../../catalog/aws/client-settings.js';

t.beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^AWS_ENDPOINT_URL/.test(name)) delete process.env[name];
});

t.test('the endpoint: as given, that of the service, that of all, none', async (t) => {
  t.equal(awsEndpoint('S3', undefined), undefined);
  process.env['AWS_ENDPOINT_URL'] = 'http://all:1';
  t.equal(awsEndpoint('S3', undefined), 'http://all:1');
  process.env['AWS_ENDPOINT_URL_S3'] = 'https://s3:1';
  t.equal(awsEndpoint('S3', undefined), 'https://s3:1');
  t.equal(awsEndpoint('GLUE', undefined), 'http://all:1');
  t.equal(awsEndpoint('S3', 'http://given:1'), 'http://given:1');
  process.env['AWS_ENDPOINT_URL_S3'] = '';
  t.equal(awsEndpoint('S3', undefined), 'http://all:1');
});

t.test('an endpoint that is no URL is refused by the name of its variable', async (t) => {
  for (const value of [
    '127.0.0.1:5000',
    'localhost:5000',
    'ftp://host',
    'http://',
    'http:///x',
    'http://a b',
  ]) {
    process.env['AWS_ENDPOINT_URL_GLUE'] = value;
    t.throws(() => awsClientSettings('GLUE', { attempts: 1 }), {
      code: 'INVALID_OPTION',
      message: /^Nothing was done: AWS_ENDPOINT_URL_GLUE is not an http or https URL/,
    });
  }
  t.throws(() => awsEndpoint('S3', 'nonsense'), { code: 'INVALID_OPTION', message: /in the configuration/ });
});
