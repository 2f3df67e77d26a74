import katex from "katex";
import "katex/dist/katex.min.css";

const kept = 200;
const atOnceMs = 8;

/** Formulas that were drawn, by their words; null for what is none. */
const drawn = new Map<string, HTMLElement | null>();
const waiting: (() => void)[] = [];

const keyOf = (text: string, isDisplay: boolean) => `${isDisplay ? "$$" : "$"}${text}`;

/** A formula that was drawn before, at once; undefined where it was not. */
export const renderedMath = (text: string, isDisplay: boolean) => drawn.get(keyOf(text, isDisplay));

/** Draws a formula when there is time for it: many of them do not hold up the page. Null for what is none. */
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

/** What would lead somewhere, or dress itself in the page's own classes, is no formula. */
const untrusted = () => {
	throw new Error("This command is not for chats.");
};

/** As elements, never as HTML. Nothing in it leads anywhere, loads anything, grows without end or repeats itself for ever. */
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
