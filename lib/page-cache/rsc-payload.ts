// Next's data for React ("flight"), as it is embedded in the HTML.

import { escapeHtml } from "../text/escape-html";

/** Escapes the characters that could end a script element. */
const inScript = (json: string) =>
	json.replace(/[&<>\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
const unquoted = (json: string) => json.slice(1, -1);

/** A title as it is escaped in HTML, and in React's data, which is JSON in a string of JSON. */
export const titlesOf = (title: string) => [
	`<title>${escapeHtml(title)}`,
	inScript(unquoted(JSON.stringify(unquoted(JSON.stringify(title))))),
];

/** Joins React's data, which Next cuts anywhere, so that no placeholder is cut in two. */
export function joinPushes(body: string): string {
	const piece = /<script nonce="[^"]*">self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)<\/script>/g;
	const serialized = [...body.matchAll(piece)];
	const [first] = serialized;
	if (!first) return body;
	const all = serialized.map(([, json = '""']) => JSON.parse(json) as string).join("");
	const whole = first[0].replace(first[1] ?? "", () => inScript(JSON.stringify(all)));
	let isFirst = true;
	return body.replace(piece, () => {
		if (!isFirst) return "";
		isFirst = false;
		return whole;
	});
}
