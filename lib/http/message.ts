import type { Readable } from "node:stream";

export type Params = Record<string, string | undefined>;
/**
 * The parts of a request that a handler needs. A web Request has them; the request listener, which serves thousands a
 * second, creates a lighter object.
 */
export type HttpRequest = {
	method: string;
	url: string;
	headers: Pick<Headers, "get" | "has">;
	body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
	/** The viewer, as soon as they are known. */
	viewerId?: number;
};
export type HttpResponse = {
	status: number;
	headers: Record<string, string | string[]>;
	body: string | Buffer<ArrayBuffer> | Readable | null;
};
