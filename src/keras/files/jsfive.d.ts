/** What is used of jsfive, which has no types of its own. */
declare module 'jsfive' {
  export class Dataset {
    readonly name: string;
    readonly shape: number[];
    readonly value: ArrayLike<number>;
  }

  export class Group {
    readonly name: string;
    readonly keys: string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    get(path: string): Group | Dataset;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
