import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "@playwright/test";

const PLACES = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Returns Playwright's launch options for the stories: the Chromium named by PLAYWRIGHT_CHROMIUM, else the headless
 * shell of the npm package, which needs half the processor time of a full Chromium, else what chromiumOptions() finds.
 */
export function storyOptions() {
	return (process.env.PLAYWRIGHT_CHROMIUM ? null : packagedOptions()) ?? chromiumOptions();
}

/**
 * Returns Playwright's launch options for Chromium: the system's Chromium, else Playwright's own, else the one in the
 * npm package. Returns null if there is none.
 */
export function chromiumOptions() {
	const system = process.env.PLAYWRIGHT_CHROMIUM || PLACES.find((path) => existsSync(path));
	if (system) return { executablePath: system };
	return existsSync(chromium.executablePath()) ? {} : packagedOptions();
}

/** The headless Chromium of the npm package `@sparticuz/chromium`, which is unpacked on first use. */
function packagedOptions() {
	// The package contains a binary for this platform only.
	if (process.platform !== "linux" || process.arch !== "x64") return null;
	const { version } = JSON.parse(readFileSync("node_modules/@sparticuz/chromium/package.json", "utf8"));
	const folder = resolve(`node_modules/.cache/hearth/chromium-${version}`);
	if (!existsSync(folder)) execFileSync(process.execPath, ["scripts/unpack-chromium.mjs", folder]);
	// A minimal machine has neither the NSS libraries nor a font.
	const libraries = [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
	const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(folder, "fonts.conf") };
	return { executablePath: join(folder, "chromium"), env };
}
