import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { enforceBodyTimeouts, isUpload, serverOptions } from "./body-timeout";

const server = createServer(serverOptions, (asked, answer) => {
	asked.on("error", () => {});
	asked.on("end", () => answer.end("whole"));
	asked.resume();
});
let stop = () => {};
let port = 0;
before(async () => {
	stop = enforceBodyTimeouts(server, isUpload, { requestMs: 300, uploadMs: 2000, sweepMs: 20 });
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	port = typeof address === "object" && address ? address.port : 0;
});
after(() => {
	stop();
	server.closeAllConnections();
	server.close();
});

/** Sends so many parts of so many bytes, one each 100 ms, and returns the outcome. */
async function sends(path: string, parts: number, bytes: number): Promise<"whole" | "cut"> {
	const asked = request({ port, method: "POST", path, headers: { "content-length": parts * bytes } });
	const end = new Promise<"whole" | "cut">((resolve) => {
		asked.on("error", () => resolve("cut"));
		asked.on("response", (answer) => answer.resume().on("end", () => resolve("whole")));
	});
	for (let part = 0; part < parts; part++) {
		asked.write(Buffer.alloc(bytes));
		await sleep(100);
	}
	return end;
}

const upload = "/api/channels/1/attachments";

test("cuts a body that comes too slowly, and an upload when hardly anything comes", async () => {
	const outcomes = await Promise.all([
		sends("/api/account", 10, 20_000),
		sends(`${upload}/x`, 10, 20_000),
		sends(upload, 10, 10),
	]);
	assert.deepEqual(outcomes, ["cut", "cut", "cut"]);
});

test("cuts a body that never ends", async () => {
	assert.equal(await sends(upload, 40, 20_000), "cut");
});

test("an upload may take as long as it makes progress; a body that arrives in time is complete", async () => {
	const outcomes = await Promise.all([sends(upload, 10, 20_000), sends("/api/account", 1, 20_000)]);
	assert.deepEqual(outcomes, ["whole", "whole"]);
});
