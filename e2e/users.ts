import type { Browser, BrowserContext, BrowserContextOptions } from "@playwright/test";
import type { App } from "./app";
import { NetworkProxy } from "./network-proxy";
import { ServerFixture } from "./server-fixture";
import { UserPage } from "./user-page";

/** Numbers users and servers, so that tests that share an app do not collide. */
let made = 0;

/** The options of a browser that shows animations, as that of most people does. */
export const animated = { reducedMotion: "no-preference" } as const;

/** The users of one test. At the end it closes their browsers and reports any error. */
export class Users {
	private readonly all: UserPage[] = [];

	constructor(
		readonly app: App,
		private readonly browser: Browser,
		private readonly settings: {
			/** For screenshots: names without numbers, in an instance of its own. */
			plain?: boolean;
			/** Whether pages load code in advance, as the browser of a user does. */
			loadsAhead?: boolean;
		} = {},
	) {}

	/** Opens a browser for a user who has no account yet. */
	async signedOut(name: string, options: BrowserContextOptions = {}): Promise<UserPage> {
		const cable = await NetworkProxy.to(this.app.port);
		const context = await this.newContext(cable, options);
		const person = await UserPage.at(context, name, this.settings.plain ? name : `${name}_${++made}`, cable);
		this.all.push(person);
		return person;
	}

	/** Opens a browser for a signed-in user. */
	async signedIn(name: string, options: BrowserContextOptions = {}): Promise<UserPage> {
		const person = await this.signedOut(name, options);
		await person.isSignedInAs(await this.app.createAccount(person.username, person.displayName));
		return person;
	}

	/** Opens a second device with its own connection, for the same user and session. */
	async onAnotherDevice(person: UserPage, options: BrowserContextOptions = {}): Promise<UserPage> {
		const cable = await NetworkProxy.to(this.app.port);
		const context = await this.newContext(cable, options);
		const same = await UserPage.at(context, person.name, person.username, cable);
		this.all.push(same);
		await same.isSignedInAs(person.api);
		same.place = person.place;
		return same;
	}

	/** Creates a server: the first user is its owner, and all are members. */
	async serverWith<Name extends string>(
		names: [Name, ...Name[]],
		options: BrowserContextOptions = {},
	): Promise<Record<Name, UserPage> & { place: ServerFixture }> {
		const people = await Promise.all(names.map((name) => this.signedIn(name, options)));
		const [owner, ...others] = people;
		if (!owner) throw new Error("A server needs an owner.");
		const place = await ServerFixture.madeBy(owner.api, `Sunday Painters ${++made}`);
		await Promise.all(others.map(({ api: wire }) => wire.join(place.serverId)));
		for (const person of people) person.place = place;
		const byName = Object.fromEntries(names.map((name, index) => [name, people[index]]));
		return { ...(byName as Record<Name, UserPage>), place };
	}

	private async newContext(cable: NetworkProxy, options: BrowserContextOptions): Promise<BrowserContext> {
		// Without animations a click need not wait for its target to stand still, and fewer frames are drawn.
		const context = await this.browser.newContext({ reducedMotion: "reduce", ...options, baseURL: cable.url });
		// A browser that is never idle loads no code in advance.
		if (!this.settings.loadsAhead) await context.addInitScript("window.requestIdleCallback = () => 0");
		return context;
	}

	/** Returns a server name that no other test uses. */
	newName = (name: string): string => `${name} ${++made}`;

	async closeAll(): Promise<void> {
		await Promise.all(this.all.map((person) => person.close()));
	}
}
