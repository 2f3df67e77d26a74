/** A length of the design, at 16 px a rem: it scales with the user's text size. */
export const rem = (px: number) => `${px / 16}rem`;
