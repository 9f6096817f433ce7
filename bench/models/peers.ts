import { existsSync } from 'node:fs';
import type { Peer as PeerName, Task } from '../results.js';
import type { Description } from './describe.js';

type Call = () => Promise<Float32Array>;

/** Another system that computes networks. */
export interface Peer {
  readonly name: PeerName;
  /**
   * A call that computes a task, from `x` and, in training, with the target `y`; `undefined` if the system does not
   * support the task, or the benchmark does not implement it.
   */
  prepare(
    network: Description,
    task: Task,
    x: Float32Array,
    y: Float32Array,
  ): Promise<Call | undefined>;
}

const folder = new URL('../peers/', import.meta.url);

/** The systems that are installed in `bench/peers`. */
export async function loadPeers(): Promise<Peer[]> {
  const isInstalled = (name: string) => existsSync(new URL(`node_modules/${name}`, folder));
  const peers: Peer[] = [];
  if (isInstalled('onnxruntime-web')) {
    const { prepareNetwork } = await import(new URL('onnx_network.js', folder).href);
    peers.push({
      name: 'onnxruntime-web',
      prepare: async (network, task, x) =>
        task === 'predict' ? prepareNetwork(network, x) : undefined,
    });
  }
  if (isInstalled('@jax-js/jax')) {
    const { prepareNetwork } = await import(new URL('jax_network.js', folder).href);
    peers.push({ name: 'jax-js', prepare: async (...network) => prepareNetwork(...network) });
  }
  return peers;
}
