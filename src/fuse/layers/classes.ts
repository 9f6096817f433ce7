import type { Config, Product } from '../products/product.js';
import { products } from '../products/products.js';
import { FusedLayer } from './fused_layer.js';

type FusedClass = (new (config: Config) => FusedLayer) & Pick<typeof FusedLayer, 'className'>;

function fusedClass(className: string, product?: Product): FusedClass {
  return class extends FusedLayer {
    static override className = className;

    constructor(config: Config) {
      super(config, product);
    }
  };
}

/** The layer for steps without a product. */
export const FusedElementwise = fusedClass('Fused>Elementwise');

/** The layer for each product. */
export const fusedClasses: ReadonlyMap<Product, FusedClass> = new Map(
  products.map((product) => [product, fusedClass(`Fused>${product.className}`, product)]),
);
