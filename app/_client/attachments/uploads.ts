import type { Attachment, WireError } from "@/lib/realtime/protocol";
import { createEmitter } from "../create-store";

export type UploadState = "waiting" | "sending" | "saving" | "done" | "failed" | "tooLarge";
/** An upload, as its tile shows it. */
export type Upload = {
	key: string;
	name: string;
	size: number;
	/** A local preview, if it is a picture. */
	previewUrl: string | null;
	state: UploadState;
	/** 0 to 1. */
	progress: number;
	attachment: Attachment | null;
	alt: string;
	spoiler: boolean;
	failure: WireError | null;
};
/** All uploads of a composer, and their combined state. */
export type Tray = {
	items: readonly Upload[];
	/** The progress, 0 to 100, while any upload is running; then nothing can be sent. */
	percent: number | null;
	/** The first failed upload: while it is in the tray nothing can be sent. */
	blocking: Upload | null;
	/** At least one upload is ready to be sent. */
	hasDone: boolean;
};
export type Description = Pick<Upload, "alt" | "spoiler">;
export type Bounds = { maxBytes: number; mostPerMessage: number };
export type Sending = { done: Promise<Attachment>; cancel: () => void };

type Options = {
	bounds: () => Promise<Bounds>;
	send: (file: File, onProgress: (part: number) => void) => Sending;
	describe: (id: number, description: Description) => Promise<Attachment>;
	remove: (id: number) => void;
	failureOf: (error: unknown) => WireError;
	preview?: (file: File) => string | null;
	release?: (url: string) => void;
	/** Completed but unsent uploads of an earlier visit in this tab. */
	kept?: readonly Attachment[];
	keep?: (attachments: readonly Attachment[]) => void;
};
type Held = { file: File; cancel: (() => void) | null };
/** The result of adding files. */
export type Added = { most: number; leftOut: readonly string[] };

const concurrency = 3;

/** The uploads of one composer: started at once, a few at a time, and sent with the next message. */
export class Uploads {
	private items: readonly Upload[] = [];
	private tray = trayOf([]);
	private readonly held = new Map<string, Held>();
	private readonly changes = createEmitter();
	private known: Bounds | null = null;
	private nextKey = 0;

	constructor(private readonly options: Options) {
		const kept = options.kept ?? [];
		if (kept.length > 0) this.set(kept.map((attachment) => uploaded(String(this.nextKey++), attachment)));
	}

	subscribe = this.changes.subscribe;
	getSnapshot = () => this.tray;

	/** The maximum file size, once known. */
	get maxBytes(): number | null {
		return this.known?.maxBytes ?? null;
	}

	/** Returns the files left out because a message has a maximum number. */
	async add(files: readonly File[]): Promise<Added> {
		const { bounds, preview } = this.options;
		// Without a response the server checks the size itself.
		this.known ??= await bounds().catch(() => null);
		const { maxBytes = Number.POSITIVE_INFINITY, mostPerMessage = 10 } = this.known ?? {};
		const taken = files.slice(0, Math.max(0, mostPerMessage - this.items.length));
		const added = taken.map((file): Upload => {
			const key = String(this.nextKey++);
			this.held.set(key, { file, cancel: null });
			const tooLarge = file.size > maxBytes;
			return {
				key,
				name: file.name,
				size: file.size,
				previewUrl: tooLarge ? null : (preview?.(file) ?? null),
				state: tooLarge ? "tooLarge" : "waiting",
				progress: 0,
				attachment: null,
				alt: "",
				spoiler: false,
				failure: null,
			};
		});
		this.set([...this.items, ...added]);
		this.sendNext();
		return { most: mostPerMessage, leftOut: files.slice(taken.length).map(({ name }) => name) };
	}

	/** Removes an upload from the tray in any state. */
	remove(key: string): void {
		const item = this.items.find((one) => one.key === key);
		if (!item) return;
		this.held.get(key)?.cancel?.();
		if (item.attachment) this.options.remove(item.attachment.id);
		this.forget([item]);
		this.sendNext();
	}

	retry(key: string): void {
		const item = this.items.find((one) => one.key === key);
		if (item?.state !== "failed") return;
		if (item.attachment) void this.save(key);
		else this.change(key, { state: "waiting", progress: 0, failure: null });
		this.sendNext();
	}

	/** The description is sent with the file, and may be set before the upload ends. */
	describe(key: string, description: Description): void {
		this.change(key, description);
		if (this.items.find((one) => one.key === key)?.attachment) void this.save(key);
	}

	/** Takes all completed uploads out of the tray for a message. Failed ones stay. */
	take(): Attachment[] {
		const done = this.items.filter(({ state }) => state === "done");
		this.forget(done);
		return done.flatMap(({ attachment }) => (attachment ? [attachment] : []));
	}

	/** Puts completed uploads back that a message has taken. */
	putBack(attachments: readonly Attachment[]): void {
		this.set([...this.items, ...attachments.map((attachment) => uploaded(String(this.nextKey++), attachment))]);
	}

	private sendNext(): void {
		const sending = this.items.filter(({ state }) => state === "sending").length;
		for (const { key } of this.items.filter(({ state }) => state === "waiting").slice(0, concurrency - sending))
			void this.send(key);
	}

	private async send(key: string): Promise<void> {
		const held = this.held.get(key);
		if (!held) return;
		this.change(key, { state: "sending" });
		const sending = this.options.send(held.file, (progress) => this.change(key, { progress }));
		held.cancel = sending.cancel;
		try {
			const attachment = await sending.done;
			// Removed from the tray at the very moment the upload ended.
			if (!this.held.has(key)) return this.options.remove(attachment.id);
			const item = this.items.find((one) => one.key === key);
			this.change(key, { state: "done", progress: 1, attachment });
			if (item?.alt || item?.spoiler) await this.save(key);
		} catch (error) {
			const failure = this.options.failureOf(error);
			this.change(key, { state: failure.code === "too_large" ? "tooLarge" : "failed", failure });
		} finally {
			held.cancel = null;
			this.sendNext();
		}
	}

	private async save(key: string): Promise<void> {
		const item = this.items.find((one) => one.key === key);
		if (!item?.attachment) return;
		const { alt, spoiler } = item;
		this.change(key, { state: "saving", failure: null });
		try {
			const attachment = await this.options.describe(item.attachment.id, { alt, spoiler });
			this.change(key, { state: "done", attachment });
		} catch (error) {
			this.change(key, { state: "failed", failure: this.options.failureOf(error) });
		}
	}

	private change(key: string, change: Partial<Upload>): void {
		this.set(this.items.map((one) => (one.key === key ? { ...one, ...change } : one)));
	}

	private forget(gone: readonly Upload[]): void {
		for (const { key, previewUrl } of gone) {
			this.held.delete(key);
			if (previewUrl) this.options.release?.(previewUrl);
		}
		this.set(this.items.filter((one) => !gone.includes(one)));
	}

	private set(items: readonly Upload[]): void {
		this.items = items;
		this.tray = trayOf(items);
		this.options.keep?.(items.flatMap(({ state, attachment }) => (state === "done" && attachment ? [attachment] : [])));
		this.changes.emit();
	}
}

function uploaded(key: string, attachment: Attachment): Upload {
	const { name, size, alt, spoiler, thumbnailUrl } = attachment;
	const state = "done";
	return { key, name, size, previewUrl: thumbnailUrl, state, progress: 1, attachment, alt, spoiler, failure: null };
}

function trayOf(items: readonly Upload[]): Tray {
	const going = items.filter(({ state }) => state !== "tooLarge");
	const isMoving = items.some(({ state }) => state === "waiting" || state === "sending" || state === "saving");
	const sent = going.reduce((sum, { progress, size }) => sum + progress * size, 0);
	const total = going.reduce((sum, { size }) => sum + size, 1);
	return {
		items,
		percent: isMoving ? Math.min(99, Math.floor((100 * sent) / total)) : null,
		blocking: items.find(({ state }) => state === "failed" || state === "tooLarge") ?? null,
		hasDone: items.some(({ state }) => state === "done"),
	};
}
