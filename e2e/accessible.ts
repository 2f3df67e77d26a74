import AxeBuilder from "@axe-core/playwright";
import { expect } from "./fixtures";
import type { UserPage } from "./user-page";

/** Expects no serious axe violation on the page in either theme. `what` names the state of the page. */
export async function expectAccessible(person: UserPage, what: string): Promise<void> {
	for (const colorScheme of ["light", "dark"] as const) {
		await person.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		const { violations } = await new AxeBuilder({ page: person.page }).setLegacyMode().analyze();
		const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
		const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
		expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
	}
}
