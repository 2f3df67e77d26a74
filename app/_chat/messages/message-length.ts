/** As the server counts: code points, not halves of them. */
export const maxCharacters = 4000;

export const lengthOf = (text: string) => (text.length <= maxCharacters / 2 ? text.length : [...text.trim()].length);
