import { test as base, expect } from "@playwright/test";
import { App } from "./app";
import { Users } from "./users";

/**
 * One built app per worker; each test creates its own users. With `loadsAhead` their pages load code in advance, which
 * a story needs whose users lose the connection, and which takes a tenth of the time of the others.
 */
export const test = base.extend<{ people: Users; loadsAhead: boolean }, { app: App }>({
	loadsAhead: [false, { option: true }],
	app: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from its parameter, and this fixture has none.
		async ({}, use) => {
			const app = await App.start();
			await use(app);
			const { sent } = app;
			await app.stop();
			expect(sent).not.toContain("a bug");
		},
		{ scope: "worker", timeout: 90_000 },
	],
	people: async ({ app, browser, loadsAhead }, use) => {
		const people = new Users(app, browser, { loadsAhead });
		await use(people);
		await people.closeAll();
	},
});

export { expect };
