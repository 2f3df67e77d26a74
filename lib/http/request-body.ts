import type { z } from "zod";
import { AppError, isAppError } from "../errors";
import { mostNamed } from "./error-response";
import { checkShape } from "./json-limits";
import type { HttpRequest } from "./message";

const maxBytes = 256 * 1024;
/** A form of NextAuth's endpoints holds a name, a password and a token. */
const maxFormBytes = 16 * 1024;

/** Validates a body, which may be missing if its schema has a default. Without a schema it must have no fields. */
export function parseBody<Body>(schema: z.ZodType<Body> | undefined, raw: unknown): Body | undefined {
	if (schema) {
		const without = raw === undefined ? schema.safeParse(undefined) : null;
		if (without && !without.success) throw new AppError("invalid_request", "The request needs a JSON body.");
		return without ? without.data : schema.parse(raw);
	}
	if (raw === undefined) return undefined;
	const keys = typeof raw === "object" && raw !== null && !Array.isArray(raw) ? Object.keys(raw) : null;
	if (keys === null) throw new AppError("invalid_request", "The request’s body must be a JSON object.");
	if (keys[0] !== undefined)
		throw new AppError("invalid_request", "This call takes no fields.", {
			fields: Object.fromEntries(keys.slice(0, mostNamed).map((key) => [key, "Unknown field."])),
		});
	return undefined;
}

/** The body as JSON; undefined without one. */
export async function jsonOf(request: HttpRequest): Promise<unknown> {
	const announced = Number(request.headers.get("content-length") ?? 0);
	const mayHave = announced > 0 || request.headers.has("transfer-encoding");
	if (!mayHave) return undefined;
	const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
	if (type !== "application/json") throw new AppError("unsupported_media_type", "Send JSON, as application/json.");
	const bytes = await bytesOf(request, announced, maxBytes);
	if (bytes.length === 0) return undefined;
	return parsed(bytes);
}

function parsed(bytes: Uint8Array): unknown {
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new AppError("invalid_request", "The request’s body is not JSON.");
	}
	checkShape(value);
	return value;
}

/** A form's fields, also if sent as JSON, as NextAuth's endpoints accept both. */
export async function formOf(request: Request): Promise<URLSearchParams> {
	const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
	const json = type === "application/json";
	if (!json && type !== "application/x-www-form-urlencoded")
		throw new AppError("unsupported_media_type", "Send a form, as application/x-www-form-urlencoded.");
	const bytes = await bytesOf(request, Number(request.headers.get("content-length") ?? 0), maxFormBytes);
	if (!json) return new URLSearchParams(bytes.toString());
	const value = parsed(bytes);
	const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
	return new URLSearchParams(
		fields.flatMap(([name, field]) => (typeof field === "object" ? [] : [[name, String(field)]])),
	);
}

/** Reads at most `max` bytes, whatever length was announced. */
async function bytesOf(request: HttpRequest, announced: number, max: number): Promise<Buffer> {
	const tooLarge = () => new AppError("too_large", `The request’s body is over ${max / 1024} KiB.`);
	if (announced > max) throw tooLarge();
	const parts: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
			size += part.length;
			if (size > max) throw tooLarge();
			parts.push(part);
		}
	} catch (error) {
		// A client that disconnects midway is not a server error.
		throw isAppError(error) ? error : new AppError("invalid_request", "The request’s body was cut off.");
	}
	return Buffer.concat(parts);
}
