import { isRegisteredByUser } from '../config/identity.js';
import { isKnown, layerClass } from '../config/layer_classes.js';
import type { Serialized } from '../config/serialized.js';

const MODULES = /^keras\.(src\.)?(ops|activations)(\.|$)/;
/** The class of graph nodes in TensorFlow before 2.4. */
export const GRAPH_OP = 'TensorFlowOpLayer';
const OF_TENSORFLOW = ['TFOpLambda', 'SlicingOpLambda', GRAPH_OP];

/** Whether it is an op. If the module is missing, an op is recognized by the layer arguments that it lacks. */
export function isOp({ class_name, module, config }: Serialized, ofKeras3: boolean): boolean {
  if (!ofKeras3) return OF_TENSORFLOW.includes(class_name);
  if (typeof module === 'string') return MODULES.test(module);
  if (module !== undefined || class_name === 'InputLayer') return false;
  if (isRegisteredByUser(class_name) || isLayer(config)) return false;
  return !isKnown(class_name) || layerClass(class_name).isAlsoOp === true;
}

/** An op may have a dtype. */
function isLayer(config: Serialized['config']): boolean {
  return ['trainable', 'layers'].some((key) => key in config);
}
