import { defineConfig, devices } from "@playwright/test";
import { storyOptions } from "./scripts/chromium.mjs";

// Chromium's sandbox refuses to run as root.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
// No story needs WebGL, and emulating a graphics card takes a tenth of a page's time.
args.push("--disable-gpu");

// These measure times or fill a channel, so nothing else may run beside them.
const alone = /(catch-up|long-channel)\.spec\.ts$/;
// These mostly wait for what they have stopped: two run at once, but not beside browsers.
const outages = /(chaos|cluster|cluster-outages)\.spec\.ts$/;

export default defineConfig({
	testDir: "e2e",
	timeout: 60_000,
	expect: { timeout: 10_000 },
	workers: 2,
	// A shared machine may stall for seconds; a story that fails twice more is a defect.
	retries: process.env.CI ? 2 : 0,
	forbidOnly: true,
	reporter: "list",
	projects: [
		{ name: "in pairs", testIgnore: [alone, outages] },
		{ name: "outages", testMatch: outages, fullyParallel: true, dependencies: ["in pairs"] },
		// A trace takes a screenshot at every turn of the wheel, which is itself a long task.
		{ name: "alone", testMatch: alone, workers: 1, dependencies: ["outages"], use: { trace: "off" } },
	],
	use: {
		...devices["Desktop Chrome"],
		actionTimeout: 15_000,
		// Recording every story takes a tenth of the time.
		trace: "on-first-retry",
		launchOptions: { args, ...storyOptions() },
	},
});
