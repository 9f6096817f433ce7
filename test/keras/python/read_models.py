"""The models of save_models.ts in Keras, by the generated module: the same outputs and gradients.

    python read_models.py FOLDER
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "dist/python"))

import keras
import numpy as np
import tfjs_advanced_activations as taa


def gradient(model, x, dy):
    if taa.IS_KERAS_3:
        import jax

        return jax.grad(lambda x: (model(x) * dy).sum())(x)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        x = tf.constant(x)
        tape.watch(x)
        product = tf.reduce_sum(model(x) * dy)
    return tape.gradient(product, x)


def difference(received, expected):
    return float(np.max(np.abs(np.asarray(received) - expected)))


def compare(name, model, expected):
    x, dy, y, dx = (np.asarray(expected[key], np.float32) for key in ("x", "dy", "y", "dx"))
    value = difference(model.predict(x, verbose=0), y)
    slope = difference(gradient(model, x, dy), dx)
    print(f"Keras {keras.__version__}, {name}: outputs within {value:.1e}, gradients within {slope:.1e}")
    assert value < 1e-5 and slope < 1e-4


for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    expected = json.loads((folder / "expected.json").read_text())
    model = taa.load_model(folder / "model.json")
    compare(folder.name, model, expected)
    # Keras saves and loads it as well.
    model.save(folder / "again.keras")
    compare(f"{folder.name}, saved by Keras", keras.models.load_model(folder / "again.keras"), expected)
    if (folder / "converted.h5").exists() and taa.IS_KERAS_3:
        converted = keras.models.load_model(folder / "converted.h5", compile=False)
        compare(f"{folder.name}, from the converter's .h5", converted, expected)
