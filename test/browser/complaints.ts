// Shader errors are silent: if a shader does not compile, the previous content of the memory is taken as its result.
// Therefore everything that the browser reports is collected, and fails the test during which it was reported.

let said: string[] = [];
const devices: GPUDevice[] = [];
const reports: Promise<void>[] = [];

/** The messages since the last call. */
export async function complaints(): Promise<string[]> {
  await Promise.all(devices.map((device) => device.queue.onSubmittedWorkDone()));
  await Promise.all(reports.splice(0));
  const texts = said;
  said = [];
  return texts;
}

console.error = (...values: unknown[]) => {
  said.push(`console.error: ${values.join(' ')}`);
};

for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext]) {
  const { compileShader } = prototype;
  prototype.compileShader = function (shader) {
    compileShader.call(this, shader);
    const log = this.getShaderInfoLog(shader);
    // The compiler warns about some of tfjs's own shaders.
    const isOurs = /float (formula|join_0)\(/.test(this.getShaderSource(shader) ?? '');
    if (log && (isOurs || /ERROR/.test(log))) said.push(`A shader of WebGL: ${log}`);
  };
}

if ('GPUAdapter' in globalThis) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    device.addEventListener('uncapturederror', ({ error }) => {
      said.push(`WebGPU: ${error.message}`);
    });
    devices.push(device);
    return device;
  };
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    const shader = createShaderModule.call(this, descriptor);
    const report = async () => {
      const { messages } = await shader.getCompilationInfo();
      for (const { type, message } of messages)
        said.push(`A shader of WebGPU, ${type}: ${message}`);
    };
    reports.push(report());
    return shader;
  };
}
