/**
 * A secret in a secret store: `secret://NAME` or `secret://NAME#FIELD`, where FIELD is a member of a secret that is a
 * JSON object. NAME is what the store calls it.
 */
export interface SecretReference {
  readonly name: string;
  readonly field?: string;
}

export const SECRET_REFERENCE = /^secret:\/\/([\w/+=.@:-]{1,512})(?:#([\w.-]{1,128}))?$/;

/** Undefined if it is none. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const match = SECRET_REFERENCE.exec(text);
  if (match === null) return undefined;
  const [, name = '', field] = match;
  return field === undefined ? { name } : { name, field };
}

/** `secret://NAME#FIELD` */
export const formatSecretReference = ({ name, field }: SecretReference): string =>
  `secret://${name}${field === undefined ? '' : `#${field}`}`;

/**
 * Reads secrets out of one store. It throws LakeveilErrors alone, and neither logs a secret nor quotes it in an error:
 * NO_KEY if there is none of that name or field.
 */
export interface SecretResolver {
  resolve(reference: SecretReference, signal?: AbortSignal): Promise<Uint8Array>;
}
