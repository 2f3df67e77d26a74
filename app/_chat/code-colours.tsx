import { common, createLowlight } from "lowlight";
import { createElement, type ReactNode } from "react";

const lowlight = createLowlight(common);
type Tree = ReturnType<typeof lowlight.highlight>;
type Part = Tree["children"][number];

/** Code in the colours of its language, as elements and never as HTML; null for a language nobody here knows. */
export function colour(text: string, language: string): ReactNode {
	if (!lowlight.registered(language)) return null;
	return lowlight.highlight(language, text).children.map(drawn);
}

function drawn(part: Part, place: number): ReactNode {
	if (part.type === "text") return part.value;
	if (part.type !== "element") return null;
	const names = part.properties.className;
	const className = Array.isArray(names) ? names.join(" ") : undefined;
	return createElement(
		"span",
		{ key: place, className },
		part.children.map((child, n) => drawn(child as Part, n)),
	);
}
