import { LakeveilError } from '../errors.js';

export const interrupted = (): LakeveilError =>
  new LakeveilError('INTERRUPTED', 'The split was interrupted; nothing of it was written.');
