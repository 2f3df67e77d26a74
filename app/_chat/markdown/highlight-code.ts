import { common, createLowlight } from "lowlight";

/** Code cut into what is drawn alike: by the class of a colour, or null where it has none of its own. */
export type HighlightedCode = { text: string; className: string | null }[];

// Its grammar of Markdown takes minutes for a few thousand brackets.
const { markdown: _, ...grammars } = common;
const lowlight = createLowlight(grammars);
type Part = ReturnType<typeof lowlight.highlight>["children"][number];

/** Code in the colours of its language; null for a language nobody here knows. */
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
