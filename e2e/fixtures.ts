import { test as base, expect } from "@playwright/test";
import { App } from "./app";
import { Users } from "./users";

/** One built app for all stories of a worker; each story brings its own people. */
export const test = base.extend<{ people: Users }, { app: App }>({
	app: [
		// biome-ignore lint/correctness/noEmptyPattern: fixtures are told apart by what they take, and this one takes nothing.
		async ({}, use) => {
			const app = await App.start();
			await use(app);
			const { sent } = app;
			await app.stop();
			expect(sent).not.toContain("a bug");
		},
		{ scope: "worker", timeout: 90_000 },
	],
	people: async ({ app, browser }, use) => {
		const people = new Users(app, browser);
		await use(people);
		await people.closeAll();
	},
});

export { expect };
