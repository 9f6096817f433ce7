import '../index.js';
import { registerFused } from './layers/register.js';

export { type Fuse, fuse } from './fuse.js';
export { type FusedRow, FusionReport } from './report.js';

registerFused();
