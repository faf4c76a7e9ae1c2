// Checks manifests by the schemas of Kubernetes' API: types, what is required, and fields that
// there are not. Prints each object, or what is wrong with it, and then exits with 1.
//   node check.mjs FOLDER FILE…      FOLDER: where node_modules is
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
const require = createRequire(resolve(folder) + '/');
const { parseAllDocuments } = require('yaml');

const capitalised = (word) => word[0].toUpperCase() + word.slice(1);

function validatorOf({ apiVersion, kind }) {
  const [version, group = 'core'] = String(apiVersion).split('/').reverse();
  const name = `IoK8sApi${capitalised(group.split('.')[0])}${capitalised(version)}${kind}`;
  return require(resolve(folder, 'node_modules/kubernetes-models/_schemas', name)).validate;
}

// The schemas let unknown fields pass; but what a validator never reads, it does not know.
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  const seen = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, watched(v, `${path}/${k}`, unread)]));
  return new Proxy(Array.isArray(value) ? Object.values(seen) : seen, {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return target[key];
    },
  });
}

function faults(object) {
  const unread = new Set();
  const validate = validatorOf(object);
  validate(watched(object, '', unread));
  const errors = (validate.errors ?? []).map((e) => `${e.instancePath || '/'}: ${e.keyword} ${JSON.stringify(e.params)}`);
  return [...errors, ...[...unread].map((path) => `${path}: there is no such field`)];
}

for (const file of files) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { merge: true })) {
    const object = document.toJS();
    const wrong = document.errors.length > 0 ? document.errors.map(String) : faults(object);
    console.log(`${file}: ${object.kind} ${object.metadata?.name}: ${wrong.join('; ') || 'valid'}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}
