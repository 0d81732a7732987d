import { LakeveilError } from '../../../errors.js';
import { isLoopback } from '../loopback.js';

/** Of the paths that the Textual API has; no slash at the end. */
export interface ServiceUrl {
  /** `https://host` or `https://host:port` */
  readonly origin: string;
  /** '' or `/path` before `/api/…`. */
  readonly path: string;
}

/**
 * Where a Textual-compatible service is. Text and key go there and nowhere else.
 *
 * @throws LakeveilError BAD_URL; INSECURE_URL for `http://` to another machine unless `allowInsecure`
 */
export function serviceUrl(url: string, allowInsecure: boolean): ServiceUrl {
  const refusal = urlRefusal(url, allowInsecure);
  if (refusal !== undefined) throw new LakeveilError(refusal.code, refusal.message);
  const parsed = new URL(url);
  return { origin: parsed.origin, path: parsed.pathname.replace(/\/+$/, '') };
}

/** Why the URL is refused; undefined if it is not. It is never quoted: it may hold a password. */
export function urlRefusal(
  url: string,
  allowInsecure: boolean,
): { readonly code: 'BAD_URL' | 'INSECURE_URL'; readonly message: string } | undefined {
  const bad = (message: string) => ({ code: 'BAD_URL', message }) as const;
  if (!URL.canParse(url))
    return bad(
      'The url of the Textual service is not one: nothing was sent. Write it as https://textual.example.com.',
    );
  const { protocol, hostname, username, password, search, hash } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    return bad('The url of the Textual service must begin with https://: nothing was sent.');
  if (username !== '' || password !== '')
    return bad(
      'The url of the Textual service holds a user name or password: nothing was sent. Leave them out; the key comes from apiKey.',
    );
  if (search !== '' || hash !== '')
    return bad('The url of the Textual service has a query or fragment: nothing was sent. Leave it out.');
  if (protocol === 'http:' && !allowInsecure && !isLoopback(hostname))
    return {
      code: 'INSECURE_URL',
      message:
        'The url of the Textual service is http:// to another machine, where text and key would travel readable: nothing was sent. Use https://, or set allowInsecure if the network is yours.',
    };
  return undefined;
}
