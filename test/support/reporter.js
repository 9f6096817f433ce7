import { missingBackends } from './backends.js';

/** Prints, after jest's own report, the tests of each backend, the skipped backends with the reasons, and the total. */
export default class BackendReporter {
  async onRunComplete(_contexts, results) {
    const counts = new Map();
    for (const { displayName, numPassingTests, numFailingTests } of results.testResults) {
      const name = displayName?.name ?? 'tests';
      const count = counts.get(name) ?? { passed: 0, failed: 0 };
      count.passed += numPassingTests;
      count.failed += numFailingTests;
      counts.set(name, count);
    }
    console.log('');
    for (const [name, { passed, failed }] of counts) {
      console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed`);
    }
    for (const [name, reason] of Object.entries(await missingBackends())) {
      console.log(`${name.padEnd(12)} NOT TESTED: ${reason}`);
    }
    // A file that cannot be loaded has no tests to count, and must not look like a success.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`\n${results.numPassedTests} passed, ${failed} failed`);
  }
}
