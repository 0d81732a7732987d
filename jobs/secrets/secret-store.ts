import type { SecretResolver } from '../../udfs/keys/secret-reference.js';
import type { SecretsConfig } from './secrets-config.js';

/** The store of `secret://` references. The AWS SDK is loaded when the first of them is read, if ever. */
export function secretStore(config: SecretsConfig): SecretResolver {
  let store: Promise<SecretResolver> | undefined;
  return {
    async resolve(reference, signal) {
      store ??= import('./secrets-manager.js').then(({ secretsManager }) => secretsManager(config));
      return (await store).resolve(reference, signal);
    },
  };
}
