#!/usr/bin/env node
const NAME = 'tfjs-advanced-activations';
const HELP = `Usage: npx tfjs-advanced-activations check <model>

Shows what becomes of each layer of a model of Keras, a .keras, an .h5 or a converted model.json file, by path or
URL: its class and its activation, why it cannot be loaded, and what tfjs by itself would do otherwise.
The exit status is 1 where the model cannot be loaded.`;

const [command, source, ...rest] = process.argv.slice(2);
if (command !== 'check' || source === undefined || rest.length > 0) {
  const isAsked = command === '--help' || command === '-h';
  (isAsked ? console.log : console.error)(HELP);
  process.exit(isAsked ? 0 : 2);
}

const { check } = await import(`${NAME}/keras`).catch((error) => {
  if (!/'@tensorflow\/tfjs'/.test(error.message)) throw error;
  console.error(
    `${NAME} needs TensorFlow.js. Expected: it is installed in this project, or ` +
      `npx -p @tensorflow/tfjs -p ${NAME} ${NAME} check ${source}`,
  );
  process.exit(1);
});

try {
  const layers = await check(source);
  const rows = layers.map(({ place, layer, className, activation, problems, stock }) => [
    place,
    layer,
    className,
    activation,
    problems.length > 0 ? problems.join('; ') : 'loads',
    stock.join('; '),
  ]);
  const head = ['place', 'layer', 'class', 'activation', 'here', 'tfjs by itself'];
  console.log(table([head, ...rows]));
  if (layers.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
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
