const most = 4000;
const fill = (shape: string) => shape.repeat(Math.floor(most / shape.length));
const nested = (open: string, close: string) => {
	const times = Math.floor((most - 1) / (open.length + close.length));
	return `${open.repeat(times)}x${close.repeat(times)}`;
};

/** Messages of four thousand characters that are as expensive to parse as possible. */
export const shapes: Record<string, string> = {
	"nested emphasis": nested("*a ", " a*"),
	"emphasis that never ends": fill("**a _b "),
	"bold and italic": fill("***a*** "),
	"brackets open": fill("["),
	"brackets and parentheses": fill("[a]("),
	links: fill("[a](http://a.b) "),
	"bare links": fill("http://a.b "),
	"backticks of every length": Array.from({ length: 88 }, (_, n) => `${"`".repeat(n + 1)} `)
		.join("")
		.slice(0, most),
	"inline code": fill("`a` "),
	"quotes within quotes": nested("> ", ""),
	"lists within lists": Array.from({ length: 60 }, (_, n) => `${" ".repeat(n)}- a`)
		.join("\n")
		.slice(0, most),
	"a list": fill("- a\n"),
	spoilers: fill("||a|| "),
	"spoilers open": fill("||a |"),
	strikes: fill("~~a~~ "),
	names: fill("@ada "),
	shortcodes: fill(":cat: "),
	channels: fill("#one "),
	"a table": fill("| a | b |\n| - | - |\n"),
	lines: fill("a\n"),
	paragraphs: fill("a\n\n"),
	headings: fill("# a\n"),
	escapes: fill("\\*"),
	money: fill("$5 "),
	maths: fill("$x$ "),
	"maths in blocks": fill("$$\\frac{a}{b}$$\n"),
	"one long word": fill("a"),
	emoji: fill("a🔥 "),
};
