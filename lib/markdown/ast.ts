/** A message as a tree of text and formatting, never HTML. */
export type Node =
	| { kind: "text"; text: string }
	| { kind: "mention"; text: string; username: string }
	| { kind: "channel"; text: string; name: string }
	| { kind: "shortcode"; text: string; code: string }
	| { kind: "break" }
	| { kind: "code"; text: string }
	| { kind: "codeBlock"; text: string; language: string }
	| { kind: "maths"; text: string; isDisplay: boolean }
	| { kind: "link"; url: string; form: LinkForm; children: Node[] }
	| { kind: "spoiler"; isBlock: boolean; children: Node[] }
	| { kind: "list"; marker: "." | ")" | null; children: Node[] }
	| { kind: "item"; number: number | null; children: Node[] }
	| { kind: "heading"; level: number; children: Node[] }
	| { kind: "cell"; isHeading: boolean; align: Align; children: Node[] }
	| { kind: Plain; children: Node[] };

export type Plain = "strong" | "emphasis" | "strike" | "quote" | "paragraph" | "table" | "row";
export type Align = "left" | "center" | "right" | null;
/** How a link was written: `https://…`, `example.org`, `<https://…>`, or `[text](https://…)`. */
export type LinkForm = "url" | "bare" | "angled" | "named";
