/**
 * Host names and addresses that only this machine reaches; an IPv6 address with brackets or without. Not
 * `x.localhost`: what such a name resolves to is up to the resolver.
 */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}
