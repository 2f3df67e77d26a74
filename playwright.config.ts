import { defineConfig, devices } from "@playwright/test";
import { systemChromium } from "./scripts/chromium.mjs";

// Chromium's sandbox refuses to run as root.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
	testDir: "e2e",
	timeout: 60_000,
	expect: { timeout: 10_000 },
	// Each story starts the app it needs; two at once would only slow each other down.
	workers: 1,
	// A shared machine may stall for seconds; a story that fails twice more is a defect.
	retries: process.env.CI ? 2 : 0,
	forbidOnly: true,
	reporter: "list",
	use: {
		...devices["Desktop Chrome"],
		actionTimeout: 15_000,
		trace: "retain-on-failure",
		launchOptions: { executablePath: systemChromium(), args },
	},
});
