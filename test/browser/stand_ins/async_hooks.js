/** Tests run one after the other in a page, so there is one store at a time, and nobody asks for it. */
export class AsyncLocalStorage {
  run(_store, callback, ...args) {
    return callback(...args);
  }

  getStore() {
    return undefined;
  }
}
