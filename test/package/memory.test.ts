// A server that loads models of other people for a year creates more and more formulas. The test runs the built
// package in a separate process, which can collect garbage on demand.

const program = `
  const tf = require('@tensorflow/tfjs');
  const { layers } = require('tfjs-advanced-activations');
  tf.env().set('PROD', true);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const x = tf.ones([2, 4]);
  const memory = [];
  (async () => {
    for (let i = 1; i <= 20000; i++) {
      const layer = layers.formula({ formula: \`x * tanh(x + \${i}) + a\`, a: 2.5 });
      const run = (x) => layer.apply(x);
      tf.tidy(() => (i % 4 === 0 ? tf.grad(run)(x) : run(x)));
      layer.dispose();
      // Weak references keep their objects until the turn ends.
      if (i % 50 === 0) await turn();
      if (i % 2000 === 0) {
        for (let k = 0; k < 4; k++) {
          gc();
          await turn();
        }
        const { heapUsed, rss } = process.memoryUsage();
        memory.push(heapUsed / 2 ** 20, rss / 2 ** 20);
      }
    }
    console.log(JSON.stringify(memory));
  })();`;

test('after 20,000 formulas the memory is the same as after 2,000: at most 10 MB more for objects, and 150 MB in total', async () => {
  const output = await runInNode(['--expose-gc', '--eval', program]);
  const memory = JSON.parse(output) as number[];
  expect(memory.length).toBe(20);
  const [heapBefore, allBefore] = memory;
  const [heap, all] = memory.slice(-2);
  expect(heap - heapBefore).toBeLessThan(10);
  expect(all - allBefore).toBeLessThan(150);
}, 240000);
