import type * as tf from '@tensorflow/tfjs';
import { type FunctionName, functionName } from '../arguments/case.js';
import { type CatalogueFunctions, catalogueClasses, type LayerClass } from './catalogue_classes.js';
import * as classes from './classes.js';

type Classes = typeof classes;

type Functions = CatalogueFunctions & {
  readonly [Name in keyof Classes as FunctionName<Name>]: (
    ...args: ConstructorParameters<Classes[Name]>
  ) => InstanceType<Classes[Name]>;
};

/** The layers with a separate class, and those of the catalogue. */
export const layerClasses: readonly LayerClass[] = [
  ...Object.values(classes as object as Record<string, LayerClass>),
  ...catalogueClasses,
];

const functions = Object.fromEntries(
  layerClasses.map((each) => [functionName(each.className), (args?: object) => new each(args)]),
);

/** All layers as functions, named as in `tf.layers`: `layers.reLU({ maxValue: 6 })`, `layers.mish()`. */
// With `tf` in scope, the compiler writes `tf.layers.Layer` to the types, and no path inside tfjs.
export const layers = { ...(functions as object as Functions) } satisfies Readonly<
  Record<string, (args: never) => tf.layers.Layer>
>;
