// generate.cjs MODULES: runs the generators of Amplify's own CLI, as its packages in the folder MODULES have them.
//
// Reads cases from stdin, a JSON object a line: {"frontend", "meta", "cloud"?, "existing"?}. `meta` is the text of an
// amplify-meta.json, `cloud` that of the last push (the same where it is absent), `existing` are files that stand in
// the project. Prints for each case, a line each, the files as they then stand, by name, or {"error"} where the
// generator throws.
//
// Everything that decides on a byte is theirs: what counts as a resource (`getResourceOutputs`), the generators, how a
// file is read and written, the template. Only the project's folder and the tables that lead to their functions are
// made here.

const fs = require('fs');
const os = require('os');
const path = require('path');
const readline = require('readline');

const modules = process.argv[2];
const official = (name) => require(path.join(modules, '@aws-amplify', name));
const helper = (name) => official(path.join('cli-internal', 'lib', 'extensions', 'amplify-helpers', name));

const { attachExtensions } = official('amplify-cli-core/lib/context/context-extensions.js');
const { getResourceOutputs } = helper('get-resource-outputs.js');

const FRONTENDS = {
  javascript: { folder: 'src', files: ['aws-exports.js', 'amplifyconfiguration.json'], config: { SourceDir: 'src' } },
  android: {
    folder: 'res/raw',
    files: ['awsconfiguration.json', 'amplifyconfiguration.json'],
    config: { ResDir: 'res' },
  },
  ios: { folder: '', files: ['awsconfiguration.json', 'amplifyconfiguration.json'], config: {} },
  flutter: { folder: 'lib', files: ['amplifyconfiguration.dart'], config: { ResDir: './lib/' } },
};

function makeContext() {
  const context = {
    input: { options: {} },
    pluginPlatform: { plugins: {} },
    amplify: {
      getEnvInfo: helper('get-env-info.js').getEnvInfo,
      getProjectConfig: helper('get-project-config.js').getProjectConfig,
      getProjectMeta: helper('get-project-meta.js').getProjectMeta,
      readJsonFile: helper('read-json-file.js').readJsonFile,
      writeObjectAsJson: helper('write-object-as-json.js').writeObjectAsJson,
      copyBatch: helper('copy-batch.js').copyBatch,
    },
  };
  attachExtensions(context);
  return context;
}

async function generate(project, { frontend, meta, cloud, existing }) {
  const { folder, files, config } = FRONTENDS[frontend];
  const write = (file, text) => {
    const target = path.join(project, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  };
  const settings = { projectName: 'app', version: '3.1', frontend, [frontend]: { framework: 'none', config } };
  write('amplify/.config/project-config.json', JSON.stringify(settings));
  write('amplify/.config/local-env-info.json', JSON.stringify({ projectPath: project, envName: 'dev' }));
  write('amplify/backend/amplify-meta.json', meta);
  write('amplify/#current-cloud-backend/amplify-meta.json', cloud ?? meta);
  fs.mkdirSync(path.join(project, folder), { recursive: true });
  for (const [name, text] of Object.entries(existing ?? {})) {
    write(path.join(folder, name), text);
  }
  process.chdir(project);
  const { stateManager } = official('amplify-cli-core');
  const now = getResourceOutputs(stateManager.getMeta());
  const pushed = getResourceOutputs(stateManager.getCurrentMeta());
  await official(`amplify-frontend-${frontend}`).createFrontendConfigs(makeContext(), now, pushed);
  const written = files.map((file) => [file, fs.readFileSync(path.join(project, folder, file), 'utf8')]);
  return Object.fromEntries(written);
}

async function main() {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'amplink-official-')));
  let number = 0;
  try {
    for await (const line of readline.createInterface({ input: process.stdin })) {
      const project = path.join(root, String((number += 1)));
      let answer;
      try {
        answer = await generate(project, JSON.parse(line));
      } catch (error) {
        answer = { error: String((error && error.message) || error) };
      }
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      process.chdir(root);
      fs.rmSync(project, { recursive: true, force: true });
    }
  } finally {
    process.chdir(os.tmpdir());
    fs.rmSync(root, { recursive: true, force: true });
  }
}

main();
