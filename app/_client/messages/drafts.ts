import type { Draft as ServerDraft } from "@/lib/realtime/protocol";
import { asApiError } from "../api";
import { createEmitter } from "../create-store";
import { type KeyValueStorage, keysWith, readJson, writeJson } from "../safe-storage";
import { closingCodes } from "./channel-feed";

/** An unsent message. */
export type Draft = { content: string; replyTo: number | null };
type Kept = Draft & {
	/** The time of the edit, by this device's clock. */
	at: number;
	/** The server's time of it, once uploaded. */
	told: string | null;
};
type Listener = (draft: Draft) => void;
type Put = (
	channelId: number,
	draft: Draft & { ageMs: number },
	options?: { keepalive: boolean },
) => Promise<{ draft: ServerDraft }>;

type Wire = {
	userId: number;
	storage: KeyValueStorage;
	put: Put;
	list: () => Promise<{ drafts: ServerDraft[] }>;
	/** Rejects if the user has no access to the channel. */
	checkAccess: (channelId: number) => Promise<unknown>;
	/** The user has lost access to the channel of this draft, which is nowhere else. */
	lost?: (channelId: number, draft: Draft) => void;
	now?: () => number;
	afterMs?: number;
};

const none: Draft = { content: "", replyTo: null };
const quietMs = 700;
const againMs = 5000;
/** The user waits no longer than this for uploads before signing out. */
const lastUploadMs = 5000;
/** Temporary errors; after any other the draft stays on this device. */
const passing = new Set(["network", "unavailable", "rate_limited", "internal"]);

/**
 * A user's drafts by channel: stored on this device at once and on the server soon after, for their other devices. A
 * draft that is not uploaded yet is never overwritten; the server decides which edit is the latest.
 */
export class Drafts {
	private readonly kept = new Map<number, Kept>();
	private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
	private readonly handing = new Map<number, Promise<void>>();
	private readonly readers = new Map<number, Set<Listener>>();
	private readonly changes = createEmitter();
	private readonly collecting = createEmitter();
	private readonly prefix: string;
	private connected = false;
	private isOver = false;

	constructor(private readonly wire: Wire) {
		this.prefix = `hearth.draft.${wire.userId}.`;
		this.load(() => true);
	}

	subscribe = this.changes.subscribe;

	read = (channelId: number): Draft => this.kept.get(channelId) ?? none;
	has = (channelId: number): boolean => this.read(channelId).content.trim() !== "";

	/** Subscribes to drafts of other devices. */
	subscribeTo(channelId: number, listener: Listener): () => void {
		const readers = this.readers.get(channelId) ?? new Set();
		this.readers.set(channelId, readers.add(listener));
		return () => readers.delete(listener);
	}

	/**
	 * Saves a draft; returns false if this device cannot store it. With `now` it is uploaded at once, because it was
	 * sent.
	 */
	write(channelId: number, { content, replyTo }: Draft, now = false): boolean {
		const before = this.read(channelId);
		if (before.content === content && before.replyTo === replyTo && !now) return true;
		const stored = this.set(channelId, { content, replyTo, at: this.now(), told: null });
		this.handOverIn(channelId, now ? 0 : (this.wire.afterMs ?? quietMs));
		return stored;
	}

	/** After connecting, all drafts are compared with the server. */
	async setConnected(connected: boolean): Promise<void> {
		this.connected = connected;
		await this.compare();
	}

	/**
	 * Takes the server's list of drafts, and uploads newer ones. Those in channels that the user may not see any more are
	 * deleted: the server lists none of them, and takes none.
	 */
	async compare(): Promise<void> {
		if (!this.connected) return;
		const before = new Map(this.kept);
		const { drafts } = await this.wire.list().catch(() => ({ drafts: null }));
		if (!drafts) return;
		for (const draft of drafts) this.receive(draft);
		const listed = new Set(drafts.map(({ channelId }) => channelId));
		for (const [channelId, kept] of before) {
			if (kept.told === null) this.handOverIn(channelId, 0);
			else if (kept.content !== "" && !listed.has(channelId)) await this.dropUnlisted(channelId, kept, kept.told);
		}
	}

	/**
	 * The draft was sent or discarded on another device, or the user has lost access to its channel. In that case an open
	 * composer keeps the text until the channel says that it is closed.
	 */
	private async dropUnlisted(channelId: number, kept: Kept, told: string): Promise<void> {
		let code: string | null = null;
		if (this.isOpen(channelId))
			await this.wire.checkAccess(channelId).catch((error) => {
				code = asApiError(error).code;
			});
		// It changed here meanwhile.
		if (this.kept.get(channelId) !== kept) return;
		if (code === null) this.adopt(channelId, none, told);
		else if (closingCodes.has(code)) this.forget(channelId);
	}

	/** Whether a composer of the channel is open. */
	private isOpen(channelId: number): boolean {
		return (this.readers.get(channelId)?.size ?? 0) > 0;
	}

	/** The server reports a draft of another device, or confirms one of this. */
	receive({ channelId, content, replyTo, updatedAt }: ServerDraft): void {
		const kept = this.kept.get(channelId);
		// The server decides about drafts that are not uploaded yet.
		if (kept && (kept.told === null || updatedAt < kept.told)) return;
		this.adopt(channelId, { content, replyTo }, updatedAt);
	}

	/** Fields store their text a moment after typing, or when this calls its listener. */
	onCollect = this.collecting.subscribe;
	collect(): void {
		this.collecting.emit();
	}

	/** The page is closing: uploads pending drafts. */
	flush(): void {
		this.collect();
		for (const channelId of this.timers.keys()) void this.handOver(channelId, { keepalive: true });
	}

	/**
	 * Uploads all drafts, also those of other tabs and without a socket: the user is about to sign out. Those that take
	 * too long are left not uploaded.
	 */
	async upload(withinMs = lastUploadMs): Promise<void> {
		this.collect();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const timeout = new Promise<void>((resolve) => {
			timer = setTimeout(resolve, withinMs);
		});
		await Promise.race([this.uploadAll(), timeout]);
		clearTimeout(timer);
	}

	private async uploadAll(): Promise<void> {
		this.load((channelId) => !this.kept.has(channelId));
		await Promise.all(this.handing.values());
		await Promise.all([...this.kept.keys()].map((channelId) => this.handOver(channelId, { isLast: true })));
	}

	/** The session is over: deletes the drafts from the storage. In this document those not uploaded can be copied. */
	wipe(): void {
		this.isOver = true;
		for (const key of keysWith(this.prefix, this.wire.storage)) writeJson(key, null, this.wire.storage);
	}

	/** The text of drafts that are not on the server. */
	notUploaded = (): string =>
		[...this.kept.values()]
			.filter(({ told, content }) => told === null && content.trim() !== "")
			.map(({ content }) => content)
			.join("\n\n");

	/** The user has lost access to the channel. Its open composer keeps the text, to be copied; otherwise it is reported. */
	private forget(channelId: number): void {
		const kept = this.kept.get(channelId);
		const isOnlyHere = kept?.told === null && kept.content.trim() !== "";
		if (isOnlyHere && !this.isOpen(channelId)) this.wire.lost?.(channelId, kept);
		this.kept.delete(channelId);
		writeJson(this.prefix + channelId, null, this.wire.storage);
		this.changes.emit();
	}

	private adopt(channelId: number, draft: Draft, updatedAt: string): void {
		const before = this.read(channelId);
		this.set(channelId, { ...draft, at: this.now(), told: updatedAt });
		if (before.content === draft.content && before.replyTo === draft.replyTo) return;
		for (const reader of this.readers.get(channelId) ?? []) reader(draft);
	}

	private handOverIn(channelId: number, ms: number): void {
		clearTimeout(this.timers.get(channelId));
		this.timers.set(
			channelId,
			setTimeout(() => void this.handOver(channelId), ms),
		);
	}

	private load(isWanted: (channelId: number) => boolean): void {
		for (const key of keysWith(this.prefix, this.wire.storage)) {
			const kept = this.stored(key);
			const channelId = Number(key.slice(this.prefix.length));
			if (kept && isWanted(channelId)) this.kept.set(channelId, kept);
		}
	}

	/** One upload at a time a channel, so that they arrive in order. */
	private handOver(channelId: number, options?: { keepalive?: boolean; isLast?: boolean }): Promise<void> {
		clearTimeout(this.timers.get(channelId));
		this.timers.delete(channelId);
		const kept = this.kept.get(channelId);
		const mayUpload = (this.connected || options?.isLast) && !this.isOver && !this.handing.has(channelId);
		if (!kept || kept.told !== null || !mayUpload) return Promise.resolve();
		const uploading = this.put(channelId, kept, options?.keepalive === true);
		this.handing.set(channelId, uploading);
		return uploading;
	}

	private async put(channelId: number, kept: Kept, keepalive: boolean): Promise<void> {
		const { content, replyTo, at } = kept;
		let wait: number | null = null;
		try {
			const ageMs = Math.max(0, Math.round(this.now() - at));
			const { draft } = await this.wire.put(channelId, { content, replyTo, ageMs }, { keepalive });
			if (this.kept.get(channelId) === kept) this.adopt(channelId, draft, draft.updatedAt);
			else wait = 0;
		} catch (error) {
			const { code } = asApiError(error);
			if (passing.has(code)) wait = againMs;
			else if (closingCodes.has(code)) this.forget(channelId);
			else if (this.kept.get(channelId) !== kept) wait = 0;
		}
		this.handing.delete(channelId);
		if (wait !== null) this.handOverIn(channelId, wait);
	}

	private set(channelId: number, kept: Kept): boolean {
		this.kept.set(channelId, kept);
		this.changes.emit();
		if (this.isOver) return false;
		// Empty and uploaded: nothing is left to store.
		const isDone = kept.content === "" && kept.told !== null;
		return writeJson(this.prefix + channelId, isDone ? null : kept, this.wire.storage);
	}

	private stored(key: string): Kept | null {
		const { content, replyTo, at, told } = (readJson(key, this.wire.storage) ?? {}) as Partial<Kept>;
		if (typeof content !== "string") return null;
		return {
			content,
			replyTo: typeof replyTo === "number" ? replyTo : null,
			at: typeof at === "number" ? at : this.now(),
			told: typeof told === "string" ? told : null,
		};
	}

	private now = () => (this.wire.now ?? Date.now)();
}
