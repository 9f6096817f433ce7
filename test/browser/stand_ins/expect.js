/** The part of `@jest/expect` that jest-circus uses, without snapshots, which need a compiler. */
export { expect as jestExpect } from 'expect';
