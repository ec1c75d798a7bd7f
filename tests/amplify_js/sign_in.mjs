// sign_in.mjs FILE ENDPOINT USERNAME PASSWORD [FLOW]: signs in with nothing but a configuration file, against a local
// AWS. FLOW is aws-amplify's authFlowType; without it, its default (SRP).

import { Amplify } from 'aws-amplify';
import { fetchUserAttributes, getCurrentUser, signIn, signOut } from 'aws-amplify/auth';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { readConfig } from './config_file.mjs';

const [file, endpoint, username, password, authFlowType] = process.argv.slice(2);
const options = authFlowType ? { authFlowType } : undefined;

// stdout is for the answer alone, whatever the library has to say.
const answer = console.log;
console.log = console.info = console.debug = console.error;

const config = parseAmplifyConfig(await readConfig(file));
// No configuration file can name another endpoint than AWS's own.
config.Auth.Cognito.userPoolEndpoint = endpoint;
Amplify.configure(config);

const attempt = async (password) => {
  try {
    return await signIn({ username, password, options });
  } catch (error) {
    return { error: error.name };
  }
};

const wrong = await attempt(`${password}-wrong`);
if (wrong.isSignedIn) await signOut();
const result = await attempt(password);
const who = result.isSignedIn ? await getCurrentUser() : undefined;
answer(JSON.stringify({
  isSignedIn: false,
  ...result,
  username: who?.username,
  userId: who?.userId,
  attributes: who && (await fetchUserAttributes()),
  wrongPassword: wrong.error,
}));
