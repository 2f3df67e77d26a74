import { after, before } from "node:test";
import type { ApiClient } from "./api-client";
import { TestServer } from "./test-server";

export let world: TestServer;
/** The owner of the server. */
export let ada: ApiClient;
/** A member of the server. */
export let bob: ApiClient;
/** An outsider. */
export let eve: ApiClient;
export let serverId: number;
/** The server's first channel. */
export let channelId: number;

/**
 * Opens the backend with three users before the tests of a file, and closes it after them. Node does not wait for one
 * hook of a file before it runs the next, so `more` is part of the same.
 */
export function setUpUsers(more?: () => Promise<void>): void {
	before(async () => {
		world = await TestServer.open();
		({ ada, bob, eve } = await world.createThree());
		await more?.();
	});
	after(() => world.close());
}

/** Does the same, and creates a server, which ada owns and bob joins. */
export function setUpCommunity(name = "Contour"): void {
	setUpUsers(async () => {
		({ serverId, channelId } = await ada.createServer(name));
		await bob.join(serverId);
	});
}
