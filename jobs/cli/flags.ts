import { z } from 'zod';
import { CATALOG_TYPES } from '../catalog-config.js';
import { configSchema, LOG_LEVELS } from '../config.js';

/** Flags that several commands share. */
export const warehouseFlag = {
  catalog: z
    .enum(CATALOG_TYPES)
    .optional()
    .describe('where the pointers to the tables are kept; filesystem if no configuration says otherwise')
    .meta({ value: 'type' }),
  warehouse: z
    .string()
    .min(1)
    .optional()
    .describe(`${configSchema.shape.warehouse.description}; ./lakehouse if no configuration says otherwise`)
    .meta({ value: 'folder' }),
};

export const jsonFlag = (what: string) => ({ json: z.boolean().default(false).describe(what) });

export const logLevelFlag = {
  logLevel: z
    .enum(LOG_LEVELS)
    .optional()
    .describe(configSchema.shape.logLevel.description ?? '')
    .meta({ value: 'level' }),
};

/** The catalog's flags again, for a command that the user is told to try next: '' or ` --catalog glue --warehouse s3://…`. */
export function sameCatalog(flags: {
  readonly catalog?: string | undefined;
  readonly warehouse?: string | undefined;
}): string {
  const { catalog, warehouse } = flags;
  const quoted = (value: string): string =>
    /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
  return (
    (catalog === undefined ? '' : ` --catalog ${catalog}`) +
    (warehouse === undefined ? '' : ` --warehouse ${quoted(warehouse)}`)
  );
}
