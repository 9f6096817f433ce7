"""Times JAX's XLA on one thread: milliseconds of each activation, forward, as JSON.

    python3 bench/peers/xla.py SIZE FEATURES

Needs `pip install jax`.
"""

import json
import os
import statistics
import sys
import time

os.environ["JAX_PLATFORMS"] = "cpu"
# XLA starts a thread for each processor on which it may run.
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax  # noqa: E402 - reads the environment when it is imported
import jax.numpy as jnp

ROUNDS = 60

activations = {
    "LeakyReLU": lambda x: jnp.where(x > 0, x, 0.3 * x),
    "ELU": jax.nn.elu,
    "SiLU": jax.nn.silu,
    "GELU (tanh)": lambda x: jax.nn.gelu(x, approximate=True),
    "Mish": jax.nn.mish,
    "Softmax": lambda x: jax.nn.softmax(x, axis=-1),
}


def milliseconds(compiled, x):
    for _ in range(5):
        compiled(x).block_until_ready()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        compiled(x).block_until_ready()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


size, features = int(sys.argv[1]), int(sys.argv[2])
x = 2 * jax.random.normal(jax.random.key(1), (size // features, features))
print(json.dumps({name: milliseconds(jax.jit(f), x) for name, f in activations.items()}))
