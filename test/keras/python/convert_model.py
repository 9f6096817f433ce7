"""A model that tfjs saved, read by the real tensorflowjs converter, and saved by Keras 2.

    python convert_model.py FOLDER

It reads FOLDER/model.json, compares outputs with FOLDER/expected.json, and writes FOLDER/converted.h5.
"""

import json
import pathlib
import sys
import types

# What the converter only imports is stubbed.
for name in ["tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf"]:
    sys.modules[name] = types.ModuleType(name)
sys.modules["jax.experimental"].jax2tf = sys.modules["jax.experimental.jax2tf"]

import numpy as np
import tensorflowjs

folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text())
model = tensorflowjs.converters.load_keras_model(str(folder / "model.json"))
y = model.predict(np.asarray(expected["x"], np.float32), verbose=0)
difference = float(np.max(np.abs(y - np.asarray(expected["y"]))))
print(f"tensorflowjs {tensorflowjs.__version__}, {folder.name}: outputs within {difference:.1e}")
assert difference < 1e-5
model.save(folder / "converted.h5")
