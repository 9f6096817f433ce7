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

/** Those with a class of their own, and those of the catalogue. */
export const layerClasses: readonly LayerClass[] = [
  ...Object.values(classes as object as Record<string, LayerClass>),
  ...catalogueClasses,
];

const functions = Object.fromEntries(
  layerClasses.map((each) => [functionName(each.className), (args?: object) => new each(args)]),
);

/** All layers as functions, called as in `tf.layers`: `layers.reLU({ maxValue: 6 })`, `layers.mish()`. */
// Where `tf` is known, the compiler writes `tf.layers.Layer` into the types, and no file inside tfjs.
export const layers = { ...(functions as object as Functions) } satisfies Readonly<
  Record<string, (args: never) => tf.layers.Layer>
>;
