"""One of the workers that train a model together.

    TF_CONFIG=… python train.py MODEL DATA EPOCHS TRAINED

MODEL is the model.json saved by tfjs, DATA a JSON file with inputs and labels, TRAINED the .keras file to write.
Without TF_CONFIG there is only one worker.
"""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "dist/python"))

import numpy as np
import tensorflow as tf

BATCH = 64

model_path, data_path, epochs, trained = sys.argv[1:]
config = json.loads(os.environ.get("TF_CONFIG", "{}"))
index = config.get("task", {}).get("index", 0)
strategy = tf.distribute.MultiWorkerMirroredStrategy() if config else tf.distribute.get_strategy()

import tfjs_advanced_activations as taa

with strategy.scope():
    model = taa.load_model(model_path)
    model.compile(tf.keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")

data = json.loads(pathlib.Path(data_path).read_text())
inputs, labels = np.asarray(data["inputs"], np.float32), np.asarray(data["labels"], np.int32)
batches = tf.data.Dataset.from_tensor_slices((inputs, labels)).batch(BATCH, drop_remainder=True)
options = tf.data.Options()
# Each batch is split between the workers.
options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
history = model.fit(batches.with_options(options), epochs=int(epochs), verbose=0)

# All workers must save, because saving is a joint computation. Only the file of the first one is used.
target = pathlib.Path(trained)
model.save(target if index == 0 else target.with_name(f"worker{index}.keras"))
if index == 0:
    print(json.dumps(history.history["loss"]))
