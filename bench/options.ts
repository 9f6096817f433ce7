import { parseArgs } from 'node:util';
import { type BackendName, backendNames, isOfPages } from './backends.js';
import type { Suite } from './order.js';

const SIZES = [1e3, 6.4e4, 1e6, 1.6e7];
/** With software rendering, more would take seconds. */
const LARGEST_IN_PAGES = 1e6;

const BUDGETS: Readonly<Record<Suite, number>> = { kernels: 1500, catalogue: 1500, models: 400 };

export const HELP = `Compares the speed of layers with those of tfjs, and of formulas with other systems.

  npm run bench -- [options]

  --models          only whole networks, and the loading of models
  --catalogue       only common activations, with a million floats
  --backend NAME    one or several of ${backendNames.join(', ')}, separated by commas; default all
  --only TEXT       only names that contain this, such as "PReLU", "perceptron" or "loading"
  --size N          floats, multiples of 100, separated by commas; default 1e3, 6.4e4, 1e6 and, except
                    for browsers, 1.6e7
  --budget MS       time for each case, after the minimum number of rounds (${BUDGETS.kernels}; for a network
                    ${BUDGETS.models}); with 0, a few single calls
  --pages N         the number of browser pages in which a first call is measured (5)
  --processor-time  processor time instead of elapsed time, for networks only. For a machine on which other
                    programs run; on tensorflow the sum over threads; not in browsers
  --no-peers        without onnxruntime-web and jax-js, which are installed into bench/peers, and JAX
  --json            print the results as JSON
  --save            write the results to bench/RESULTS.md and README.md, or bench/CATALOGUE.md
  --help            this text`;

export interface Options {
  readonly suite: Suite;
  readonly only: string;
  readonly backends: readonly BackendName[];
  sizesOn(backend: BackendName): readonly number[];
  readonly budget: number;
  readonly pages: number;
  readonly peers: boolean;
  readonly processorTime: boolean;
  readonly json: boolean;
  readonly save: boolean;
  readonly help: boolean;
}

/** Reads the command line; prints an error and ends the program if it is invalid. */
export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        backend: { type: 'string', default: backendNames.join() },
        size: { type: 'string' },
        only: { type: 'string', default: '' },
        budget: { type: 'string' },
        pages: { type: 'string', default: '5' },
        models: { type: 'boolean', default: false },
        catalogue: { type: 'boolean', default: false },
        'processor-time': { type: 'boolean', default: false },
        'no-peers': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { only, json, save, help } = values;
    if (values.models && values.catalogue) {
      throw new Error('--models and --catalogue cannot be combined. Received: both');
    }
    const suite = values.models ? 'models' : values.catalogue ? 'catalogue' : 'kernels';
    const peers = !values['no-peers'] && suite !== 'catalogue';
    const sizes = values.size
      ?.split(',')
      .map(readSize)
      .sort((a, b) => a - b);
    const budget = Number(values.budget ?? BUDGETS[suite]);
    if (!(budget >= 0)) {
      throw new Error(`--budget must be a number of milliseconds. Received: ${values.budget}`);
    }
    const pages = Number(values.pages);
    if (!(Number.isInteger(pages) && pages > 0)) {
      throw new Error(`--pages must be a whole number of pages. Received: ${values.pages}`);
    }
    return {
      suite,
      only,
      backends: values.backend.split(',').map(readBackend),
      sizesOn: (backend) =>
        sizes ?? SIZES.filter((size) => !isOfPages(backend) || size <= LARGEST_IN_PAGES),
      budget,
      pages,
      peers,
      processorTime: values['processor-time'],
      json,
      save,
      help,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(1);
  }
}

function readBackend(value: string): BackendName {
  const name = backendNames.find((candidate) => candidate === value.trim());
  if (name !== undefined) return name;
  throw new Error(
    `--backend must be one of ${backendNames.join(', ')}, or several separated by commas. Received: ${value}`,
  );
}

function readSize(value: string): number {
  const size = Number(value);
  if (Number.isInteger(size) && size > 0 && size % 100 === 0) return size;
  throw new Error(`--size must be a multiple of 100, rows of 100 features. Received: ${value}`);
}
