import * as tf from '@tensorflow/tfjs';

/** What `model.save` writes. */
export async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saving) => {
      artifacts = saving;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saving) };
    }),
  );
  if (artifacts === undefined) throw new Error('Nothing was saved');
  // Through JSON, as a file would take it.
  return { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
}

export function load(artifacts: tf.io.ModelArtifacts): Promise<tf.LayersModel> {
  return tf.loadLayersModel(tf.io.fromMemory(artifacts));
}
