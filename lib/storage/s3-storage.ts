import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import aws4 from "aws4";
import type { S3Settings } from "../process/config";
import { log } from "../process/log";
import { storageFull, storageUnavailable } from "./errors";
import { isKey, type Span, type Storage } from "./storage";

type Ask = { method: "GET" | "PUT" | "DELETE"; path: string; headers?: OutgoingHttpHeaders; file?: string };

const idleTimeoutMs = 30_000;
/** The prefix of Hearth's objects in a bucket that may hold others. */
const prefix = "attachments/";

/** Files in any S3-compatible store: plain requests, signed with version 4, with the bucket in the path. */
export class S3Storage implements Storage {
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

	/** Signed with its hash, so that the store keeps exactly these bytes or none. */
	async put(key: string, path: string): Promise<void> {
		const hash = createHash("sha256");
		await pipeline(createReadStream(path), hash);
		const { size } = await stat(path);
		const headers = {
			"Content-Length": size,
			"Content-Type": "application/octet-stream",
			"X-Amz-Content-Sha256": hash.digest("hex"),
		};
		await this.done({ method: "PUT", path: this.pathOf(key), headers, file: path }, [200]);
	}

	async get(key: string, span?: Span): Promise<Readable | null> {
		const headers = span ? { Range: `bytes=${span.from}-${span.to}` } : {};
		const answer = await this.ask({ method: "GET", path: this.pathOf(key), headers });
		if (answer.statusCode === (span ? 206 : 200)) return answer;
		if (answer.statusCode === 404) {
			answer.resume();
			return null;
		}
		throw await this.refusal(answer);
	}

	async remove(key: string): Promise<void> {
		await this.done({ method: "DELETE", path: this.pathOf(key) }, [200, 204, 404]);
	}

	async *list(): AsyncIterable<{ key: string; at: Date }> {
		for (let after = ""; ; ) {
			const query = new URLSearchParams({
				"list-type": "2",
				"max-keys": String(this.page),
				prefix,
				...(after && { "start-after": after }),
			});
			const listed = await this.done({ method: "GET", path: `/${this.settings.bucket}?${query}` }, [200]);
			const entries = [...listed.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = ""]) => ({
				name: /<Key>([^<]*)<\/Key>/.exec(entry)?.[1] ?? "",
				at: new Date(/<LastModified>([^<]*)<\/LastModified>/.exec(entry)?.[1] ?? Date.now()),
			}));
			for (const { name, at } of entries) {
				const key = name.slice(prefix.length);
				if (isKey(key)) yield { key, at };
			}
			const last = entries.at(-1)?.name;
			if (!last || !/<IsTruncated>true<\/IsTruncated>/.test(listed)) return;
			after = last;
		}
	}

	private get isSecure(): boolean {
		return this.endpoint.protocol === "https:";
	}

	private pathOf(key: string): string {
		return `/${this.settings.bucket}/${prefix}${key}`;
	}

	/** A request with a short response. */
	private async done(ask: Ask, wanted: number[]): Promise<string> {
		const answer = await this.ask(ask);
		if (!wanted.includes(answer.statusCode ?? 0)) throw await this.refusal(answer);
		return text(answer);
	}

	/** Each of these requests may be repeated, for example after the store has closed an idle connection. */
	private async ask(ask: Ask): Promise<IncomingMessage> {
		try {
			return await this.askOnce(ask).catch((failure: Failure) => {
				if (failure.again) return this.askOnce(ask);
				throw failure;
			});
		} catch (error) {
			log.warn({ err: error }, "the file store does not respond");
			throw storageUnavailable();
		}
	}

	private askOnce({ method, path, headers = {}, file }: Ask): Promise<IncomingMessage> {
		const { endpoint, settings } = this;
		const at = `${endpoint.pathname.replace(/\/$/, "")}${path}`;
		const unsigned = { host: endpoint.host, method, path: at, headers, service: "s3", region: settings.region };
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
			request.on("error", (cause) => reject(new Failure(request.reusedSocket, cause)));
			if (file)
				pipeline(createReadStream(file), request).catch((cause) => reject(new Failure(request.reusedSocket, cause)));
			else request.end();
		});
	}

	private async refusal(answer: IncomingMessage): Promise<Error> {
		const code = /<Code>([^<]{1,100})<\/Code>/.exec((await text(answer).catch(() => "")).slice(0, 10_000))?.[1];
		log.warn({ status: answer.statusCode, code }, "the file store rejects requests");
		return answer.statusCode === 507 || /Full|Quota|TooLarge/i.test(code ?? "") ? storageFull() : storageUnavailable();
	}
}

class Failure extends Error {
	constructor(
		readonly again: boolean,
		override readonly cause: unknown,
	) {
		super("The file store could not be asked.");
	}
}
