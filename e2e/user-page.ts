import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { ApiClient } from "./api-client";
import { ConsoleGuard } from "./console-guard";
import type { NetworkProxy } from "./network-proxy";
import type { ServerFixture } from "./server-fixture";

/** A user with their own browser. The methods act as a user does, and observe what the page shows. */
export class UserPage {
	place: ServerFixture | null = null;
	private known: ApiClient | null = null;

	private constructor(
		readonly name: string,
		readonly username: string,
		readonly cable: NetworkProxy,
		readonly context: BrowserContext,
		readonly page: Page,
		readonly watch: ConsoleGuard,
	) {}

	static async at(context: BrowserContext, name: string, username: string, cable: NetworkProxy): Promise<UserPage> {
		const watch = new ConsoleGuard(cable.url, context);
		return new UserPage(name, username, cable, context, await context.newPage(), watch);
	}

	/** Opens one more tab with the same user and session. */
	async inAnotherTab(): Promise<UserPage> {
		const { name, username, cable, context, watch } = this;
		const other = new UserPage(name, username, cable, context, await context.newPage(), watch);
		other.place = this.place;
		other.known = this.known;
		return other;
	}

	get displayName(): string {
		return this.name.charAt(0).toUpperCase() + this.name.slice(1);
	}

	/** The user's API client, without the browser. */
	get api(): ApiClient {
		if (!this.known) throw new Error(`${this.name} has not signed in.`);
		return this.known;
	}

	async isSignedInAs(wire: ApiClient): Promise<void> {
		this.known = wire;
		const cookies = wire.cookie.split("; ").map((pair) => {
			const at = pair.indexOf("=");
			return { name: pair.slice(0, at), value: pair.slice(at + 1), url: this.cable.url, httpOnly: true };
		});
		await this.context.addCookies(cookies);
	}

	/** Opens an address, and waits until the page is usable. */
	async goto(path: string): Promise<number> {
		const answer = await this.page.goto(path);
		await this.waitUntilReady();
		return answer?.status() ?? 0;
	}

	/** Waits until React has hydrated the page. */
	async waitUntilReady(): Promise<void> {
		await this.page.waitForFunction(() => {
			const main = document.querySelector("main:not([aria-busy])");
			const list = document.querySelector("[data-scroller]");
			const isAlive = main && Object.keys(main).some((key) => key.startsWith("__reactProps"));
			return isAlive && (!list || getComputedStyle(list).overflowY === "auto");
		});
	}

	async openChannel(channel: string, seq?: number): Promise<void> {
		const path = this.placeOf().channelPath(channel);
		await this.goto(seq === undefined ? path : `${path}/${seq}`);
		await expect(this.heading(channel)).toBeVisible();
	}

	heading = (name: string | RegExp): Locator => this.page.getByRole("main").getByRole("heading", { level: 1, name });

	get composer(): Locator {
		return this.page.getByRole("textbox", { name: /^Message #/ });
	}

	/** Marks a channel as read up to its newest message, on another device. */
	async hasRead(channel: string): Promise<void> {
		const channelId = this.placeOf().channel(channel);
		const { lastSeq } = await this.api.call<{ lastSeq: number }>("GET", `/api/channels/${channelId}/messages?limit=1`);
		await this.api.call("PUT", `/api/channels/${channelId}/read`, { seq: lastSeq });
	}

	/** Restores the network, and waits until the browser notices. */
	async reconnect(): Promise<void> {
		await this.cable.setState("whole");
		await this.page.evaluate(() => dispatchEvent(new Event("online")));
	}

	/** Writes in the open channel and sends the message: with Enter, or on a touch device with the button. */
	async send(text: string): Promise<void> {
		const hasKeys = await this.page.evaluate(() => matchMedia("(pointer: fine)").matches);
		await this.composer.fill(text);
		if (hasKeys) await this.composer.press("Enter");
		else
			await this.page
				.getByRole("form", { name: /^Message #/ })
				.getByRole("button", { name: /^Send/ })
				.tap();
	}

	/** The row of the message with this text; a message that only quotes it does not match. */
	message = (text: string | RegExp): Locator => this.page.getByRole("main").getByRole("article", { name: text });

	async sees(text: string | RegExp): Promise<void> {
		await expect(this.message(text)).toBeVisible();
		await expect(this.message(text)).toHaveCount(1);
	}

	/** Clicks a button, item or link on a message, after pointing at the message. */
	async clickTool(tool: string, text: string | RegExp): Promise<void> {
		const row = this.message(text);
		await row.hover();
		await row.getByRole("button", { name: tool, exact: true }).click();
	}

	async chooseFromMenu(item: string, text: string | RegExp): Promise<void> {
		await this.clickTool("More", text);
		await this.page.getByRole("menuitem", { name: item, exact: true }).click();
	}

	/**
	 * Scrolls through the open channel from its end to its beginning, or until `enough` messages are read, and returns
	 * them.
	 */
	async readsEverything(enough = Number.MAX_SAFE_INTEGER): Promise<string[]> {
		// A background tab does not paint.
		await this.page.bringToFront();
		return this.page.evaluate(async (enough) => {
			const list = document.querySelector<HTMLElement>("[data-scroller]");
			if (!list) throw new Error("No channel is open.");
			const frame = () => new Promise(requestAnimationFrame);
			const texts = new Map<string, string>();
			const order: string[] = [];
			const read = () => {
				const rows = [...list.querySelectorAll<HTMLElement>("article[data-row]")];
				const keys = rows.map(({ dataset }) => dataset.row ?? "");
				// "Ada, 09:41: what she said"
				for (const row of rows) texts.set(row.dataset.row ?? "", row.ariaLabel?.replace(/^.*?: /, "") ?? "");
				const known = keys.findIndex((key) => order.includes(key));
				if (order.length === 0) order.push(...keys);
				else order.unshift(...(known < 0 ? ["a hole", ...keys] : keys.slice(0, known)));
			};
			list.scrollTop = list.scrollHeight;
			for (let still = 0; still < 20 && order.length < enough; ) {
				await frame();
				read();
				const before = [list.scrollTop, list.scrollHeight].join();
				list.scrollTop -= list.clientHeight / 2;
				await frame();
				still = before === [list.scrollTop, list.scrollHeight].join() ? still + 1 : 0;
			}
			return order.map((key) => texts.get(key) ?? key);
		}, enough);
	}

	/** A channel's row in the sidebar; its name includes the unread state. */
	row = (name: string | RegExp): Locator =>
		this.page.getByRole("navigation", { name: /^Channels in/ }).getByRole("link", { name, exact: true });

	/** A server's tile in the rail. */
	tile = (name: string | RegExp): Locator =>
		this.page.getByRole("navigation", { name: "Servers", exact: true }).getByRole("link", { name });

	button = (name: string | RegExp): Locator => this.page.getByRole("button", { name });
	link = (name: string | RegExp): Locator => this.page.getByRole("link", { name });
	dialog = (name: string | RegExp): Locator =>
		this.page.getByRole("dialog", { name }).or(this.page.getByRole("alertdialog", { name }));

	async choose(item: string, menu: Locator): Promise<void> {
		await menu.click();
		await this.page.getByRole("menuitem", { name: item }).click();
	}

	/** The menu of the open server. */
	get serverMenu(): Locator {
		return this.button(/^Server menu for/);
	}

	async signIn(password = "correct horse"): Promise<void> {
		await this.page.getByLabel("Username").fill(this.username);
		await this.page.getByLabel("Password", { exact: true }).fill(password);
		await this.page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
	}

	async close(): Promise<void> {
		await this.context.close();
		await this.cable.end();
		expect(this.watch.faults, `what went wrong in ${this.name}’s browser`).toEqual([]);
	}

	placeOf(): ServerFixture {
		if (!this.place) throw new Error(`${this.name} is nowhere.`);
		return this.place;
	}
}
