import { coinedName } from './coined-name.js';
import { pick } from './draw.js';
import type { GeneratorContext } from './generator.js';

/** Reserved for examples (RFC 2606). */
const DOMAINS = ['example.com', 'example.org', 'example.net'];
/** Domains that say nothing of who their users work for. */
const MAIL_PROVIDERS = new Set(
  'gmail googlemail yahoo ymail rocketmail hotmail outlook live msn aol icloud me mac protonmail proton gmx web mail zoho comcast verizon att sbcglobal bellsouth cox charter earthlink fastmail yandex qq 163 126 tonic'.split(
    ' ',
  ),
);
const SECOND_LEVEL = /^(?:co|com|org|net|ac|gov|edu|ltd|plc|or|ne|go)$/;

/** The word of a host that its owner chose: "acme" of mail.acme.co.uk. */
export function ownWord(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  let at = labels.length - 2;
  if (at > 0 && labels[labels.length - 1]!.length === 2 && SECOND_LEVEL.test(labels[at]!)) at--;
  return (labels[Math.max(0, at)] ?? '').replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * A reserved host in place of another (RFC 2606): the same for all hosts of one owner, after the new name of the
 * organisation of that name where there is one; a mail provider becomes example.com, .org or .net.
 */
export function newDomain(host: string, context: GeneratorContext): string {
  const word = ownWord(host);
  if (MAIL_PROVIDERS.has(word) || word === 'example' || word === '')
    return pick(context.draw('domain', host.toLowerCase()), DOMAINS);
  const name = coinedName(context.draw('organisation', word));
  return `${name.toLowerCase().replace(/[^a-z]/g, '')}.example`;
}
