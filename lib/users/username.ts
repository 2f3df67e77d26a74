/** Safe in every path: begins and ends with a letter or digit, and has no two dots in a row. */
export const isUsername = /^(?!.*\.\.)[a-z0-9][a-z0-9_.]{0,30}[a-z0-9]$/;
