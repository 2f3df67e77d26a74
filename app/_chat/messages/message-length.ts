/** As the server counts: code points, not halves of them. */
export const mostCharacters = 4000;

export const lengthOf = (text: string) => (text.length <= mostCharacters / 2 ? text.length : [...text.trim()].length);
