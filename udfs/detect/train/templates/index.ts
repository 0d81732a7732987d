import type { TemplateSet } from '../template.js';
import { EVERYDAY } from './everyday.js';

/** All templates, one set a line. */
export const TEMPLATE_SETS: readonly TemplateSet[] = [EVERYDAY];
