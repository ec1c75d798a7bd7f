// load.mjs FILE: what aws-amplify makes of a configuration file. FILE is an aws-exports.js, an
// amplifyconfiguration.json or an amplify_outputs.json.

import { Amplify } from 'aws-amplify';
import { readConfig } from './config_file.mjs';

Amplify.configure(await readConfig(process.argv[2]));
console.log(JSON.stringify(Amplify.getConfig()));
