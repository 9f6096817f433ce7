/** Programs with which a processor emulates a graphics card. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render/i;

/** The program that emulates a graphics card, read from the name of the renderer; `undefined` if there is none. */
export function softwareIn(renderer: string): string | undefined {
  return SOFTWARE.exec(renderer)?.[0];
}

/** The renderer of a WebGL context. */
export function rendererOfContext(gl: WebGLRenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** The renderer of a WebGPU adapter; empty if the browser does not reveal it. */
export function rendererOfAdapter({ info }: GPUAdapter): string {
  const { vendor, architecture, device, description } = info;
  const words = [description, vendor, architecture, device].filter((word) => word !== '');
  return [...new Set(words)].join(', ');
}
