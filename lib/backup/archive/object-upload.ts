import { elementOf } from "../../storage/s3-client";
import { BackupError } from "../backup-error";
import { type ArchiveObject, patiently } from "./archive-place";
import type { ArchiveTarget } from "./archive-target";

/** A store takes 10,000 parts of at least 5 MB. */
const partBytes = 16 * 1024 * 1024;
/** So many parts are of one size, and the next ones larger: 10,000 of them hold 880 GB. */
const partsOfOneSize = 1000;

/** An object that is uploaded in parts while it is made. It appears in the bucket when it is complete. */
export class ObjectUpload implements ArchiveTarget {
	private uploadId: string | null = null;
	private readonly tags: string[] = [];

	constructor(private readonly object: ArchiveObject) {}

	/** The room in a bucket is not known. */
	async requireSpace(): Promise<void> {}

	async write(bytes: AsyncIterable<Uint8Array>): Promise<number> {
		const started = await this.send("POST", "?uploads=", Buffer.alloc(0));
		this.uploadId = elementOf("UploadId", started.text) ?? null;
		if (!this.uploadId) throw new BackupError(`The store of ${this.object.url} takes no uploads in parts.`);
		let size = 0;
		let pending: Uint8Array[] = [];
		let pendingBytes = 0;
		const flush = async () => {
			await this.sendPart(Buffer.concat(pending));
			pending = [];
			pendingBytes = 0;
		};
		for await (const chunk of bytes) {
			pending.push(chunk);
			pendingBytes += chunk.length;
			size += chunk.length;
			if (pendingBytes >= partBytes * (1 + Math.floor(this.tags.length / partsOfOneSize))) await flush();
		}
		if (pendingBytes > 0) await flush();
		return size;
	}

	async complete(): Promise<void> {
		const parts = this.tags.map(
			(tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
		);
		const list = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
		const { text } = await this.send("POST", this.query(), list);
		// A store that works on it for long has answered with 200 already when it fails.
		if (text.includes("<Error>"))
			throw new BackupError(`The store of ${this.object.url} could not complete the upload.`);
	}

	/** A store keeps the parts of an upload, and counts them, until this request deletes them. */
	async abandon(): Promise<void> {
		if (!this.uploadId) return;
		await this.object.client
			.done({ method: "DELETE", path: this.pathOf(this.query()) }, [200, 204, 404])
			.catch(() => {});
	}

	private async sendPart(part: Buffer): Promise<void> {
		const { tag } = await this.send("PUT", `?partNumber=${this.tags.length + 1}&${this.query().slice(1)}`, part);
		this.tags.push(tag);
	}

	private send(method: "POST" | "PUT", query: string, body: Buffer): Promise<{ text: string; tag: string }> {
		const { client, url } = this.object;
		return patiently(url, async () => {
			const answer = await client.ask({ method, path: this.pathOf(query), body });
			if (answer.statusCode !== 200) throw await client.refusal(answer);
			let text = "";
			for await (const chunk of answer) text += chunk;
			return { text, tag: escaped(String(answer.headers.etag ?? "")) };
		});
	}

	private query = () => `?uploadId=${encodeURIComponent(this.uploadId ?? "")}`;
	private pathOf = (query: string) => `/${this.object.name}${query}`;
}

const escaped = (tag: string) => tag.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
