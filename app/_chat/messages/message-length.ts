/** Counted like on the server: in code points. */
export const maxCharacters = 4000;

export const lengthOf = (text: string) => (text.length <= maxCharacters / 2 ? text.length : [...text.trim()].length);
