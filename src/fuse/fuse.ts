import type * as tf from '@tensorflow/tfjs';
import { build } from './build.js';
import { checkModel } from './models.js';
import { planOf } from './plan.js';
import { type FusionReport, reportOf } from './report.js';

function fuseModel(model: tf.Sequential): tf.Sequential;
function fuseModel(model: tf.LayersModel): tf.LayersModel;
function fuseModel(model: tf.LayersModel): tf.LayersModel {
  checkModel(model);
  return build(planOf(model));
}

function report(model: tf.LayersModel): FusionReport {
  checkModel(model);
  return reportOf(model);
}

export const fuse: {
  (model: tf.Sequential): tf.Sequential;
  (model: tf.LayersModel): tf.LayersModel;
  report(model: tf.LayersModel): FusionReport;
} = Object.assign(fuseModel, { report });
