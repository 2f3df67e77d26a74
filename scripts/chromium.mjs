import { existsSync } from "node:fs";

const PLACES = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A Chromium of the system. Undefined: Playwright is to use the one it downloads. */
export function systemChromium() {
	return process.env.PLAYWRIGHT_CHROMIUM || PLACES.find((path) => existsSync(path));
}
