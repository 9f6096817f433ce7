import * as tf from '@tensorflow/tfjs';

/** The artifacts that `model.save` writes. */
export async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saving) => {
      artifacts = saving;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saving) };
    }),
  );
  if (artifacts === undefined) throw new Error('Nothing was saved');
  // Through JSON, as in a file.
  return { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
}

export function load(artifacts: tf.io.ModelArtifacts): Promise<tf.LayersModel> {
  return tf.loadLayersModel(tf.io.fromMemory(artifacts));
}
