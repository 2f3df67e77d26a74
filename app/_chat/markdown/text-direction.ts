import { readsFromRight } from "@/lib/markdown";

/**
 * The direction of a list or quote, by its first letter: `dir="auto"` of the container, which has the bullet or the
 * bar, ignores nested blocks.
 */
export function textDirection(text: string): "ltr" | "rtl" {
	const [letter = ""] = text.match(/\p{L}/u) ?? [];
	return readsFromRight(letter) ? "rtl" : "ltr";
}
