const regions = "nav, [data-scroller], #main:not(:has([data-scroller])), #main form:has(textarea), aside";
const reachable = "a[href], button:not(:disabled), input, textarea, select, [tabindex='0']";

/** Takes the focus to the next part of the page, or the one before: rail, channels, messages, composer, panel. */
export function focusNextRegion(step: 1 | -1): void {
	const all = [...document.querySelectorAll<HTMLElement>(regions)].filter((region) => {
		const panel = region.closest("aside");
		return region.checkVisibility() && (panel === null || panel === region);
	});
	const at = all.findLastIndex((region) => region.contains(document.activeElement));
	const next = at < 0 ? all.at(step > 0 ? 0 : -1) : all[(at + step + all.length) % all.length];
	if (next) firstFocusable(next)?.focus();
}

/** Where one comes in: what is open in a list of places, the message one was at, a panel's heading. */
function firstFocusable(region: HTMLElement): HTMLElement | null {
	const first = (selector: string) => region.querySelector<HTMLElement>(selector);
	if (region.id === "main") return region;
	if (region.matches("[data-scroller]")) return first("article[tabindex='0']");
	if (region.matches("form")) return first("textarea");
	if (region.matches("nav")) return first("[aria-current]") ?? first(reachable);
	return first("h2[tabindex]") ?? first(reachable);
}
