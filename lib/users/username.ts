/** Every path can say these: they begin and end with a letter or digit, and have no two dots in a row. */
export const isUsername = /^(?!.*\.\.)[a-z0-9][a-z0-9_.]{0,30}[a-z0-9]$/;
