import { expect, type Page } from "@playwright/test";
import axe from "axe-core";
import type { UserPage } from "./user-page";

type Wanted = {
	/** A selector of the part to check; otherwise the whole page. */
	within?: string;
	/** The rules to check; otherwise all. */
	rules?: string[];
};

/**
 * Returns the violations that axe finds. Only violations are worked out in full: the results of all elements that pass
 * take most of the time.
 */
export async function violationsIn(page: Page, { within, rules }: Wanted = {}): Promise<axe.Result[]> {
	if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
	// Rows of a long list are hidden until they are measured, and axe would see some of them become visible.
	await page.waitForFunction(() => !document.querySelector('[style*="visibility: hidden"]'));
	return page.evaluate(
		async ({ within, rules }) => {
			const { axe } = window as unknown as { axe: typeof import("axe-core") };
			const { violations } = await axe.run(within ? { include: within } : document, {
				resultTypes: ["violations"],
				// No rule that is checked needs the text of the style sheets.
				preload: false,
				...(rules && { runOnly: { type: "rule", values: rules } }),
			});
			return violations;
		},
		{ within, rules },
	);
}

const isSerious = ({ impact }: axe.Result) => impact === "serious" || impact === "critical";

/** Returns the serious violations, each with its elements. */
export async function seriousViolations(page: Page, wanted: Wanted = {}): Promise<string[]> {
	return (await violationsIn(page, wanted))
		.filter(isSerious)
		.flatMap(({ id, nodes }) =>
			nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
		);
}

/** Expects no serious violation in either theme: of all rules in the light one, and of colours in the dark one. */
export async function expectAccessible({ page }: UserPage, what: string): Promise<void> {
	await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
	expect.soft(await seriousViolations(page), `${what}, light`).toEqual([]);
	await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
	const colours = await seriousViolations(page, { rules: ["color-contrast", "link-in-text-block"] });
	expect.soft(colours, `${what}, dark`).toEqual([]);
}
