import katex from "katex";
import "katex/dist/katex.min.css";

const kept = 200;
const atOnceMs = 8;

/** Rendered formulas by their source; null for invalid ones. */
const drawn = new Map<string, HTMLElement | null>();
const waiting: (() => void)[] = [];

const keyOf = (text: string, isDisplay: boolean) => `${isDisplay ? "$$" : "$"}${text}`;

/** A formula from the cache; undefined if it was not rendered yet. */
export const renderedMath = (text: string, isDisplay: boolean) => drawn.get(keyOf(text, isDisplay));

/** Renders a formula when the page is idle, so that many do not block it. Null for an invalid one. */
export function renderMath(text: string, isDisplay: boolean): Promise<HTMLElement | null> {
	return new Promise((resolve) => {
		waiting.push(() => resolve(renderedMath(text, isDisplay) ?? drawNow(text, isDisplay)));
		if (waiting.length === 1) setTimeout(work);
	});
}

function work(): void {
	const end = performance.now() + atOnceMs;
	for (let next = waiting[0]; next && performance.now() < end; next = waiting[0]) {
		next();
		waiting.shift();
	}
	if (waiting.length > 0) setTimeout(work);
}

/** Commands that make links or use the page's own classes are rejected. */
const untrusted = () => {
	throw new Error("This command is not for chats.");
};

/** As elements, never as HTML. A formula cannot link, load resources, grow without limit or recurse endlessly. */
function drawNow(text: string, isDisplay: boolean): HTMLElement | null {
	let element: HTMLElement | null = document.createElement("span");
	try {
		const bounds = { trust: untrusted, maxSize: 10, maxExpand: 100, strict: "ignore" } as const;
		katex.render(text, element, { displayMode: isDisplay, throwOnError: true, ...bounds });
	} catch {
		element = null;
	}
	if (drawn.size >= kept) drawn.clear();
	drawn.set(keyOf(text, isDisplay), element);
	return element;
}
