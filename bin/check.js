#!/usr/bin/env node
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const NAME = 'tfjs-advanced-activations';
const HELP = `Usage: npx ${NAME} check [--custom <file>] <model>

Lists the layers of a Keras model, and whether fromKeras can load each of them.

  <model>          Path or URL of a .keras file, an .h5 file, or a model.json that the TensorFlow.js converter wrote.
  --custom <file>  A JavaScript module that exports the customObjects of fromKeras: your own classes and functions
                   under the names that Keras saved. If a name is not an identifier, such as My>Gate, use a default
                   export: export default { 'My>Gate': Gate }.

The columns are the place of the layer in the file, its name, its class, its activation, the result in fromKeras
("loads", or the reason why not), the Keras versions whose outputs our tests compare for this class (empty: none), and
what TensorFlow.js without this package does differently (empty: nothing that is known; masks are not followed). A layer
inside another, as in Bidirectional, is part of its row.

The exit status is 0 if the model can be loaded, 1 if it cannot, and 2 for invalid arguments.`;

const HEAD = [
  ...['place', 'layer', 'class', 'activation', 'fromKeras', 'compared with Keras', 'tfjs alone'],
];

const { source, custom } = readArguments();
const { check } = await loadPackage();
try {
  const customObjects = custom === undefined ? undefined : await readCustomObjects(custom);
  const layers = await check(source, { customObjects });
  console.log(table([HEAD, ...layers.map(row)]));
  if (layers.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} catch (error) {
  fail(error.message, 1);
}

function readArguments() {
  const options = { help: { type: 'boolean', short: 'h' }, custom: { type: 'string' } };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    const [command, source, ...rest] = positionals;
    if (command !== 'check')
      throw new Error(`The command must be 'check'. Received: ${show(command)}`);
    if (source === undefined || rest.length > 0) {
      throw new Error(`check takes one model. Received: ${[source, ...rest].map(show).join(', ')}`);
    }
    return { source, custom: values.custom };
  } catch (error) {
    return fail(`${error.message}\n\n${HELP}`, 2);
  }
}

function show(argument) {
  return argument === undefined ? 'nothing' : `'${argument}'`;
}

async function loadPackage() {
  try {
    const tf = await import('@tensorflow/tfjs');
    tf.env().set('PROD', true); // It greets those who use it in Node.
    return await import(`${NAME}/keras`);
  } catch (error) {
    if (!/'@tensorflow\/tfjs'/.test(error.message)) throw error;
    const command = `npx -p @tensorflow/tfjs -p ${NAME} ${NAME} check ${source}`;
    return fail(
      `${NAME} needs @tensorflow/tfjs, which is not installed. Install it in this project, or run\n` +
        `  ${command}`,
      1,
    );
  }
}

/** The exports of a module, and what its default export has. */
async function readCustomObjects(file) {
  const {
    default: byDefault,
    'module.exports': _,
    ...named
  } = await import(pathToFileURL(resolve(file)).href).catch((error) => {
    throw new Error(`The custom objects in ${file} cannot be read: ${error.message}`);
  });
  return { ...named, ...(typeof byDefault === 'object' && byDefault) };
}

function row({ place, layer, className, activation, problems, compared, stock }) {
  const here = problems.length > 0 ? problems.join('; ') : 'loads';
  return [place, layer, className, activation, here, compared.join(', '), stock.join('; ')];
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function fail(message, status) {
  console.error(message);
  process.exit(status);
}
