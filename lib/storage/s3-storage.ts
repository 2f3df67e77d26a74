import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { log } from "../process/log";
import type { S3Settings } from "../process/s3-settings";
import { storageFull, storageUnavailable } from "./errors";
import { S3Client, S3Refusal } from "./s3-client";
import { isKey, type Span, type Storage } from "./storage";

/** The prefix of Hearth's objects in a bucket that may hold others. */
const prefix = "attachments/";

/** Files in any S3-compatible store. */
export class S3Storage implements Storage {
	private readonly client: S3Client;

	/** `page`: the maximum of names in one listing request. */
	constructor(settings: S3Settings, page?: number) {
		this.client = new S3Client(settings, page);
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
		await reported(this.client.done({ method: "PUT", path: pathOf(key), headers, file: path }, [200]));
	}

	async get(key: string, span?: Span): Promise<Readable | null> {
		const headers = span ? { Range: `bytes=${span.from}-${span.to}` } : {};
		const answer = await reported(this.client.ask({ method: "GET", path: pathOf(key), headers }));
		if (answer.statusCode === (span ? 206 : 200)) return answer;
		if (answer.statusCode === 404) {
			answer.resume();
			return null;
		}
		throw failureFor(await this.client.refusal(answer));
	}

	async remove(key: string): Promise<void> {
		await reported(this.client.done({ method: "DELETE", path: pathOf(key) }, [200, 204, 404]));
	}

	async *list(): AsyncIterable<{ key: string; at: Date }> {
		try {
			for await (const { name, at } of this.client.list(prefix)) {
				const key = name.slice(prefix.length);
				if (isKey(key)) yield { key, at };
			}
		} catch (error) {
			throw failureFor(error);
		}
	}
}

const pathOf = (key: string) => `/${prefix}${key}`;

const reported = <T>(asked: Promise<T>): Promise<T> =>
	asked.catch((error) => {
		throw failureFor(error);
	});

/** The error for users; the log has the reason. */
function failureFor(error: unknown): Error {
	if (!(error instanceof S3Refusal)) {
		log.warn({ err: error }, "the file store does not respond");
		return storageUnavailable();
	}
	const { status, code } = error;
	log.warn({ status, code }, "the file store rejects requests");
	return status === 507 || /Full|Quota|TooLarge/i.test(code ?? "") ? storageFull() : storageUnavailable();
}
