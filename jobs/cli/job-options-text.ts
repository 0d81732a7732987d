import { z } from 'zod';
import { jobSchema } from '../job-schema.js';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

export interface JobOption {
  readonly path: string;
  readonly description: string;
  readonly default?: unknown;
}

/** Every option of a job with its description and default, from the schema that checks it. */
export function jobOptions(): JobOption[] {
  const options: JobOption[] = [];
  const walk = (schema: JsonSchema, path: string): void => {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const here = path === '' ? key : `${path}.${key}`;
      options.push({
        path: here,
        description: property.description ?? '',
        ...(property.default === undefined ? {} : { default: property.default }),
      });
      // Written-out forms of what may be given short; `source` explains its own.
      const written = [property, ...(property.anyOf ?? [])].filter((form) => form.properties !== undefined);
      if (written.length === 1) walk(written[0]!, here);
    }
  };
  walk(z.toJSONSchema(jobSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '');
  return options;
}

export function jobOptionsText(): string {
  const options = jobOptions();
  const width = Math.max(...options.map(({ path }) => path.length));
  const lines = options.map(({ path, description, default: value }) => {
    const shown =
      value === undefined || JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]'
        ? ''
        : ` (default: ${String(value)})`;
    return `  ${path.padEnd(width)}  ${description}${shown}`;
  });
  return `Job options (for --set, job files and the configuration):\n${lines.join('\n')}`;
}
