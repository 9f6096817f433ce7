import * as tf from '@tensorflow/tfjs';
import { floatType, type NodeBackend, type OpAttribute, type TensorHandle } from './backend.js';

/** So many constants stay with TensorFlow; parameters that change with each call could be any number of them. */
const MOST_CONSTANTS = 256;

/** What the runs on a backend share. */
interface Shared {
  /** Numbers, and axes in brackets: to make one a tensor takes longer than an op over it. */
  readonly constants: Map<number | string, TensorHandle>;
  readonly type: readonly OpAttribute[];
  /** The attributes of ops that take others than the type. */
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
    Cast: [dtype('SrcT', TF_BOOL), dtype('DstT', TF_FLOAT), flag('Truncate', false)],
    Slice: [...type, dtype('Index', TF_INT32)],
    Sum: [...type, dtype('Tidx', TF_INT32), flag('keep_dims', true)],
  };
  const shared = { constants: new Map(), type, attributes };
  sharedOf.set(backend, shared);
  return shared;
}

/**
 * Runs ops of TensorFlow over the tensors by which it knows them itself. What tfjs would do for each op, to make a tensor
 * of its own and to record it, is only done for the result.
 */
export class OpRun {
  private readonly shared: Shared;
  /** The ids of what was made in this run, and is not freed. */
  private readonly made = new Set<number>();

  private constructor(private readonly backend: NodeBackend) {
    this.shared = sharedOf.get(backend) ?? share(backend);
    const { constants } = this.shared;
    if (constants.size < MOST_CONSTANTS) return;
    for (const { id } of constants.values()) backend.binding.deleteTensor(id);
    constants.clear();
  }

  /** The result of a run as a tensor of tfjs. What else the run has made is freed. */
  static result(backend: NodeBackend, run: (ops: OpRun) => TensorHandle): tf.Tensor {
    return OpRun.ended(backend, (ops) => {
      const result = run(ops);
      // What the run has not made is not its to give away.
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

  /** @param op Of `Select`, the op is taken that is faster where nothing is broadcast. */
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

  /** Frees what this run has made: memory that is free and warm is the next op's. */
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

  /** Axes or lengths, as ops take them. */
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
