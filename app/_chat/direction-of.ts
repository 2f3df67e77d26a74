const rightToLeft =
	/^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/**
 * The direction of text that stands in boxes of its own, by its first letter: `dir="auto"` of the box around them, which
 * has the bullet or the bar, would not look into them.
 */
export function directionOf(text: string): "ltr" | "rtl" {
	const [letter = ""] = text.match(/\p{L}/u) ?? [];
	return rightToLeft.test(letter) ? "rtl" : "ltr";
}
