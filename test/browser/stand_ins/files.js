/** A page has no files; jest looks for the source of a stack trace there. */
export default {};
