import { readsFromRight } from "@/lib/markdown";

/**
 * The direction of text that stands in boxes of its own, by its first letter: `dir="auto"` of the box around them, which
 * has the bullet or the bar, would not look into them.
 */
export function textDirection(text: string): "ltr" | "rtl" {
	const [letter = ""] = text.match(/\p{L}/u) ?? [];
	return readsFromRight(letter) ? "rtl" : "ltr";
}
