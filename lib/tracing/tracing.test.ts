import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { config } from "../process/config";
import { describeQuery } from "./describe-query";
import { startTracing } from "./start-tracing";

type Value = { stringValue?: string; intValue?: number };
type Span = {
	traceId: string;
	spanId: string;
	parentSpanId?: string;
	name: string;
	kind: number;
	attributes: { key: string; value: Value }[];
	links?: { traceId: string; spanId: string }[];
	status: { code?: number };
};
type Export = {
	resourceSpans: { resource: { attributes: Span["attributes"] }; scopeSpans: { spans: Span[] }[] }[];
};

let world: TestServer;
let ada: ApiClient;
let channelId: number;
let collector: Server;
const received: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
/** Next.js loads the API, which does nothing without this. */
const isLoaded = () =>
	Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("@opentelemetry/sdk-trace"));

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("tessellate");
	({ channelId } = await ada.createServer("Parquetry"));
	collector = createServer(async (request, response) => {
		received.push({ url: request.url ?? "", headers: request.headers, body: await text(request) });
		response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
	}).listen(0, "127.0.0.1");
	await once(collector, "listening");
});
after(async () => {
	config.traces = null;
	collector.close();
	await world.close();
});

const spansIn = () =>
	received.flatMap(({ body }) =>
		(JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
	);
const attribute = ({ attributes }: Pick<Span, "attributes">, name: string) => {
	const value = attributes.find(({ key }) => key === name)?.value;
	return value?.stringValue ?? value?.intValue;
};

/** Traces what happens, and returns the spans that the collector has received. */
async function trace(act: () => Promise<unknown>): Promise<Span[]> {
	received.length = 0;
	config.traces = { endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`, service: "loaf" };
	const stop = await startTracing();
	try {
		await act();
	} finally {
		await stop();
	}
	await waitUntil("the traces have arrived", () => received.length > 0);
	return spansIn();
}

test("without a collector nothing is traced, and OpenTelemetry is not loaded", async () => {
	config.traces = null;
	const stop = await startTracing();
	await ada.sendMessage(channelId, "untraced");
	await stop();
	assert.equal(isLoaded(), false);
	assert.deepEqual(received, []);
});

test("a request is one trace from the edge to the verb, its SQL and its events, with the id of its log lines", async () => {
	let requestId: string | null = null;
	const socket = await ada.connect();
	const spans = await trace(async () => {
		const response = await fetch(`${world.url}/api/channels/${channelId}`, {
			method: "PATCH",
			headers: { cookie: ada.cookie, "content-type": "application/json", origin: world.url },
			body: JSON.stringify({ topic: "marquetry" }),
		});
		assert.equal(response.status, 200, await response.text());
		requestId = response.headers.get("x-request-id");
	});
	socket.close();
	assert.ok(isLoaded());
	const edge = spans.find(({ name }) => name === "PATCH /api/channels/[channelId]");
	assert.ok(edge, spans.map(({ name }) => name).join());
	assert.deepEqual([edge.kind, edge.parentSpanId, attribute(edge, "http.response.status_code")], [2, undefined, 200]);
	assert.equal(attribute(edge, "hearth.request.id"), requestId);
	const own = spans.filter(({ traceId }) => traceId === edge.traceId);
	const verb = own.find(({ name }) => name === "verb");
	assert.equal(verb?.parentSpanId, edge.spanId);
	const ofVerb = own.filter(({ parentSpanId }) => parentSpanId === verb?.spanId);
	const update = ofVerb.find(({ name }) => name === "UPDATE channels");
	assert.equal(update?.kind, 3);
	assert.equal(attribute(update ?? { attributes: [] }, "db.system.name"), "postgresql");
	assert.ok(
		ofVerb.some(({ name, kind }) => name === "publish channel:updated" && kind === 4),
		ofVerb.map(({ name }) => name).join(),
	);
	const [{ url, body } = { url: "", body: "{}" }] = received;
	assert.equal(url, "/v1/traces");
	const resource = (JSON.parse(body) as Export).resourceSpans[0]?.resource ?? { attributes: [] };
	assert.equal(attribute(resource, "service.name"), "loaf");
	assert.ok(attribute(resource, "service.instance.id"));
});

test("a message of a socket links its transaction and events to it, and errors have a kind and no text", async () => {
	const socket = await ada.connect();
	await socket.open({ channelId });
	const spans = await trace(async () => {
		await socket.sendMessage(channelId, "herringbone");
		await socket.ask("message:send", { channelId, content: "x".repeat(5000), nonce: nonce() });
		await socket.ask("chevron" as "typing", { channelId });
		await ada.get("/api/channels/9999999/messages?q=chevron");
	});
	socket.close();
	const edges = spans.filter(({ name }) => name === "message:send");
	const append = spans.find(({ name }) => name === "append");
	assert.equal(edges.length, 2);
	const verbs = spans.filter(
		({ name, parentSpanId }) => name === "verb" && edges.some((e) => e.spanId === parentSpanId),
	);
	assert.ok(append?.links?.some(({ spanId }) => verbs.some((verb) => verb.spanId === spanId)));
	const ofAppend = spans.filter(({ traceId }) => traceId === append?.traceId).map(({ name }) => name);
	assert.ok(ofAppend.includes("publish messages"), ofAppend.join());
	assert.ok(verbs.some((verb) => attribute(verb, "error.type") !== undefined));
	assert.ok(spans.some(({ name }) => name === "an unknown event"));
	// Nothing that a user has sent or is called.
	const all = received.map(({ body }) => body).join("");
	for (const value of ["herringbone", "chevron", "xxxx", "tessellate", "Parquetry", "marquetry", ada.cookie])
		assert.equal(all.includes(value), false, value);
});

test("a statement is named by its operation and table", () => {
	const nameOf = (sql: string) => describeQuery(sql).name;
	assert.equal(nameOf('select "id" from "users" where "id" = $1'), "SELECT users");
	assert.equal(nameOf("insert into messages (a) values (?)"), "INSERT messages");
	assert.equal(nameOf("update only channels set a = 1"), "UPDATE channels");
	assert.equal(nameOf("begin read only"), "BEGIN");
	assert.equal(nameOf(""), "statement");
});
