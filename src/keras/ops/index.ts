import '../../index.js';
import { registerUnlessTaken } from '../../layers/brand.js';
import { Op } from '../layers/op.js';

export { Op, type OpArgs } from '../layers/op.js';

registerUnlessTaken([Op]);
