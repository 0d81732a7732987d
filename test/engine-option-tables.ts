import { z } from 'zod';
import { deliveryShape } from '../udfs/remote/delivery.js';
import { comprehendEngineSchema, textualEngineSchema } from '../udfs/remote/engine-options.js';

interface Property {
  readonly description?: string;
  readonly default?: unknown;
}

/** The option tables of docs/engines.md, as the schema has them. */
export function engineOptionTables(): Record<'textual' | 'comprehend' | 'delivery', string> {
  const shared = Object.keys(deliveryShape);
  const table = (schema: z.ZodObject, isShown: (name: string) => boolean): string => {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as {
      properties?: Record<string, Property>;
    };
    const lines = Object.entries(properties)
      .filter(([name]) => name !== 'type' && isShown(name))
      .map(([name, property]) => {
        const value = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
        return `| \`${name}\` | ${property.description ?? ''} | ${value} |`;
      });
    return ['| option | | default |', '|---|---|---|', ...lines].join('\n');
  };
  return {
    textual: table(textualEngineSchema, (name) => !shared.includes(name)),
    comprehend: table(comprehendEngineSchema, (name) => !shared.includes(name)),
    delivery: table(z.strictObject(deliveryShape), () => true),
  };
}
