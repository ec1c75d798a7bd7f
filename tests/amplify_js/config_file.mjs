// Reads a configuration file as an app's bundler would: aws-exports.js as a module, the rest as JSON.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function readConfig(path) {
  if (!path.endsWith('.js')) return JSON.parse(readFileSync(path, 'utf8'));
  // Node takes a .js file for a module only if a package.json above it says so; of .mjs there is no doubt.
  const folder = mkdtempSync(join(tmpdir(), 'aws-exports-'));
  try {
    const copy = join(folder, 'aws-exports.mjs');
    copyFileSync(path, copy);
    return (await import(pathToFileURL(copy))).default;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
