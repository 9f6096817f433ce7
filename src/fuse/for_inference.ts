import * as tf from '@tensorflow/tfjs';

/** @throws Always: fused models and layers are for inference only. */
export function refuseTraining(what: string): never {
  throw new Error(
    `${what} is fused for inference and cannot be trained. ` +
      'Expected: train the original model and fuse it again',
  );
}

type Call = tf.LayersModel['call'];

/** Overrides for fused models. */
function forInference<Base extends new (...args: never[]) => tf.LayersModel>(base: Base): Base {
  const AnyModel = base as unknown as new (...args: unknown[]) => tf.LayersModel;
  class ForInference extends AnyModel {
    constructor(...args: unknown[]) {
      super(...args);
      this.trainable = false;
    }

    override call(...[inputs, kwargs]: Parameters<Call>): ReturnType<Call> {
      if (kwargs?.training) this.refuse();
      return super.call(inputs, kwargs);
    }

    override async fit(): Promise<never> {
      this.refuse();
    }

    override async fitDataset(): Promise<never> {
      this.refuse();
    }

    override async trainOnBatch(): Promise<never> {
      this.refuse();
    }

    /** tfjs does not dispose the weights of a layer that is called more than once. */
    override dispose(): ReturnType<tf.LayersModel['dispose']> {
      const result = super.dispose();
      if (result.refCountAfterDispose > 0) return result;
      for (const layer of new Set(this.layers)) {
        // A model also counts itself, and an outer model disposes it twice, unless the outer model is sequential.
        const isTwice = layer instanceof tf.LayersModel && !(this instanceof tf.Sequential);
        for (let done = isTwice ? 2 : 1; done < layer.inboundNodes.length; done++) {
          result.numDisposedVariables += layer.dispose().numDisposedVariables;
        }
      }
      return result;
    }

    private refuse(): never {
      refuseTraining(`The model ${this.name}`);
    }
  }
  return ForInference as unknown as Base;
}

/** A fused functional model. */
export class FusedModel extends forInference(tf.LayersModel) {
  static override readonly className: string = 'Fused>Model';
}

/** A fused sequential model. */
export class FusedSequential extends forInference(tf.Sequential) {
  static override readonly className: string = 'Fused>Sequential';
}
