import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError, invalid, isAppError } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { diskError } from "../storage/errors";
import { reserveDisk } from "../storage/quota";
import type { HttpRequest } from "./message";

declare module "../process/app-state" {
	interface AppState {
		/** The number of each user's uploads in progress. */
		receiving: Map<number, number>;
	}
}

/** An uploaded file on this machine's disk, under a generated name. */
export type Received = { name: string; path: string; size: number; fields: Partial<Record<string, string>> };

/** The content of an upload form: one file, and these short fields. */
export type FileForm = { maxBytes: number; fields: readonly string[] };

export const anyFile = (): FileForm => ({ maxBytes: config.maxUploadBytes, fields: [] });

/** The maximum size of the form around a file. */
const frameBytes = 16 * 1024;
const maxConcurrentUploads = 10;
const maxFieldBytes = 1024;

export const incoming = () => join(config.filesDir, "incoming");

/**
 * Streams the form's part `file` to the disk and lends it to `work`. Afterwards the file is deleted unless `work` has
 * moved it. Body timeouts are enforced by the server.
 */
export async function withFile<T>(
	who: number,
	asked: HttpRequest,
	form: FileForm,
	work: (file: Received) => Promise<T>,
): Promise<T> {
	const type = asked.headers.get("content-type") ?? "";
	if (!/^multipart\/form-data\s*;.*boundary=/i.test(type))
		throw new AppError("unsupported_media_type", "Send a form with one file, as multipart/form-data.");
	if (Number(asked.headers.get("content-length") ?? 0) > form.maxBytes + frameBytes) throw tooLarge(form);
	const { receiving } = appState();
	const running = receiving.get(who) ?? 0;
	if (running >= maxConcurrentUploads)
		throw new AppError("rate_limited", "Ten files are on their way already. Wait for one.", { retryAfterMs: 1000 });
	receiving.set(who, running + 1);
	const path = join(incoming(), randomUUID());
	let release = () => {};
	try {
		release = await reserveDisk(Number(asked.headers.get("content-length")) || form.maxBytes);
		await mkdir(incoming(), { recursive: true, mode: 0o700 });
		return await work(await receive(type, asked.body, path, form));
	} catch (error) {
		throw diskError(error);
	} finally {
		await rm(path, { force: true });
		release();
		const left = (receiving.get(who) ?? 1) - 1;
		if (left > 0) receiving.set(who, left);
		else receiving.delete(who);
	}
}

async function receive(type: string, body: HttpRequest["body"], path: string, form: FileForm): Promise<Received> {
	const stop = new AbortController();
	let refusal: unknown = null;
	let saving: Promise<Omit<Received, "fields">> | null = null;
	const fields: Partial<Record<string, string>> = Object.create(null);
	const refuse = (error: unknown) => {
		refusal ??= error;
		stop.abort();
	};
	let parser: InstanceType<typeof Busboy>;
	try {
		const { maxBytes, fields: known } = form;
		const limits = {
			files: 1,
			fields: known.length,
			fieldSize: maxFieldBytes,
			parts: 2 + known.length,
			fileSize: maxBytes,
			headerPairs: 20,
		};
		parser = new Busboy({ headers: { "content-type": type }, limits });
	} catch {
		throw malformed();
	}
	parser.on("file", (field: string, stream: BusboyFileStream, name: string | undefined) => {
		if (field !== "file") refuse(invalid({ [field.slice(0, 50)]: "Unknown field." }));
		stream.once("limit", () => refuse(tooLarge(form)));
		saving = save(stream, path, name ?? "", stop.signal);
		saving.catch((error) => refuse("syscall" in Object(error) ? error : malformed()));
	});
	parser.on("field", (field: string, value: string, _: boolean, isCut: boolean) => {
		if (!form.fields.includes(field)) refuse(invalid({ [field.slice(0, 50)]: "Unknown field." }));
		else if (field in fields || isCut) refuse(invalid({ [field]: isCut ? "Is too long." : "Give it once." }));
		else fields[field] = value;
	});
	for (const event of ["filesLimit", "partsLimit", "fieldsLimit"] as const)
		parser.on(event, () => refuse(invalid({ file: "Send one file a request, and nothing else." })));
	try {
		await pipeline(Readable.from((body ?? []) as AsyncIterable<Uint8Array>), parser, { signal: stop.signal });
		const received = await (saving as Promise<Omit<Received, "fields">> | null);
		if (refusal) throw refusal;
		if (!received) throw invalid({ file: "Send a file." });
		if (received.size === 0) throw invalid({ file: "The file is empty." });
		return { ...received, fields };
	} catch (error) {
		// Without the parser's end, the file stream would never close.
		stop.abort();
		await (saving as Promise<unknown> | null)?.catch(() => {});
		if (refusal) throw diskError(refusal);
		// A client that disconnects midway is not a server error.
		throw isAppError(error) ? error : malformed();
	}
}

async function save(
	stream: Readable,
	path: string,
	name: string,
	signal: AbortSignal,
): Promise<Omit<Received, "fields">> {
	const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
	const closed = new Promise<void>((resolve) => file.once("close", resolve));
	try {
		await pipeline(stream, file, { signal });
	} finally {
		// A stream can fail before its file is open, and the file would be created after its removal.
		await closed;
	}
	return { name, path, size: file.bytesWritten };
}

const malformed = () => new AppError("invalid_request", "The request’s body was cut off or is no form.");

function tooLarge({ maxBytes }: FileForm): AppError {
	const most = maxBytes < 1024 ** 2 ? `${Math.floor(maxBytes / 1024)} KB` : `${Math.floor(maxBytes / 1024 ** 2)} MB`;
	return new AppError("too_large", `A file may have ${most} at most.`);
}
