export const compared: Readonly<Record<string, readonly string[]>> = {};
