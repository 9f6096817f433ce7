// The part of the ONNX format that the models of the benchmark need.

import * as ort from 'onnxruntime-web';
import protobuf from 'protobufjs';

ort.env.wasm.numThreads = 1;

const { root } = protobuf.parse(
  `syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated Opset opset_import = 8; }
  message Opset { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated Constant initializer = 5;
    repeated Value input = 11; repeated Value output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string op_type = 4;
    repeated Attribute attribute = 5;
  }
  message Attribute {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20;
  }
  message Constant { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Value { string name = 1; Type type = 2; }
  message Type { Tensor tensor_type = 1; }
  message Tensor { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; }`,
  { keepCase: true },
);
const Model = root.lookupType('ModelProto');

const FLOAT = 1;
const attributeType = { f: 1, i: 2, s: 3, ints: 7 };

/** A node of a graph; `attributes` are [name, kind, value]. */
export function node(op_type, input, output, ...attributes) {
  return {
    op_type,
    input,
    output: [output],
    attribute: attributes.map(([name, kind, value]) => ({
      name,
      [kind]: kind === 's' ? new TextEncoder().encode(value) : value,
      type: attributeType[kind],
    })),
  };
}

/** A constant of a graph. */
export function constant(name, dims, values) {
  const raw_data = new Uint8Array(Float32Array.from(values).buffer);
  return { name, dims, data_type: FLOAT, raw_data };
}

const value = (name, shape) => {
  const dim = shape.map((dim_value) => ({ dim_value }));
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
};

/** onnxruntime-web leaves a global `Worker` in Node, which would make jax-js treat Node as a browser. */
async function withoutGlobalWorker(create) {
  const hasWorker = 'Worker' in globalThis;
  const session = await create();
  if (!hasWorker) delete globalThis.Worker;
  return session;
}

/** Builds the model of a graph from `x` to `y`. Calling the result runs it on `x`. */
export async function prepareGraph({ nodes, constants = [], shapes }, x) {
  const model = Model.create({
    ir_version: 9,
    opset_import: [{ domain: '', version: 20 }],
    graph: {
      name: 'graph',
      node: nodes,
      initializer: constants,
      input: [value('x', shapes.x)],
      output: [value('y', shapes.y)],
    },
  });
  const bytes = Model.encode(model).finish();
  const session = await withoutGlobalWorker(() => ort.InferenceSession.create(bytes));
  const tensor = new ort.Tensor('float32', x, shapes.x);
  return async () => (await session.run({ x: tensor })).y.data;
}
