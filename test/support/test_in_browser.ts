declare const HAS_BROWSER: boolean;

/** A test that needs a browser. Without one jest's configuration says so, and it is left out. */
export const testInBrowser = HAS_BROWSER ? test : test.skip;
