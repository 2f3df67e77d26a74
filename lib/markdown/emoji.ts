import type { Node } from "./ast";

/** One emoji in any form: a flag, a keycap, or a pictograph with skin tones, joined or not. */
const one =
	"(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F?\\u20E3|\\u{1F3F4}[\\u{E0020}-\\u{E007E}]+\\u{E007F}|\\p{Extended_Pictographic}[\\uFE0E\\uFE0F\\u20E3]?\\p{Emoji_Modifier}?\\uFE0F?(?:\\u200D\\p{Extended_Pictographic}\\uFE0F?\\p{Emoji_Modifier}?\\uFE0F?)*)";
/** Up to this many emoji alone are shown large. */
const mostLarge = 12;
const only = new RegExp(`^(?:\\s*${one}){1,${mostLarge}}\\s*$`, "u");
const each = new RegExp(one, "gu");

export const isOnlyEmoji = (text: string): boolean => text.length < 500 && only.test(text);

/** Whether the content is nothing but emoji, as characters or shortcodes. */
export function hasOnlyEmoji(nodes: Node[]): boolean {
	let count = 0;
	for (const node of nodes) {
		if (node.kind === "shortcode") count++;
		else if (node.kind === "text" && (node.text.trim() === "" || isOnlyEmoji(node.text)))
			count += node.text.match(each)?.length ?? 0;
		else return false;
	}
	return count > 0 && count <= mostLarge;
}
