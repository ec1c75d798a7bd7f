// initializer.mjs FILE: what the published initializer of referenceAuth says of each case in a JSON file. A case is
//   {answers, props}                        AWS's answers by operation, and the resource's properties; or
//   {endpoint, account, region, props}      an account of a local AWS, and the ids among the properties: roles and groups
//                                           are then those that the identity pool and the user pool have.
// Prints a list: null where it takes the pool, else {step, message}; step is the operation at which it gave up fetching,
// or "validate".

import { readFileSync } from 'node:fs';
import { CognitoIdentityClient, GetIdentityPoolRolesCommand } from '@aws-sdk/client-cognito-identity';
import { CognitoIdentityProviderClient, ListGroupsCommand } from '@aws-sdk/client-cognito-identity-provider';
// Not exported, and the very file that is deployed.
import { ReferenceAuthInitializer } from './node_modules/@aws-amplify/backend-auth/lib/lambda/reference_auth_initializer.js';

// stdout is for the answer alone.
const answer = console.log;
console.log = console.info = console.debug = console.error = () => {};

const NO_ROLE = 'arn:aws:iam::123456789012:role/no-such-role';
const operation = (command) => command.constructor.name.replace(/Command$/, '');

async function judge({ answers, endpoint, account, region, props }) {
  let clients = [{ send: async (command) => answers[operation(command)] }];
  if (endpoint) {
    const options = { endpoint, region, maxAttempts: 1, credentials: { accessKeyId: account, secretAccessKey: 'test' } };
    clients = [new CognitoIdentityClient(options), new CognitoIdentityProviderClient(options)];
    const asked = await Promise.allSettled([
      clients[0].send(new GetIdentityPoolRolesCommand({ IdentityPoolId: props.identityPoolId })),
      clients[1].send(new ListGroupsCommand({ UserPoolId: props.userPoolId })),
    ]);
    const [roles, groups] = asked.map((one) => one.value);
    props = {
      ...props,
      region,
      authRoleArn: roles?.Roles?.authenticated ?? NO_ROLE,
      unauthRoleArn: roles?.Roles?.unauthenticated ?? NO_ROLE,
      groups: Object.fromEntries((groups?.Groups ?? []).filter((g) => g.RoleArn).map((g) => [g.GroupName, g.RoleArn])),
    };
  }
  let last;
  const watched = clients.map((client) => ({
    send: (command) => {
      last = operation(command);
      return client.send(command);
    },
  }));
  const initializer = new ReferenceAuthInitializer(watched[0], watched[1] ?? watched[0], () => 'id');
  const { validateResources } = initializer;
  initializer.validateResources = (...all) => {
    last = 'validate';
    return validateResources(...all);
  };
  try {
    await initializer.handleEvent({ RequestType: 'Create', ResourceProperties: props });
    return null;
  } catch (error) {
    return { step: last, message: error.message };
  }
}

const said = [];
for (const one of JSON.parse(readFileSync(process.argv[2], 'utf8'))) said.push(await judge(one));
answer(JSON.stringify(said));
