import type { Device } from "../realtime/protocol";

/** The first that matches: several browsers also name those that they descend from. */
const browsers: [name: string, mark: RegExp][] = [
	["Edge", /\bEdg(?:e|A|iOS)?\//],
	["Opera", /\b(?:OPR|OPT)\//],
	["Samsung Internet", /\bSamsungBrowser\//],
	["Vivaldi", /\bVivaldi\//],
	["Firefox", /\b(?:Firefox|FxiOS)\//],
	["Chrome", /\b(?:Chrome|CriOS|Chromium)\//],
	["Safari", /\bVersion\/[\d.]+.* Safari\//],
];
const systems: [name: string, mark: RegExp][] = [
	["iPhone", /\biPhone\b/],
	["iPad", /\biPad\b/],
	["Android", /\bAndroid\b/],
	["Windows", /\bWindows NT\b/],
	["ChromeOS", /\bCrOS\b/],
	["macOS", /\bMacintosh\b/],
	["Linux", /\bLinux\b/],
];

const nameIn = (text: string, known: [string, RegExp][]) => known.find(([, mark]) => mark.test(text))?.[0] ?? null;

/** The browser and the system that a user agent names. They help users recognise their devices, and prove nothing. */
export const deviceOf = (userAgent: string | null): Device => ({
	browser: nameIn(userAgent ?? "", browsers),
	system: nameIn(userAgent ?? "", systems),
});
