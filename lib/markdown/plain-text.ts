import type { Node } from "./ast";

/** The replacement of hidden text, always of the same length, so that it reveals nothing. */
export const bar = "█████";

type Options = {
	/** The replacement of hidden text; without it, hidden text is included. */
	hidden?: string;
	/** Leaves out code. */
	withoutCode?: boolean;
};

const blocks = new Set(["paragraph", "heading", "quote", "list", "item", "codeBlock", "table", "row"]);

/** The plain text of a tree, a line for every paragraph, item or row. */
export function plainText(nodes: Node[], options: Options = {}): string {
	const parts: string[] = [];
	for (const [n, node] of nodes.entries()) {
		const before = nodes[n - 1];
		if (before && (isBlock(node) || isBlock(before))) parts.push("\n");
		else if (before && node.kind === "cell") parts.push(" ");
		parts.push(textOf(node, options));
	}
	return parts.join("");
}

const isBlock = (node: Node) => blocks.has(node.kind) || (node.kind === "spoiler" && node.isBlock);

function textOf(node: Node, options: Options): string {
	switch (node.kind) {
		case "break":
			return "\n";
		case "code":
		case "codeBlock":
			return options.withoutCode ? " " : node.text;
		case "spoiler":
			return options.hidden ?? plainText(node.children, options);
		case "item": {
			const marker = node.number === null ? "" : `${node.number}. `;
			return marker + plainText(node.children, options);
		}
		default:
			return "children" in node ? plainText(node.children, options) : node.text;
	}
}
