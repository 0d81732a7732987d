import { z } from 'zod';

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `2h`. */
export const durationSchema = z
  .string()
  .regex(/^\d{1,6}[smh]$/, 'a duration is a number and s, m or h: 90s, 10m, 2h');

/** In milliseconds, of what `durationSchema` lets through. */
export function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * MILLISECONDS[text.slice(-1)]!;
}
