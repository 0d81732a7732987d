// One process for all: loading the library takes longer than most of the tests.
import './alarms.test.js';
import './deployment.test.js';
import './permissions.test.js';
import './schedule.test.js';
import './shared.test.js';
import './task.test.js';
import './image.test.js';
