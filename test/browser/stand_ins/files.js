/** A page has no files, and jest reads the source lines of a stack trace from them. */
export default {};
