/** A length of the design, which is drawn at 16 px a rem: it grows with the text size that was chosen. */
export const rem = (px: number) => `${px / 16}rem`;
