import * as tf from '@tensorflow/tfjs';
import { floatType, type NodeBackend, type OpAttribute, type TensorHandle } from './backend.js';

/** The number of constants that stay in TensorFlow; parameters that change with each call could be arbitrarily many. */
const MOST_CONSTANTS = 256;

/** The state that the runs on a backend share. */
interface Shared {
  /** Numbers, and axes in brackets: creating a tensor takes longer than running an op on it. */
  readonly constants: Map<number | string, TensorHandle>;
  readonly type: readonly OpAttribute[];
  /** The attributes of ops that take more than the type. */
  readonly attributes: Readonly<Record<string, readonly OpAttribute[]>>;
}

const sharedOf = new WeakMap<NodeBackend, Shared>();

function share(backend: NodeBackend): Shared {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_BOOL, TF_FLOAT, TF_INT32 } = backend.binding;
  const dtype = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
  const flag = (name: string, value: boolean) => ({ name, type: TF_ATTR_BOOL, value });
  const type = [floatType(backend)];
  const attributes = {
    LogicalNot: [],
    LogicalOr: [],
    Cast: [dtype('SrcT', TF_BOOL), dtype('DstT', TF_FLOAT), flag('Truncate', false)],
    Slice: [...type, dtype('Index', TF_INT32)],
    Sum: [...type, dtype('Tidx', TF_INT32), flag('keep_dims', true)],
  };
  const shared = { constants: new Map(), type, attributes };
  sharedOf.set(backend, shared);
  return shared;
}

/**
 * Runs ops of TensorFlow directly on its own tensors. The work of tfjs for each op, creating a tensor and recording
 * it, is done for the result only.
 */
export class OpRun {
  private readonly shared: Shared;
  /** The ids of tensors that were created in this run and are not freed. */
  private readonly made = new Set<number>();

  private constructor(private readonly backend: NodeBackend) {
    this.shared = sharedOf.get(backend) ?? share(backend);
    const { constants } = this.shared;
    if (constants.size < MOST_CONSTANTS) return;
    for (const { id } of constants.values()) backend.binding.deleteTensor(id);
    constants.clear();
  }

  /** The result of a run as a tensor of tfjs. All other tensors of the run are freed. */
  static result(backend: NodeBackend, run: (ops: OpRun) => TensorHandle): tf.Tensor {
    return OpRun.ended(backend, (ops) => {
      const result = run(ops);
      // A tensor that the run has not created must not be given away.
      const own = ops.made.has(result.id) ? result : ops.execute('Identity', [result]);
      ops.made.delete(own.id);
      return backend.createOutputTensor(own);
    });
  }

  /** The values of the result of a run. */
  static read(backend: NodeBackend, run: (ops: OpRun) => TensorHandle): Float32Array {
    return OpRun.ended(backend, (ops) => backend.binding.tensorDataSync(run(ops).id));
  }

  private static ended<T>(backend: NodeBackend, run: (ops: OpRun) => T): T {
    const ops = new OpRun(backend);
    try {
      return run(ops);
    } finally {
      for (const id of ops.made) backend.binding.deleteTensor(id);
    }
  }

  /** @param op For `Select`, the op that is faster without broadcasting. */
  execute(
    op: string,
    inputs: readonly TensorHandle[],
    attributes = this.shared.attributes[op] ?? this.shared.type,
  ): TensorHandle {
    const ids = inputs.map(({ id }) => id);
    const [{ shape }] = inputs;
    const isBroadcast =
      op === 'Select' && inputs.some((each) => !tf.util.arraysEqual(each.shape, shape));
    const name = isBroadcast ? 'SelectV2' : op;
    const [output] = this.backend.binding.executeOp(name, attributes, ids, 1);
    this.made.add(output.id);
    return output;
  }

  /** Frees a tensor that this run has created, so that the next op can reuse its memory while it is in the cache. */
  free({ id }: TensorHandle): void {
    if (this.made.delete(id)) this.backend.binding.deleteTensor(id);
  }

  input(tensor: tf.Tensor): TensorHandle {
    const [id] = this.backend.getInputTensorIds([tensor]);
    return { id, shape: tensor.shape, dtype: this.backend.binding.TF_FLOAT };
  }

  number(value: number): TensorHandle {
    const { TF_FLOAT } = this.backend.binding;
    return this.kept(Object.is(value, -0) ? '-0' : value, [], TF_FLOAT, Float32Array.of(value));
  }

  /** Axes or lengths, in the form that ops take. */
  integers(values: readonly number[]): TensorHandle {
    const { TF_INT32 } = this.backend.binding;
    return this.kept(`[${values}]`, [values.length], TF_INT32, Int32Array.from(values));
  }

  private kept(
    key: number | string,
    shape: number[],
    dtype: number,
    values: Float32Array | Int32Array,
  ): TensorHandle {
    let handle = this.shared.constants.get(key);
    if (handle === undefined) {
      handle = { id: this.backend.binding.createTensor(shape, dtype, values), shape, dtype };
      this.shared.constants.set(key, handle);
    }
    return handle;
  }
}
