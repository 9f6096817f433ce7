declare const HAS_BROWSER: boolean;

/** A test that needs a browser. Without one it is skipped, and jest's configuration prints the reason. */
export const testInBrowser = HAS_BROWSER ? test : test.skip;
