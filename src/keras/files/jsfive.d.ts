/** The parts of jsfive that are used; jsfive has no types. */
declare module 'jsfive' {
  /** The messages of an object, and the bytes of the file that contains them. */
  export interface DataObjects {
    readonly fh: ArrayBuffer;
    /** The heaps of the file that it has read, by address. */
    _global_heaps: object;
    find_msg_type(type: number): readonly ReadonlyMap<string, number>[];
    _attr_value(dtype: unknown, ...rest: readonly unknown[]): unknown;
  }

  export class Dataset {
    readonly name: string;
    readonly shape: number[];
    readonly value: ArrayLike<number | undefined>;
    readonly fillvalue: number;
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly _dataobjects: DataObjects;
  }

  export class Group {
    readonly name: string;
    readonly keys: string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly _dataobjects: DataObjects;
    get(path: string): Group | Dataset;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
