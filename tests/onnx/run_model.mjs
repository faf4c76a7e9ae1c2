// Runs a model file on the rows of a CSV file in ONNX Runtime (its WebAssembly build), as someone
// would who has never heard of rung, and writes what the model says as lines of JSON.
//   node run_model.mjs FOLDER MODEL DATA    FOLDER: where node_modules is
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, modelPath, dataPath] = process.argv.slice(2);
const require = createRequire(resolve(folder) + '/');
const ort = require('onnxruntime-web');
const { Reader } = require('protobufjs/minimal');

// RFC 4180, without line ends in cells.
function readCsv(path) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const rows = lines.map((line) => {
    const cells = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    return cells.map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
  });
  return { names: rows[0], rows: rows.slice(1) };
}

// ModelProto.metadata_props is field 14: entries with a key (1) and a value (2).
function readMetadata(bytes) {
  const metadata = {};
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 !== 14) {
      reader.skipType(tag & 7);
      continue;
    }
    const entry = Reader.create(reader.bytes());
    const fields = {};
    while (entry.pos < entry.len) fields[entry.uint32() >>> 3] = entry.string();
    metadata[fields[1]] = fields[2];
  }
  return metadata;
}

// A tensor of (rows, columns), cell by cell.
function tensorOf(type, columns, data, toValue) {
  const places = columns.map((name) => data.names.indexOf(name));
  const values = data.rows.flatMap((row) => places.map((place) => toValue(row[place])));
  const list = type === 'float64' ? Float64Array.from(values) : values;
  return new ort.Tensor(type, list, [data.rows.length, columns.length]);
}

function inputsOf(metadata, data) {
  const inputs = {};
  if (metadata.numbers) {
    const toNumber = (cell) => (cell === '' ? NaN : Number(cell));
    inputs.numbers = tensorOf('float64', JSON.parse(metadata.numbers), data, toNumber);
  }
  if (metadata.words) {
    inputs.words = tensorOf('string', JSON.parse(metadata.words), data, (cell) => cell);
  }
  return inputs;
}

ort.env.wasm.numThreads = 1;
const model = readFileSync(modelPath);
const session = await ort.InferenceSession.create(model);
const data = readCsv(dataPath);
const outputs = await session.run(inputsOf(readMetadata(model), data));
for (let i = 0; i < data.rows.length; ++i) {
  if (outputs.prediction) {
    console.log(JSON.stringify({ prediction: outputs.prediction.data[i] }));
    continue;
  }
  const classes = outputs.probabilities.dims[1];
  const probabilities = [...outputs.probabilities.data.slice(i * classes, (i + 1) * classes)];
  console.log(JSON.stringify({ prediction: outputs.label.data[i], probabilities }));
}
