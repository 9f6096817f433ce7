/** Tests run one after the other in a page, so there is one store at a time, and it is not read. */
export class AsyncLocalStorage {
  run(_store, callback, ...args) {
    return callback(...args);
  }

  getStore() {
    return undefined;
  }
}
