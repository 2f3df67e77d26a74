import type { Browser, BrowserContextOptions } from "@playwright/test";
import { ApiClient } from "./api-client";
import type { App } from "./app";
import { NetworkProxy } from "./network-proxy";
import { ServerFixture } from "./server-fixture";
import { UserPage } from "./user-page";

/** Numbers people and servers, so that the stories of one app never meet. */
let made = 0;

/** Everybody who takes part in one story. They leave no browser behind, and nothing that went wrong unsaid. */
export class Users {
	private readonly all: UserPage[] = [];

	constructor(
		readonly app: App,
		private readonly browser: Browser,
		/** For the picture: names without numbers, in an instance of its own. */
		private readonly plain = false,
	) {}

	/** Somebody with a browser who has no account yet. */
	async signedOut(name: string, options: BrowserContextOptions = {}): Promise<UserPage> {
		const cable = await NetworkProxy.to(this.app.port);
		const context = await this.browser.newContext({ ...options, baseURL: cable.url });
		const person = await UserPage.at(context, name, this.plain ? name : `${name}_${++made}`, cable);
		this.all.push(person);
		return person;
	}

	/** Somebody who is signed in. The account is made through the wire, which is faster than the form. */
	async signedIn(name: string, options: BrowserContextOptions = {}): Promise<UserPage> {
		const person = await this.signedOut(name, options);
		const wire = await ApiClient.signUp(this.app.url, person.username);
		await wire.call("PATCH", "/api/account", { displayName: person.displayName });
		await person.isSignedInAs(wire);
		return person;
	}

	/** The same person, with the same session, at a second device with its own connection. */
	async onAnotherDevice(person: UserPage, options: BrowserContextOptions = {}): Promise<UserPage> {
		const cable = await NetworkProxy.to(this.app.port);
		const context = await this.browser.newContext({ ...options, baseURL: cable.url });
		const same = await UserPage.at(context, person.name, person.username, cable);
		this.all.push(same);
		await same.isSignedInAs(person.api);
		same.place = person.place;
		return same;
	}

	/** A server whose owner is the first of them and whose members are all. */
	async serverWith<Name extends string>(
		names: [Name, ...Name[]],
		options: BrowserContextOptions = {},
	): Promise<Record<Name, UserPage> & { place: ServerFixture }> {
		const people = await Promise.all(names.map((name) => this.signedIn(name, options)));
		const [owner, ...others] = people;
		if (!owner) throw new Error("A community has an owner.");
		const place = await ServerFixture.madeBy(owner.api, `Sunday Painters ${++made}`);
		await Promise.all(others.map(({ api: wire }) => wire.join(place.serverId)));
		for (const person of people) person.place = place;
		const byName = Object.fromEntries(names.map((name, index) => [name, people[index]]));
		return { ...(byName as Record<Name, UserPage>), place };
	}

	/** The name of a server that no other story uses. */
	newName = (name: string): string => `${name} ${++made}`;

	async closeAll(): Promise<void> {
		await Promise.all(this.all.map((person) => person.close()));
	}
}
