import type { Node } from "@/lib/markdown/ast";

/** Writes a Markdown tree in short form for assertions: `strong(text)`. */
export const short = (nodes: Node[]): string =>
	nodes
		.map((node) => {
			if (node.kind === "text") return node.text;
			if (node.kind === "break") return "⏎";
			if (node.kind === "codeBlock") return `block[${node.language}](${node.text})`;
			if (node.kind === "maths") return `${node.isDisplay ? "MATHS" : "maths"}(${node.text})`;
			if (node.kind === "list") return `list${node.marker ?? ""}(${short(node.children)})`;
			if (node.kind === "item") return `${node.number ?? "item"}(${short(node.children)})`;
			if (node.kind === "spoiler") return `${node.isBlock ? "SPOILER" : "spoiler"}(${short(node.children)})`;
			if (node.kind === "paragraph") return `¶${short(node.children)}`;
			return "children" in node ? `${node.kind}(${short(node.children)})` : `${node.kind}(${node.text})`;
		})
		.join("");
