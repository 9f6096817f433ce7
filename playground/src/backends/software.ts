/** Programs by which a processor does what a graphics card is for. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render/i;

/** The program that stands in for a graphics card, in the name of what renders; nothing if none does. */
export function softwareIn(renderer: string): string | undefined {
  return SOFTWARE.exec(renderer)?.[0];
}

/** What renders for a context of WebGL. */
export function rendererOfContext(gl: WebGLRenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** What renders for an adapter of WebGPU; empty where the browser does not say. */
export function rendererOfAdapter({ info }: GPUAdapter): string {
  const { vendor, architecture, device, description } = info;
  const words = [description, vendor, architecture, device].filter((word) => word !== '');
  return [...new Set(words)].join(', ');
}
