#!/usr/bin/env node
import setThreadpoolSize = require('./threadpool-size.cjs');

setThreadpoolSize(process.argv);
import('./start.mjs').then(({ start }) => start('lakeveil'));
