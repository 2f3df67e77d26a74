import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { ApiClient } from "@/e2e/api-client";
import { App } from "@/e2e/app";
import { type Line, runImport } from "@/e2e/run-import";
import { ServerFixture } from "@/e2e/server-fixture";
import type { Server } from "@/lib/realtime/protocol";
import { chromiumOptions } from "../../scripts/chromium.mjs";

export const longChannel = 40_000;
/** Channels that a page has not shown yet. */
export const manyChannels = Array.from({ length: 50 }, (_, n) => `room${n + 1}`);

/** A phone that is four times slower, on a connection of 1.6 Mbit/s with 150 ms; WebSockets are not slowed down. */
const slowNetwork = {
	offline: false,
	latency: 150,
	downloadThroughput: 1_600_000 / 8,
	uploadThroughput: 750_000 / 8,
};

/** The built app, a user who owns a server with a long channel, and Chromium. */
export class BrowserEnvironment {
	private constructor(
		readonly app: App,
		readonly owner: ApiClient,
		readonly place: ServerFixture,
		private readonly browser: Browser,
		private readonly folder: string,
	) {}

	static async open(): Promise<BrowserEnvironment> {
		const folder = mkdtempSync(join(tmpdir(), "hearth-browser-"));
		const app = await App.start();
		const owner = await ApiClient.signUp(app.url, "ada");
		const name = "Measured";
		await runImport(app, conversation(), name, "ada");
		const { servers } = await owner.call<{ servers: Server[] }>("GET", "/api/servers?mine=true");
		const server = servers.find((one) => one.name === name);
		if (!server) throw new Error("The imported server was not found.");
		const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
		const browser = await chromium.launch({ args, ...chromiumOptions() });
		return new BrowserEnvironment(app, owner, ServerFixture.of(server, owner), browser, folder);
	}

	/** A page of the signed-in owner in a browser with an empty cache. */
	async emptyPage({ height = 800, isPhone = false } = {}): Promise<Page> {
		const viewport = isPhone ? { width: 390, height: 844 } : { width: 1280, height };
		const context = await this.browser.newContext({ baseURL: this.app.url, viewport });
		const cookies = this.owner.cookie.split("; ").map((pair) => {
			const at = pair.indexOf("=");
			return { name: pair.slice(0, at), value: pair.slice(at + 1), url: this.app.url, httpOnly: true };
		});
		await context.addCookies(cookies);
		const page = await context.newPage();
		if (isPhone) {
			const session = await context.newCDPSession(page);
			await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
			await session.send("Network.enable");
			await session.send("Network.emulateNetworkConditions", slowNetwork);
		}
		return page;
	}

	/** Opens a page for the owner in a channel, and waits until it is idle. */
	async page(channel: string, device: { height?: number; isPhone?: boolean } = {}): Promise<Page> {
		const page = await this.emptyPage(device);
		await page.goto(this.place.channelPath(channel));
		await page.waitForFunction(() => {
			const list = document.querySelector("[data-scroller]");
			return list && getComputedStyle(list).overflowY === "auto" && document.querySelector("article[data-row]");
		});
		await untilIdle(page);
		return page;
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.app.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Waits until the page has loaded what it loads later, and its main thread has nothing to do. */
export async function untilIdle(page: Page): Promise<void> {
	await page.waitForLoadState("networkidle");
	await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/** Creates one long channel, and short ones to switch between. */
function conversation(): Line[] {
	const words = "the kettle is on and somebody left the back door open again so mind the cat".split(" ");
	const began = Date.parse("2024-03-01T08:00:00Z");
	const line = (channel: string, n: number, length: number): Line => ({
		id: `${channel}-${n}`,
		channel,
		at: new Date(began + n * 20_000).toISOString(),
		author: `speaker${Math.floor(n / 12) % 17}`,
		text: `${channel} ${n}: ${Array.from({ length }, (_, word) => words[(n + word) % words.length]).join(" ")}`,
		replyTo: null,
	});
	return [
		...Array.from({ length: longChannel }, (_, n) => line("long", n + 1, 1 + ((n * 7919) % 30))),
		...["one", "two"].flatMap((name) => Array.from({ length: 600 }, (_, n) => line(name, n + 1, 6))),
		...manyChannels.flatMap((name) => Array.from({ length: 60 }, (_, n) => line(name, n + 1, 6))),
	];
}
