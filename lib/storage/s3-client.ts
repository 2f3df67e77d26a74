import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import aws4 from "aws4";
import type { S3Settings } from "../process/s3-settings";

/** `path`: within the bucket, with its query; `file` or `body` is sent. */
export type S3Request = {
	method: "GET" | "PUT" | "POST" | "DELETE";
	path: string;
	headers?: OutgoingHttpHeaders;
	file?: string;
	body?: Buffer;
};
export type S3Object = { name: string; at: Date; bytes: number };

const idleTimeoutMs = 30_000;

/** Plain requests to any S3-compatible store, signed with version 4, with the bucket in the path. */
export class S3Client {
	private readonly endpoint: URL;
	private readonly agent: Agent;

	constructor(
		private readonly settings: S3Settings,
		/** The maximum of names in one listing request. */
		private readonly page = 1000,
	) {
		this.endpoint = new URL(settings.endpoint);
		const options = { keepAlive: true, maxSockets: 64, timeout: idleTimeoutMs };
		this.agent = this.isSecure ? new SecureAgent(options) : new Agent(options);
	}

	/** The objects whose names begin with a prefix, in the order of their names. */
	async *list(prefix: string): AsyncIterable<S3Object> {
		for (let after = ""; ; ) {
			const query = new URLSearchParams({
				"list-type": "2",
				"max-keys": String(this.page),
				prefix,
				...(after && { "start-after": after }),
			});
			const listed = await this.done({ method: "GET", path: `?${query}` }, [200]);
			const entries = elementsOf("Contents", listed).map((entry) => ({
				name: elementOf("Key", entry) ?? "",
				at: new Date(elementOf("LastModified", entry) ?? Date.now()),
				bytes: Number(elementOf("Size", entry) ?? 0),
			}));
			yield* entries;
			const last = entries.at(-1)?.name;
			if (!last || !/<IsTruncated>true<\/IsTruncated>/.test(listed)) return;
			after = last;
		}
	}

	/** A request with a short response, of which the text is returned. Throws S3Refusal and S3Silence. */
	async done(asked: S3Request, wanted: number[]): Promise<string> {
		const answer = await this.ask(asked);
		if (!wanted.includes(answer.statusCode ?? 0)) throw await this.refusal(answer);
		return text(answer);
	}

	/** Each request may be repeated, for example after the store has closed an idle connection. Throws S3Silence. */
	async ask(asked: S3Request): Promise<IncomingMessage> {
		return this.askOnce(asked).catch((silence: S3Silence) => {
			if (silence.isStale) return this.askOnce(asked);
			throw silence;
		});
	}

	/** The error for a response that was not wanted. */
	async refusal(answer: IncomingMessage): Promise<S3Refusal> {
		const shown = (await text(answer).catch(() => "")).slice(0, 10_000);
		return new S3Refusal(answer.statusCode ?? 0, /<Code>([^<]{1,100})<\/Code>/.exec(shown)?.[1]);
	}

	private get isSecure(): boolean {
		return this.endpoint.protocol === "https:";
	}

	private askOnce({ method, path, headers = {}, file, body }: S3Request): Promise<IncomingMessage> {
		const { endpoint, settings } = this;
		const at = `${endpoint.pathname.replace(/\/$/, "")}/${settings.bucket}${path}`;
		const ofBody = body && { "Content-Length": body.length, "X-Amz-Content-Sha256": sha256(body) };
		const unsigned = {
			...{ host: endpoint.host, method, path: at, service: "s3", region: settings.region },
			headers: { ...headers, ...ofBody },
		};
		const signed = aws4.sign(unsigned, settings);
		const request = (this.isSecure ? requestHttps : requestHttp)({
			hostname: endpoint.hostname,
			port: endpoint.port,
			method,
			path: at,
			headers: signed.headers as OutgoingHttpHeaders,
			agent: this.agent,
		});
		return new Promise((resolve, reject) => {
			request.setTimeout(idleTimeoutMs, () => request.destroy(new Error("The store was silent for 30 s.")));
			request.once("response", resolve);
			const fail = (cause: unknown) => reject(new S3Silence(request.reusedSocket, cause));
			request.on("error", fail);
			if (file) pipeline(createReadStream(file), request).catch(fail);
			else request.end(body);
		});
	}
}

/** The store does not respond. */
export class S3Silence extends Error {
	constructor(
		/** Whether the connection was an old one, which the store may have closed. */
		readonly isStale: boolean,
		override readonly cause: unknown,
	) {
		super("The store does not respond.");
	}
}

/** The store has refused a request. */
export class S3Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string | undefined,
	) {
		super(`The store refused a request: ${code ?? status}.`);
	}
}

const sha256 = (body: Buffer) => createHash("sha256").update(body).digest("hex");

/** The contents of the elements of this name in a short XML document of the store. */
export const elementsOf = (name: string, xml: string): string[] =>
	[...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, content = ""]) => content);
export const elementOf = (name: string, xml: string): string | undefined => elementsOf(name, xml)[0];
