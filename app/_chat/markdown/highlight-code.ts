import { common, createLowlight } from "lowlight";

/** Code in pieces of one colour: its class, or null for plain text. */
export type HighlightedCode = { text: string; className: string | null }[];

// highlight.js's Markdown grammar takes minutes for a few thousand brackets.
const { markdown: _, ...grammars } = common;
const lowlight = createLowlight(grammars);
type Part = ReturnType<typeof lowlight.highlight>["children"][number];

/** Highlights code; null for an unknown language. */
export function highlightCode(text: string, language: string): HighlightedCode | null {
	return lowlight.registered(language)
		? lowlight.highlight(language, text).children.flatMap((part) => flat(part, null))
		: null;
}

function flat(part: Part, inherited: string | null): HighlightedCode {
	if (part.type === "text") return [{ text: part.value, className: inherited }];
	if (part.type !== "element") return [];
	const names = part.properties.className;
	const className = Array.isArray(names) ? names.join(" ") : inherited;
	return part.children.flatMap((child) => flat(child as Part, className));
}
