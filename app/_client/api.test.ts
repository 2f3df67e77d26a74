import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { api, repeatedGet, setRequestUser } from "./api";
import { type RolePreview, setRolePreview } from "./servers/role-preview";

const { fetch } = globalThis;
afterEach(() => {
	globalThis.fetch = fetch;
	setRequestUser(null);
	setRolePreview(null);
});

/** Answers with these responses, and keeps the tags that were sent. */
function respondWith(...responses: Response[]): (string | null)[] {
	const sent: (string | null)[] = [];
	globalThis.fetch = async (_, init) => {
		sent.push(new Headers(init?.headers).get("if-none-match"));
		return responses.shift() ?? Response.error();
	};
	return sent;
}

const tagged = (body: object, etag: string) => Response.json(body, { headers: { etag } });
const notModified = () => new Response(null, { status: 304 });

test("every request names the document's user, beside its other headers", async () => {
	const sent: Record<string, string>[] = [];
	globalThis.fetch = async (_, init) => {
		sent.push(Object.fromEntries(new Headers(init?.headers)));
		return tagged({}, '"a"');
	};
	const json = { "content-type": "application/json" };
	await api.put("/api/draft", {});
	setRequestUser(7);
	await api.put("/api/draft", {}, { keepalive: true });
	const get = repeatedGet("/api/list");
	await get();
	await get();
	assert.deepEqual(sent, [
		json,
		{ ...json, "x-user-id": "7" },
		{ "x-user-id": "7" },
		{ "x-user-id": "7", "if-none-match": '"a"' },
	]);
});

test("a repeated GET sends the tag of its latest response, and keeps an unchanged one", async () => {
	const sent = respondWith(tagged({ n: 1 }, '"a"'), notModified(), tagged({ n: 2 }, '"b"'), notModified());
	const get = repeatedGet<{ n: number }>("/api/list");
	const bodies = [await get(), await get(), await get(), await get()];
	assert.deepEqual(bodies, [{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }]);
	assert.deepEqual(sent, [null, '"a"', '"a"', '"b"']);
});

test("a repeated GET without a tag is sent in full, and an error is thrown", async () => {
	const failed = Response.json({ error: { code: "unavailable", message: "Later." } }, { status: 503 });
	const sent = respondWith(Response.json({ n: 1 }), Response.json({ n: 2 }), failed);
	const get = repeatedGet<{ n: number }>("/api/list");
	assert.deepEqual([await get(), await get()], [{ n: 1 }, { n: 2 }]);
	await assert.rejects(get(), { code: "unavailable" });
	assert.deepEqual(sent, [null, null, null]);
});

test("while a role is previewed, requests that write are refused before they are sent, and reads are not", async () => {
	const sent: string[] = [];
	globalThis.fetch = async (_, init) => {
		sent.push(String(init?.method));
		return Response.json({});
	};
	setRolePreview({} as RolePreview);
	for (const write of [api.post, api.put, api.patch, api.delete])
		await assert.rejects(write("/api/anything"), { code: "previewing" });
	await api.get("/api/anything");
	setRolePreview(null);
	await api.post("/api/anything");
	assert.deepEqual(sent, ["GET", "POST"]);
});
