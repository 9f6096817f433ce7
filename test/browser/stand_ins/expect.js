/** What jest-circus uses of `@jest/expect`, without the snapshots, which bring a compiler along. */
export { expect as jestExpect } from 'expect';
