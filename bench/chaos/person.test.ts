import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Server } from "socket.io";
import { waitUntil } from "@/test/support/socket-client";
import { Person } from "./person";

test("a user connects again after the server has refused the connection, and after it has ended it", async () => {
	const folder = mkdtempSync(join(tmpdir(), "hearth-person-"));
	const http = createServer().listen(0, "127.0.0.1");
	await once(http, "listening");
	const server = new Server(http);
	let tries = 0;
	server.use((_, next) => next(++tries === 1 ? new Error("refused") : undefined));
	server.on("connection", (socket) => tries === 2 && socket.disconnect(true));
	const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	const person = new Person({ url, channelId: 1, name: "ada", cookie: "", folder });
	try {
		person.connect();
		await waitUntil("the third connection lasts", () => server.sockets.sockets.size === 1 && tries === 3);
	} finally {
		await person.leave();
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	}
	assert.equal(tries, 3);
});
