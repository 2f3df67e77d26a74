/** For a pattern of LIKE: matches the text literally. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
