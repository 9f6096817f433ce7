"""The layers and activations of tfjs-advanced-activations that Keras lacks, for Keras 2 and Keras 3.

Importing this file registers them with Keras, so that models that use them load and train.
`load_model("model.json")` loads a model that tfjs saved, without any other package.

    import tfjs_advanced_activations as taa
    model = taa.load_model("model.json")

Made by `npm run build` from the catalogue of tfjs-advanced-activations, whose formulas it computes.
"""

import copy
import inspect
import json
import os
import re

import keras
import numpy as np

IS_KERAS_3 = int(keras.__version__.split(".")[0]) >= 3

# The activations, their formulas and parameters with their defaults.
CATALOGUE = {}

if IS_KERAS_3:
    from keras import ops

    _WORDS = {
        "abs": ops.abs,
        "min": ops.minimum,
        "max": ops.maximum,
        "sign": ops.sign,
        "sqrt": ops.sqrt,
        "exp": ops.exp,
        "expm1": ops.expm1,
        "log": ops.log,
        "log1p": ops.log1p,
        "sigmoid": ops.sigmoid,
        "tanh": ops.tanh,
        "softplus": ops.softplus,
        "sin": ops.sin,
        "cos": ops.cos,
        "erf": ops.erf,
        "erfc": lambda x: 1 - ops.erf(x),
    }
    _where, _less, _less_equal = ops.where, ops.less, ops.less_equal
    _split, _concatenate, _reshape, _max = ops.split, ops.concatenate, ops.reshape, ops.max
    _sum, _sort, _cumsum, _cast = ops.sum, ops.sort, ops.cumsum, ops.cast
    _shape, _transpose, _logsumexp, _argmax, _one_hot = ops.shape, ops.transpose, ops.logsumexp, ops.argmax, ops.one_hot
    _broadcast = lambda x, like: ops.broadcast_to(x, ops.shape(like))
    _stop_gradient = ops.stop_gradient
else:
    import tensorflow as tf

    _WORDS = {
        "abs": tf.abs,
        "min": tf.minimum,
        "max": tf.maximum,
        "sign": tf.sign,
        "sqrt": tf.sqrt,
        "exp": tf.exp,
        "expm1": tf.math.expm1,
        "log": tf.math.log,
        "log1p": tf.math.log1p,
        "sigmoid": tf.sigmoid,
        "tanh": tf.tanh,
        "softplus": tf.math.softplus,
        "sin": tf.sin,
        "cos": tf.cos,
        "erf": tf.math.erf,
        "erfc": tf.math.erfc,
    }
    _where, _less, _less_equal = tf.where, tf.less, tf.less_equal
    _concatenate, _reshape, _sum, _cast = tf.concat, tf.reshape, tf.reduce_sum, tf.cast
    _split = lambda x, parts, axis: tf.split(x, parts, axis=axis)
    _max = lambda x, axis, keepdims=False: tf.reduce_max(x, axis=axis, keepdims=keepdims)
    _sum = lambda x, axis, keepdims=False: tf.reduce_sum(x, axis=axis, keepdims=keepdims)
    _sort = lambda x, axis: tf.sort(x, axis=axis)
    _cumsum = lambda x, axis: tf.cumsum(x, axis=axis)
    _logsumexp = lambda x, axis, keepdims: tf.reduce_logsumexp(x, axis=axis, keepdims=keepdims)
    _argmax = lambda x, axis: tf.argmax(x, axis=axis)
    _one_hot = lambda x, count: tf.one_hot(x, count)
    _shape, _transpose = tf.shape, tf.transpose
    _broadcast = lambda x, like: tf.broadcast_to(x, tf.shape(like))
    _stop_gradient = tf.stop_gradient


# The language of formulas: numbers, names, calls, + - * / **, and conditionals `a < b ? t : f`.

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|<=|>=|[-+*/()<>?:,]))")


def _filled(value, like):
    return _broadcast(float(value), like) if isinstance(value, (int, float)) else value


class _Parser:
    """Parses a formula into a function of its variables. It may call `functions` in addition to those of the catalogue."""

    def __init__(self, text, functions=()):
        self.functions = {each["name"]: each for each in functions}
        self.tokens, at = [], 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if not match:
                raise ValueError(f"This formula cannot be read at character {at}: {text}")
            self.tokens.append(match.group().strip())
            at = match.end()
        self.tokens.append("")
        self.at = 0
        self.value = self.conditional()
        if self.next() != "":
            raise ValueError(f"This formula cannot be read after its end: {text}")

    def peek(self):
        return self.tokens[self.at]

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, token):
        if self.next() != token:
            raise ValueError(f"A formula lacks {token!r}: {' '.join(self.tokens)}")

    def conditional(self):
        a = self.sum()
        op = self.peek()
        if op not in ("<", "<=", ">", ">="):
            return a
        self.next()
        b = self.sum()
        if op in (">", ">="):
            a, b = b, a
        compare = _less if op in ("<", ">") else _less_equal
        self.expect("?")
        if_true = self.conditional()
        self.expect(":")
        if_false = self.conditional()

        def select(v):
            test, yes, no = compare(a(v), b(v)), if_true(v), if_false(v)
            return _where(test, _filled(yes, v["x"]), _filled(no, v["x"]))

        return select

    def sum(self):
        left = self.product()
        while self.peek() in ("+", "-"):
            left = self.combine(self.next(), left, self.product())
        return left

    def product(self):
        left = self.sign()
        while self.peek() in ("*", "/"):
            left = self.combine(self.next(), left, self.sign())
        return left

    @staticmethod
    def combine(op, a, b):
        return {
            "+": lambda v: a(v) + b(v),
            "-": lambda v: a(v) - b(v),
            "*": lambda v: a(v) * b(v),
            "/": lambda v: a(v) / b(v),
        }[op]

    def sign(self):
        if self.peek() != "-":
            return self.power()
        self.next()
        value = self.sign()
        return lambda v: -value(v)

    def power(self):
        base = self.atom()
        if self.peek() != "**":
            return base
        self.next()
        exponent = self.sign()
        return lambda v: base(v) ** exponent(v)

    def atom(self):
        token = self.next()
        if token == "(":
            value = self.conditional()
            self.expect(")")
            return value
        if token[:1].isdigit() or token[:1] == ".":
            number = float(token)
            return lambda v: number
        if self.peek() == "(":
            self.next()
            args = [self.conditional()]
            while self.peek() == ",":
                self.next()
                args.append(self.conditional())
            self.expect(")")
            return self.call(token, args)
        if token in ("pi", "e"):
            return lambda v: {"pi": np.pi, "e": np.e}[token]
        return lambda v: v[token]

    def call(self, name, args):
        if name in self.functions:
            return self.call_function(self.functions[name], args[0])
        if name in _WORDS:
            return lambda v: _WORDS[name](*[arg(v) for arg in args])
        if name not in CATALOGUE:
            raise ValueError(f"A formula calls {name!r}, which is unknown")
        return lambda v: activation(name, args[0](v))

    def call_function(self, function, arg):
        before = [each for each in self.functions.values() if each is not function]
        value = _Parser(_text(function["formula"]), before).value
        numbers = {each["name"]: _value(each["value"]) for each in function["parameters"]}
        return lambda v: value({**numbers, "x": arg(v)})


def _text(formula):
    return formula["name"] if isinstance(formula, dict) else formula


_functions = {}


def evaluate(formula, variables):
    """The value of a formula, given the values of its variables, tensors and numbers."""
    if callable(formula):
        return formula(variables)
    if formula not in _functions:
        _functions[formula] = _Parser(formula).value
    return _functions[formula](variables)


def _number(value):
    """A number of a config: JSON stores 1.0 as 1, which TensorFlow does not treat as a float, and no limit as null."""
    return float("inf") if value is None else float(value) if isinstance(value, int) else value


def activation(name, x, **parameters):
    """An activation of the catalogue: `activation("snake", x, frequency=2.0)`."""
    entry = CATALOGUE[name]
    values = {key: _number(value) for key, value in entry["parameters"].items()}
    return evaluate(entry["formula"], {**values, **parameters, "x": x})


# Layers.


class _Layer(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_output_shape(self, input_shape):
        return input_shape


class _Learned:
    """A parameter that is a weight: its initializer, regularizer, constraint and shared axes."""

    def __init__(self, initializer="zeros", regularizer=None, constraint=None, shared_axes=None, trainable=True):
        self.initializer = keras.initializers.get(initializer)
        self.regularizer = keras.regularizers.get(regularizer)
        self.constraint = keras.constraints.get(constraint)
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else shared_axes
        self.trainable = trainable

    def add_to(self, layer, name, input_shape):
        rank = len(input_shape)
        shared = [axis % rank for axis in self.shared_axes or []]
        return layer.add_weight(
            name=name,
            shape=tuple(1 if axis in shared else input_shape[axis] for axis in range(1, rank)),
            initializer=self.initializer,
            regularizer=self.regularizer,
            constraint=self.constraint,
            trainable=self.trainable,
        )

    def get_config(self):
        return {
            "initializer": keras.initializers.serialize(self.initializer),
            "regularizer": keras.regularizers.serialize(self.regularizer),
            "constraint": keras.constraints.serialize(self.constraint),
            "shared_axes": self.shared_axes,
            "trainable": self.trainable,
        }


class _Learning(_Layer):
    """The layer of a formula; some of its parameters are weights."""

    formula = "x"

    def __init__(self, values, weight_names=None, **kwargs):
        super().__init__(**kwargs)
        self._numbers = {key: value for key, value in values.items() if not isinstance(value, _Learned)}
        self._learned = {key: value for key, value in values.items() if isinstance(value, _Learned)}
        self._weight_names = weight_names or {}
        self._learning = {}

    def build(self, input_shape):
        for key, learned in self._learned.items():
            self._learning[key] = learned.add_to(self, self._weight_names.get(key, key), input_shape)
        super().build(input_shape)

    def call(self, x):
        weights = {key: 1.0 * weight for key, weight in self._learning.items()}
        return evaluate(self.formula, {**self._numbers, **weights, "x": x})


def _value(value):
    return _Learned(**value) if isinstance(value, dict) else _number(value)


class Formula(_Learning):
    """Any activation that is a formula.

    `parameters` lists names with their values, or the configs of learned parameters; `functions` lists the functions that
    the formula calls and that are not in the catalogue, each with its formula and parameters, after those it calls itself.
    """

    def __init__(self, formula, parameters=(), functions=(), **kwargs):
        # As text, for Keras wraps the lists of a layer.
        self._source = json.dumps({"formula": {"name": _text(formula)}, "functions": functions})
        self.formula = _Parser(_text(formula), functions).value
        values = {}
        for each in parameters:
            how = {key: value for key, value in each.items() if key != "name"}
            values[each["name"]] = how["value"] if "value" in how else _Learned(**how)
        super().__init__(values, **kwargs)

    def get_config(self):
        numbers = [{"name": key, "value": value} for key, value in self._numbers.items()]
        learned = [{"name": key, **value.get_config()} for key, value in self._learned.items()]
        source = {key: value for key, value in json.loads(self._source).items() if value}
        return {**super().get_config(), **source, "parameters": numbers + learned}


class _OfCatalogue(_Learning):
    entry = {}

    def __init__(self, **kwargs):
        parameters = self.entry["parameters"]
        values = {key: _value(kwargs.pop(_snake_case(key), default)) for key, default in parameters.items()}
        self.formula = self.entry["formula"]
        super().__init__(values, **kwargs)

    def get_config(self):
        numbers = {key: None if value == float("inf") else value for key, value in self._numbers.items()}
        learned = {key: value.get_config() for key, value in self._learned.items()}
        own = {_snake_case(key): value for key, value in {**numbers, **learned}.items()}
        return {**super().get_config(), **own}


class _AllLearned(_Learning):
    """A layer whose parameters are all weights, with three arguments for each."""

    initial = {}
    weight_names = {}

    def __init__(self, shared_axes=None, **kwargs):
        values = {}
        for key, initializer in self.initial.items():
            snake = _snake_case(key)
            values[key] = _Learned(
                kwargs.pop(f"{snake}_initializer", initializer),
                kwargs.pop(f"{snake}_regularizer", None),
                kwargs.pop(f"{snake}_constraint", None),
                shared_axes,
            )
        super().__init__(values, self.weight_names, **kwargs)

    def get_config(self):
        config = super().get_config()
        for key, learned in self._learned.items():
            own = learned.get_config()
            config["shared_axes"] = own["shared_axes"]
            for aspect in ("initializer", "regularizer", "constraint"):
                config[f"{_snake_case(key)}_{aspect}"] = own[aspect]
        return config


class _NormLike(_Learning):
    """A replacement for normalization: a formula with weights for each channel, and weights that all elements share."""

    shared = {}
    of_channels = {"gamma": "ones", "beta": "zeros"}

    def __init__(self, axis=-1, **kwargs):
        initial = {**self.shared, **self.of_channels}
        values = {key: _Learned(kwargs.pop(f"{key}_initializer", value)) for key, value in initial.items()}
        super().__init__(values, **kwargs)
        self.axis = axis

    def build(self, input_shape):
        axes = range(1, len(input_shape))
        channels = self.axis % len(input_shape)
        for key, learned in self._learned.items():
            learned.shared_axes = [axis for axis in axes if key in self.shared or axis != channels]
        super().build(input_shape)

    def get_config(self):
        initializers = {f"{key}_initializer": learned.get_config()["initializer"] for key, learned in self._learned.items()}
        return {**super().get_config(), "axis": self.axis, **initializers}


class DyT(_NormLike):
    formula = NORM_LIKE["dyT"]
    shared = {"alpha": keras.initializers.Constant(0.5)}


class Derf(_NormLike):
    formula = NORM_LIKE["derf"]
    shared = {"alpha": keras.initializers.Constant(0.5), "shift": "zeros"}


class PELU(_AllLearned):
    formula = CATALOGUE["pelu"]["formula"]
    initial = {"alpha": "ones", "beta": "ones"}


class SReLU(_AllLearned):
    formula = CATALOGUE["srelu"]["formula"]
    initial = {"tLeft": "zeros", "aLeft": "uniform", "tRight": "uniform", "aRight": "ones"}
    weight_names = {"tLeft": "t_left", "aLeft": "a_left", "tRight": "t_right", "aRight": "a_right"}


class RReLU(_Layer):
    """A leaky rectifier whose slopes are random in training, and their mean otherwise."""

    def __init__(self, lower=1 / 8, upper=1 / 3, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.lower, self.upper, self.seed = lower, upper, seed

    def call(self, x, training=False):
        alpha = (self.lower + self.upper) / 2
        if training is True:
            draw = keras.random.uniform if IS_KERAS_3 else tf.random.uniform
            alpha = draw(_shape(x), self.lower, self.upper)
        return evaluate("x <= 0 ? alpha * x : x", {"x": x, "alpha": alpha})

    def get_config(self):
        return {**super().get_config(), "lower": self.lower, "upper": self.upper, "seed": self.seed}


class _AlongAxis(_Layer):
    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}

    def _with_length(self, input_shape, length_of):
        shape = list(input_shape)
        if shape[self.axis] is not None:
            shape[self.axis] = length_of(shape[self.axis])
        return tuple(shape)


class GLU(_AlongAxis):
    """One half of an axis times a gate of the other."""

    def __init__(self, axis=-1, variant="glu", gate="second", **kwargs):
        unit = GATES[_camel_case(variant)]
        given = {key: _number(kwargs.pop(key, value["default"])) for key, value in unit["parameters"].items()}
        super().__init__(axis, **kwargs)
        self.variant, self.gate, self.formula, self.given = variant, gate, unit["formula"], given

    def call(self, x):
        if self.gate == "interleaved":
            axis = self.axis % len(x.shape)
            shape = [-1 if length is None else length for length in x.shape]
            shape[axis] = x.shape[axis] // 2
            pairs = _reshape(x, [*shape[: axis + 1], 2, *shape[axis + 1 :]])
            first, second = (_reshape(each, shape) for each in _split(pairs, 2, axis=axis + 1))
        else:
            first, second = _split(x, 2, axis=self.axis)
        half, gate = (first, second) if self.gate == "second" else (second, first)
        return evaluate(self.formula, {"x": half, "gate": gate, **self.given})

    def compute_output_shape(self, input_shape):
        return self._with_length(input_shape, lambda length: length // 2)

    def get_config(self):
        return {**super().get_config(), "variant": self.variant, "gate": self.gate, **self.given}


class CReLU(_AlongAxis):
    """The positive part followed by the negative part along the axis."""

    def call(self, x):
        zero = 0.0 * x
        return _concatenate([_WORDS["max"](x, zero), _WORDS["max"](-x, zero)], axis=self.axis)

    def compute_output_shape(self, input_shape):
        return self._with_length(input_shape, lambda length: 2 * length)


class Maxout(_AlongAxis):
    """The largest of the elements of an axis that are `num_units` apart."""

    def __init__(self, num_units, axis=-1, **kwargs):
        super().__init__(axis, **kwargs)
        self.num_units = num_units

    def call(self, x):
        axis = self.axis % len(x.shape)
        shape = [-1 if length is None else length for length in x.shape]
        shape[axis : axis + 1] = [x.shape[axis] // self.num_units, self.num_units]
        return _max(_reshape(x, shape), axis=axis)

    def compute_output_shape(self, input_shape):
        return self._with_length(input_shape, lambda length: self.num_units)

    def get_config(self):
        return {**super().get_config(), "num_units": self.num_units}


class _OverSlices(_AlongAxis):
    """An activation along one or several axes."""

    def call(self, x):
        return self.over_rows(x, self.of_rows)

    def axes_of(self, x):
        axes = self.axis if isinstance(self.axis, (list, tuple)) else [self.axis]
        return [axis % len(x.shape) for axis in axes]

    def over_rows(self, x, compute):
        axes = self.axes_of(x)
        order = [axis for axis in range(len(x.shape)) if axis not in axes] + axes
        moved = _transpose(x, order)
        shape = _shape(moved)
        length = int(np.prod([x.shape[axis] for axis in axes]))
        y = _reshape(compute(_reshape(moved, (-1, length))), shape)
        return _transpose(y, [int(axis) for axis in np.argsort(order)])


class LogSoftmax(_OverSlices):
    def of_rows(self, x):
        return x - _logsumexp(x, axis=-1, keepdims=True)


class Softmax1(_OverSlices):
    def of_rows(self, x):
        largest = _WORDS["max"](_max(x, axis=-1, keepdims=True), 0.0)
        exponentials = _WORDS["exp"](x - largest)
        return exponentials / (_WORDS["exp"](-largest) + _sum(exponentials, axis=-1, keepdims=True))


class Softmin(_OverSlices):
    def of_rows(self, x):
        return _WORDS["exp"](-x - _logsumexp(-x, axis=-1, keepdims=True))


def _at(place, values, places):
    """The value of each row at a position, counted from 1."""
    chosen = _cast(_less_equal(place - 0.5, places), "float32") * _cast(_less(places, place + 0.5), "float32")
    return _sum(chosen * values, axis=-1, keepdims=True)


class Sparsemax(_OverSlices):
    def of_rows(self, x):
        descending = -_sort(-x, axis=-1)
        places = np.arange(1, x.shape[-1] + 1, dtype="float32")
        sums = _cumsum(descending, axis=-1) - 1.0
        support = _cast(_less(sums, places * descending), "float32")
        count = _sum(support, axis=-1, keepdims=True)
        tau = _at(count, sums, places) / count
        return _WORDS["max"](x - tau, 0.0 * x)


class Entmax15(_OverSlices):
    def of_rows(self, x):
        halves = 0.5 * x
        descending = -_sort(-halves, axis=-1)
        places = np.arange(1, x.shape[-1] + 1, dtype="float32")
        means = _cumsum(descending, axis=-1) / places
        squares = _cumsum(descending * descending, axis=-1)
        rest = (1.0 - (squares - places * means * means)) / places
        # Not 0, where a root has no slope.
        thresholds = means - _WORDS["sqrt"](_WORDS["max"](rest, 0.0 * x + 1e-12))
        count = _sum(_cast(_less_equal(thresholds, descending), "float32"), axis=-1, keepdims=True)
        tau = _at(count, thresholds, places)
        beyond = _WORDS["max"](halves - tau, 0.0 * x)
        return beyond * beyond


class Hardmax(_OverSlices):
    def of_rows(self, x):
        return _cast(_one_hot(_argmax(x, axis=-1), x.shape[-1]), "float32")


class SoftmaxWithSink(_OverSlices):
    """Softmax with an additional entry in the denominator, a number or a weight."""

    def __init__(self, axis=-1, sink=0.0, **kwargs):
        super().__init__(axis, **kwargs)
        self.sink = _value(sink)

    def build(self, input_shape):
        if isinstance(self.sink, _Learned):
            self.weight = self.sink.add_to(self, "sink", input_shape)
        super().build(input_shape)

    def call(self, x):
        axes = tuple(self.axes_of(x))
        sink = 1.0 * self.weight if isinstance(self.sink, _Learned) else self.sink
        largest = _WORDS["max"](_max(x, axis=axes, keepdims=True), sink)
        exponentials = _WORDS["exp"](x - largest)
        return exponentials / (_WORDS["exp"](sink - largest) + _sum(exponentials, axis=axes, keepdims=True))

    def get_config(self):
        sink = self.sink.get_config() if isinstance(self.sink, _Learned) else self.sink
        return {**super().get_config(), "sink": sink}


class GumbelSoftmax(_OverSlices):
    """Softmax with random noise in training."""

    def __init__(self, axis=-1, temperature=1.0, hard=False, seed=None, **kwargs):
        super().__init__(axis, **kwargs)
        self.temperature, self.hard, self.seed = _number(temperature), hard, seed

    def call(self, x, training=False):
        if training is True:
            draw = keras.random.uniform if IS_KERAS_3 else tf.random.uniform
            x = x - _WORDS["log"](-_WORDS["log"](draw(_shape(x), 1.2e-38, 1 - 2**-24)))
        return self.over_rows(x / self.temperature, self.of_rows)

    def of_rows(self, x):
        soft = _WORDS["exp"](x - _logsumexp(x, axis=-1, keepdims=True))
        if not self.hard:
            return soft
        hard = _cast(_one_hot(_argmax(x, axis=-1), x.shape[-1]), "float32")
        return soft + _stop_gradient(hard - soft)

    def get_config(self):
        own = {"temperature": self.temperature, "hard": self.hard}
        return {**super().get_config(), **own, **({} if self.seed is None else {"seed": self.seed})}


class TrainingMode(keras.layers.Wrapper):
    """Calls a layer in training mode, regardless of the model's mode."""

    def call(self, inputs):
        return self.layer(inputs, training=True)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)


def _camel_case(name):
    first, *others = name.split("_")
    return first + "".join(each.title() for each in others)


def _snake_case(name):
    return re.sub(r"[A-Z]", lambda match: "_" + match.group().lower(), name)


def _function(name, compute):
    def apply(x):
        return compute(x)

    apply.__name__ = name
    return apply


def _of_catalogue(name, called):
    return _function(called, lambda x: activation(name, x))


def _over_rows(called, layer):
    return _function(called, lambda x: layer().call(x))


def _custom_objects():
    objects = {each.__name__: each for each in [Formula, PELU, SReLU, RReLU, GLU, CReLU, Maxout, TrainingMode]}
    objects.update({each.__name__: each for each in [DyT, Derf, SoftmaxWithSink, GumbelSoftmax]})
    objects.update({each.__name__: each for each in [LogSoftmax, Softmax1, Softmin, Sparsemax, Entmax15, Hardmax]})
    for name, entry in CATALOGUE.items():
        class_name = name[0].upper() + name[1:]
        objects[class_name] = type(class_name, (_OfCatalogue,), {"entry": entry})
        if any(value == MISSING for value in entry["parameters"].values()):
            continue
        for each in {_snake_case(key) for key in [name, *entry["also"]]}:
            if not hasattr(keras.activations, each):
                objects[each] = _of_catalogue(name, each)
    for name, layer in {"softmin": Softmin, "softmax1": Softmax1, "hardmax": Hardmax, "sparsemax": Sparsemax, "entmax15": Entmax15, "log_softmax": LogSoftmax}.items():
        if name == "sparsemax" or not hasattr(keras.activations, name):
            objects[name] = _over_rows(name, layer)
    objects["hard_sigmoid_of_keras_2"] = _of_catalogue("hardSigmoid", "hard_sigmoid_of_keras_2")
    if IS_KERAS_3:
        objects["ThresholdedReLU"] = objects["ThresholdedRelu"]
    elif hasattr(keras.layers, "SpectralNormalization"):
        objects["SpectralNormalization"] = keras.layers.SpectralNormalization  # Keras 2 does not find it by name.
    return objects


MISSING = "must be given"
custom_objects = _custom_objects()
keras.utils.get_custom_objects().update(custom_objects)
globals().update({name: each for name, each in custom_objects.items() if isinstance(each, type)})


# Models.

_RENAMED = {"hard_sigmoid6": "hard_sigmoid", "hard_sigmoid": "hard_sigmoid_of_keras_2"} if IS_KERAS_3 else {}


def _takes(class_name, argument):
    """Whether a layer takes an argument: the spatial dropouts of Keras 3 do not take the arguments of every layer."""
    layer = getattr(keras.layers, str(class_name), None)
    if not inspect.isclass(layer):
        return True
    parameters = inspect.signature(layer.__init__).parameters.values()
    return any(each.name == argument or each.kind == each.VAR_KEYWORD for each in parameters)


# Layers of the reader of Keras's files that stand for calls in a graph, and for what Keras does there with masks.
_OF_GRAPHS = ("Keras>Op", "Keras>GivenMask", "Keras>MergedMask", "Keras>ZeroOutput")


def _translate(value, key=""):
    """hard_sigmoid has another meaning in Keras 3, which finds a layer used as an activation only with its module."""
    if isinstance(value, dict):
        if value.get("class_name") in _OF_GRAPHS:
            raise ValueError(
                f"The layer {value['config'].get('name')} ({value['class_name']}) stands for a function that was called on "
                "tensors, or for a mask, and is not translated back. Expected: the file that Keras saved."
            )
        if str(value.get("class_name")).startswith("Keras>"):
            value = {**value, "class_name": value["class_name"][len("Keras>") :]}
        # Where a class has no module, Keras 3 takes a list of axes for the default, and does not find a wrapped layer.
        config = value.get("config")
        has_axes = isinstance(config, dict) and isinstance(config.get("axis"), list)
        needs_module = key.endswith("activation") or (IS_KERAS_3 and (has_axes or key == "layer"))
        if needs_module and value["class_name"] not in custom_objects:
            value = {"module": "keras.layers", **value}
        if isinstance(config, dict) and not _takes(value.get("class_name"), "trainable"):
            value = {**value, "config": {name: each for name, each in config.items() if name != "trainable"}}
        return {name: _translate(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_translate(each) for each in value]
    return _RENAMED.get(value, value) if key.endswith("activation") else value


def _read_weights(path, manifest):
    folder, weights = os.path.dirname(os.path.abspath(path)), []
    for group in manifest:
        data = b"".join(open(os.path.join(folder, shard), "rb").read() for shard in group["paths"])
        at = 0
        for spec in group["weights"]:
            if "quantization" in spec or spec["dtype"] not in ("float32", "int32"):
                raise ValueError(f"This weight is quantized or of another type: {spec}")
            count = int(np.prod(spec["shape"]))
            values = np.frombuffer(data, spec["dtype"], count, at).reshape(spec["shape"])
            weights.append((spec["name"], values))
            at += 4 * count
    return weights


def _names_in(config):
    """The name of a layer, and the names of its inner layers."""
    inner = config["config"].get("layers", []) if isinstance(config["config"], dict) else []
    return {config["config"].get("name")}.union(*[_names_in(each) for each in inner])


def _set_weights(layer, weights):
    # Keras 3 has the vector between the kernel and the bias; tfjs has it last.
    if type(layer).__name__ == "SpectralNormalization":
        layer.layer.set_weights(weights[:-1])
        layer.vector_u.assign(weights[-1])
    else:
        layer.set_weights(weights)


def load_model(path):
    """Loads a model that tfjs saved: `model.json`, with its weight files in the same folder."""
    with open(path, encoding="utf-8") as file:
        saved = json.load(file)
    topology = _translate(saved["modelTopology"])
    config = topology.get("model_config", topology)
    model_class = keras.Sequential if config["class_name"] == "Sequential" else keras.Model
    model = model_class.from_config(copy.deepcopy(config["config"]), custom_objects=custom_objects)
    weights = _read_weights(path, saved.get("weightsManifest", []))
    for each in config["config"]["layers"]:
        names = _names_in(each)
        own = [values for name, values in weights if name.split("/")[0] in names]
        if own:
            _set_weights(model.get_layer(each["config"]["name"]), own)
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # It computes with copies of its weights.
    return model
