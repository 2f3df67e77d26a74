/** The pixels of a rem at the user's text size. */
export const remInPx = () =>
	typeof document === "undefined" ? 16 : Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
