// onnxruntime-web's kernels, each as a model of one node, or of two where it has none of that name.

import * as ort from 'onnxruntime-web';
import protobuf from 'protobufjs';

ort.env.wasm.numThreads = 1;

// As much of ONNX's format as these models need.
const { root } = protobuf.parse(
  `syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated Opset opset_import = 8; }
  message Opset { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated Value input = 11; repeated Value output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string op_type = 4;
    repeated Attribute attribute = 5;
  }
  message Attribute { string name = 1; float f = 2; int64 i = 3; bytes s = 4; int32 type = 20; }
  message Value { string name = 1; Type type = 2; }
  message Type { Tensor tensor_type = 1; }
  message Tensor { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; }`,
  { keepCase: true },
);
const Model = root.lookupType('ModelProto');

const FLOAT = 1;
const attributeType = { f: 1, i: 2, s: 3 };

/** A node of a graph; `attributes` are [name, kind, value]. */
const node = (op_type, input, output, ...attributes) => ({
  op_type,
  input,
  output: [output],
  attribute: attributes.map(([name, kind, value]) => ({
    name,
    [kind]: value,
    type: attributeType[kind],
  })),
});

const graphs = {
  LeakyReLU: [node('LeakyRelu', ['x'], 'y', ['alpha', 'f', 0.3])],
  ELU: [node('Elu', ['x'], 'y')],
  SiLU: [node('Sigmoid', ['x'], 's'), node('Mul', ['x', 's'], 'y')],
  'GELU (tanh)': [node('Gelu', ['x'], 'y', ['approximate', 's', new TextEncoder().encode('tanh')])],
  Mish: [node('Mish', ['x'], 'y')],
  Softmax: [node('Softmax', ['x'], 'y', ['axis', 'i', -1])],
};

/** Builds the model of an activation. Calling the result runs it over `x`. */
export async function prepare(activation, shape, x) {
  const dim = shape.map((dim_value) => ({ dim_value }));
  const value = (name) => ({ name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } });
  const model = Model.create({
    ir_version: 9,
    opset_import: [{ domain: '', version: 20 }],
    graph: {
      name: activation,
      node: graphs[activation],
      input: [value('x')],
      output: [value('y')],
    },
  });
  const session = await ort.InferenceSession.create(Model.encode(model).finish());
  const tensor = new ort.Tensor('float32', x, shape);
  return async () => (await session.run({ x: tensor })).y.data;
}
