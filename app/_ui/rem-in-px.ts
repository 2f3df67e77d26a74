/** How many pixels a rem has at the text size that was chosen. */
export const remInPx = () =>
	typeof document === "undefined" ? 16 : Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
