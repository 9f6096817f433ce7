/** For each activation, what it is good for, and when to use another. */
export const advice: Readonly<Record<string, string>> = {
  relu: 'The default for convolutional and dense networks. Not where many units stay at 0 (`leakyRelu`), nor where smooth derivatives are needed (`silu`).',
  relu6:
    'For networks that are quantized or computed in 16 bits. Not for outputs that may exceed 6.',
  relu2:
    'For the feed-forward block of a transformer, where it makes many entries exactly 0. Not without normalization: it grows quadratically.',
  starRelu:
    'For convolutional networks with attention such as CAFormer, as a cheap replacement for GELU. Not without normalization: it grows quadratically.',
  leakyRelu:
    'For discriminators of GANs and wherever units of `relu` stay at 0. Not where exact zeros are wanted.',
  prelu:
    'For images, with one learned slope per channel. Not with weight decay on the slopes, and not on small data sets, where `leakyRelu` does as well.',
  srelu:
    'For experiments with learned piecewise linear units. Not as a first choice: it has four weights for each unit.',
  thresholdedRelu:
    'For autoencoders without biases, and to load such models. Not for deep networks: inputs up to the threshold have no gradient.',
  threshold:
    'To load models of PyTorch that use it. Otherwise `relu` with a `threshold` serves the same purpose.',
  rrelu:
    'For small data sets, where the random slopes regularize. Not in a network that already uses much dropout.',
  elu: 'For networks without batch normalization, whose mean it keeps near 0. Not where speed matters more: it needs an exponential.',
  selu: 'For deep dense networks without normalization, with `leCunUniform` and alpha dropout. Not for convolutional networks with batch normalization.',
  celu: 'In place of `elu` if `alpha` is not 1: its slope is continuous for every `alpha`. With `alpha` 1 they are the same.',
  pelu: 'For experiments with learned ELUs on images. Not as a first choice: it has two weights for each unit.',
  xielu:
    'For the feed-forward block of large transformers such as Apertus. Not for small networks, where `gelu` is cheaper and as good.',
  isrlu:
    'In place of `elu` where exponentials are slow. Not where the saturation of `elu` itself is required.',
  exponential:
    'For outputs that are positive by definition, such as the rate of a Poisson distribution. Not in hidden layers: it overflows above 88.',
  softplus:
    'For positive outputs such as standard deviations. In hidden layers `silu` or `gelu` train better.',
  sqrtSoftplus:
    'For scores of a router of experts, as in DeepSeek-V4. Not in hidden layers: its slope tends to 0 on both sides.',
  parametricSoftplus:
    'To load models of Keras 1 that use it. Otherwise `softplus` has a `beta` too.',
  squareplus:
    'In place of `softplus` where exponentials and logarithms are slow. Not where the output must be near 0 for moderately negative inputs: it falls only like 1/x.',
  sparsePlus:
    'As the loss function that belongs to `sparseSigmoid`, and as a smooth rectifier without an exponential. Not where negative inputs need a gradient.',
  sigmoid:
    'For outputs that are probabilities of independent labels, and for gates. Not in hidden layers of deep networks: its slope is at most 1/4.',
  logSigmoid: 'For losses that are computed from logits. Not as a hidden activation.',
  tanh: 'For recurrent layers and outputs between -1 and 1. Not in hidden layers of deep networks, where its slope vanishes.',
  softcap:
    'To bound the logits of a language model or of attention, as in Gemma 2. Not as a hidden activation: with its default cap it is almost linear.',
  laplace:
    'For attention as in MEGA, in place of the squared rectifier. Not as a general hidden activation.',
  softsign:
    'In place of `tanh` where slow saturation or a cheap function is wanted. Not where outputs must come close to ±1.',
  hardTanh:
    'For quantized recurrent networks, and to clip values with a gradient inside the bounds. Not in deep networks without normalization: beyond the bounds there is no gradient.',
  hardSigmoid:
    'For gates of Keras 2 and tfjs models. For models of Keras 3 and PyTorch use `hardSigmoid6`.',
  hardSigmoid6:
    'For gates on phones and for models of Keras 3 and PyTorch. For models of Keras 2 and tfjs use `hardSigmoid`.',
  sparseSigmoid:
    'For gates that may be exactly 0 or 1. Not where saturated gates must still learn: they have no gradient.',
  hardShrink:
    'For sparse codes and denoising. Not in ordinary hidden layers: small inputs have no gradient.',
  softShrink:
    'For sparse codes and unrolled algorithms such as LISTA. Not in ordinary hidden layers: small inputs have no gradient.',
  tanhShrink:
    'For denoising, as a smooth shrinkage. Not in ordinary hidden layers: it is nearly 0 for small inputs.',
  silu: 'For deep convolutional networks and transformers. Not where `relu` is fast enough and as good, or in quantized networks (`hardSilu`).',
  parametricSwish:
    'For experiments with a learned `beta`. With `beta` 1 use `silu`, which is faster.',
  hardSilu:
    'For networks on phones, as in MobileNetV3. Where exponentials are cheap, `silu` is smoother.',
  gelu: 'For transformers. Not if a checkpoint was trained with the tanh approximation (`geluNew`), and not in quantized networks.',
  geluNew:
    'For checkpoints of GPT-2 and others that were trained with it. Otherwise `gelu` is exact.',
  quickGelu: 'For checkpoints of CLIP and others that were trained with it. Otherwise use `gelu`.',
  gelu10:
    'For transformers that are quantized to 8 bits. Not in 32 bits, where the bound has no benefit.',
  mish: 'For object detectors such as YOLOv4 and deep convolutional networks. Not where its cost matters: `silu` behaves similarly.',
  hardMish: 'In place of `mish` on phones. Where exponentials are cheap, `mish` is smoother.',
  telu: 'For experiments in place of `relu` or `gelu`: it is almost linear above 0. Not yet used by widely known models.',
  golu: 'For experiments in place of `gelu`, for example in diffusion models. Not yet used by widely known models.',
  lisht:
    'For data in which the sign does not matter, because it is an even function. Not as a general hidden activation for the same reason.',
  phish:
    'For experiments in place of `mish`. Not where its cost matters: it has two exponentials more than `silu`.',
  snake: 'For periodic signals such as time series with seasons. Not for data without a period.',
  snakeBeta:
    'For audio codecs and vocoders such as BigVGAN, with parameters learned for each channel. Not for data without a period.',
  sine: 'For networks from coordinates to images, shapes or fields, with the initializer of SIREN. Not with ordinary initializers: it then does not train.',
  sineRelu: 'To load models that use it. Otherwise `leakyRelu` serves the same purpose.',
  softmax:
    'For outputs over exclusive classes, and for attention. Not for several labels at once (`sigmoid`), nor in front of a loss that takes logits.',
  softmax1: 'For attention in which a query may match no key. Not for outputs that must sum to 1.',
  logSoftmax:
    'For losses such as the negative log-likelihood. Not as weights: they are logarithms.',
  softmin: 'For weights that decrease with a distance or a cost. Otherwise use `softmax`.',
  sparsemax:
    'For attention or outputs with exact zeros. Not with the cross-entropy loss, which is infinite at 0.',
  entmax15:
    'For attention or outputs with exact zeros that change smoothly. Not with the cross-entropy loss, which is infinite at 0.',
  hardmax:
    'To convert scores to a one-hot choice in inference. Not in training: its gradient is 0 (`gumbelSoftmax` with `hard`).',
  softmaxWithSink:
    'For attention as in gpt-oss, with one learned sink per head. With a sink of 0 use `softmax1`, which is faster.',
  gumbelSoftmax:
    'For discrete choices inside a network that is trained end to end. Not for the output of a classifier.',
  dyT: 'For transformers in place of each normalization layer. Not for convolutional networks with batch normalization.',
  derf: 'For transformers in place of each normalization layer, like `dyT`. Not for convolutional networks with batch normalization.',
  glu: 'For convolutional language models and the output of WaveNet-like layers. In transformers use `swiglu` or `geglu`.',
  bilinear:
    'For experiments: a gate without an activation. In transformers `swiglu` is the usual choice.',
  reglu:
    'For the feed-forward block of a transformer where exact zeros or low cost are wanted. Otherwise use `swiglu`.',
  geglu:
    'For the feed-forward block of a transformer, as in T5 1.1 and Gemma. Not for other layers: it halves the channels.',
  swiglu:
    'For the feed-forward block of a transformer, as in Llama. Not for other layers: it halves the channels.',
  clampedSwiglu: 'For the feed-forward block of gpt-oss and DeepSeek-V4. Otherwise use `swiglu`.',
  crelu:
    'For the first layers of convolutional networks, whose filters come in pairs. Not in later layers: it doubles the channels.',
  maxout:
    'With dropout, for dense networks. Not where parameters are scarce: the layer before it computes several values for each output.',
};
