// npx tsx e2e/screenshots.ts <folder>: takes screenshots of every page of a well-filled instance, in the dark theme,
// the light theme and on a phone, for comparison. The README shows dark-channel-tools and light-explore.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumOptions } from "../scripts/chromium.mjs";
import { App } from "./app";
import { seedDemoData } from "./demo-data";
import type { UserPage } from "./user-page";
import { Users } from "./users";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Name the folder for the pictures.");
mkdirSync(folder, { recursive: true });

const looks = {
	dark: { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
	light: { colorScheme: "light", viewport: { width: 1440, height: 900 } },
	phone: {
		colorScheme: "dark",
		viewport: { width: 390, height: 844 },
		deviceScaleFactor: 2,
		isMobile: true,
		hasTouch: true,
	},
} as const;

const app = await App.start({ RATE_LIMITS: "off" });
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ args, ...chromiumOptions() });
const people = new Users(app, browser, { plain: true });
try {
	const village = await seedDemoData(people);
	const { contour } = village;
	const isTalking = async (person: UserPage) => {
		await person.message("Told you.").hover();
		await village.someoneTypes();
		await person.page.getByText("is typing").waitFor();
	};
	const pages: [name: string, path: string, then?: (person: UserPage) => Promise<unknown>][] = [
		["home", "/"],
		["explore", "/explore"],
		["explore-category", "/explore/outdoors"],
		["explore-search", "/explore?q=bread"],
		["explore-nothing", "/explore?q=kiln"],
		["front-page-member", contour.path],
		["front-page-outsider", village.loaf.path],
		["channel", contour.channelPath("cartography")],
		["channel-tools", contour.channelPath("cartography"), isTalking],
		["channel-empty", contour.channelPath("old-sketches")],
		["channel-private", contour.channelPath("keepers")],
		["server-settings", `${village.own.path}/settings`],
		["server-settings-channels", `${village.own.path}/settings/channels`],
		["server-settings-people", `${village.own.path}/settings/people`],
		["server-settings-invites", `${village.own.path}/settings/invites`],
		["server-settings-bans", `${village.own.path}/settings/bans`],
		["server-settings-audit-log", `${village.own.path}/settings/audit-log`],
		["server-settings-requests", `${village.own.path}/settings/requests`],
		["server-settings-rules", `${village.own.path}/settings/rules`],
		["server-settings-joining", `${village.own.path}/settings/joining`],
		["server-settings-danger", `${village.own.path}/settings/danger`],
		["settings", "/settings"],
		["settings-appearance", "/settings/appearance"],
		["settings-account", "/settings/account"],
		["not-found", "/servers/0"],
		["create-server", "/explore", (person) => person.button("Create a server").first().click()],
		[
			"create-channel",
			village.own.channelPath("general"),
			(person) => person.choose("Create channel", person.serverMenu),
		],
		["invite", village.own.channelPath("general"), (person) => person.choose("Invite people", person.serverMenu)],
		["leave", contour.path, (person) => person.page.getByRole("main").getByRole("button", { name: "Leave" }).click()],
		["drawer", contour.channelPath("cartography"), (person) => person.button("Open navigation").tap()],
		["reconnecting", contour.channelPath("cartography"), isCutOff],
	];
	for (const [look, options] of Object.entries(looks)) {
		const noor = await people.onAnotherDevice(village.noor, options);
		for (const [name, path, then] of pages) {
			if (
				(name === "drawer") !== (look === "phone") &&
				["drawer", "create-server", "create-channel", "invite", "channel-tools"].includes(name)
			)
				continue;
			await noor.goto(path);
			await then?.(noor);
			await takes(noor, `${look}-${name}`);
			if (name === "reconnecting") await noor.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
			await noor.cable.setState("whole");
		}
		const visitor = await people.signedOut("visitor", options);
		for (const path of ["/", "/login", "/register", "/explore", contour.path]) {
			await visitor.goto(path);
			await takes(visitor, `${look}-visitor${path.replaceAll("/", "-")}`);
		}
		process.stdout.write(`${look}: done\n`);
	}
} finally {
	await browser.close();
	await app.stop();
}

async function isCutOff(person: UserPage): Promise<void> {
	await person.cable.setState("cut");
	await person.send("Will this arrive? It will.");
	await person.page.getByText("Reconnecting.").waitFor();
}

async function takes(person: UserPage, name: string): Promise<void> {
	await person.page.waitForLoadState("networkidle");
	await person.page.evaluate(() => document.fonts.ready);
	await person.page.screenshot({ path: join(folder ?? ".", `${name}.png`) });
}
