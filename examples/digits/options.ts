import { parseArgs } from 'node:util';
import { type BackendName, backends } from './backend.js';
import { type ModelName, models } from './model.js';

export const HELP = `Trains a network that uses all six layers on handwritten digits.

  npm start -- [options]

  --backend tensorflow|wasm|cpu   where to compute; without it tensorflow, or else wasm
  --model dense|conv              the network (dense); tfjs cannot train conv on wasm
  --epochs N                      how often to go through the training digits (12)
  --save DIR                      where to save the network; without it a temporary folder
  --help                          this text`;

export interface Options {
  readonly backend: BackendName | undefined;
  readonly model: ModelName;
  readonly epochs: number;
  readonly save: string | undefined;
  readonly help: boolean;
}

/** Reads the command line; prints an error and ends the program if it is invalid. */
export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        backend: { type: 'string' },
        model: { type: 'string', default: 'dense' },
        epochs: { type: 'string', default: '12' },
        save: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const { save, help } = values;
    const backend = values.backend && oneOf('--backend', values.backend, backends);
    const model = oneOf('--model', values.model, Object.keys(models) as ModelName[]);
    const epochs = Number(values.epochs);
    if (!Number.isInteger(epochs) || epochs < 1) {
      throw new Error(`--epochs must be a whole number from 1. Received: ${values.epochs}`);
    }
    if (backend === 'wasm' && model === 'conv') {
      throw new Error("tfjs's wasm backend cannot train a convolution. Use --model dense.");
    }
    return { backend: backend || undefined, model, epochs, save, help };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(1);
  }
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const name = names.find((candidate) => candidate === value);
  if (name === undefined) {
    throw new Error(`${option} must be one of ${names.join(', ')}. Received: ${value}`);
  }
  return name;
}
