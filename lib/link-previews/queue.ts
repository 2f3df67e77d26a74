import { LRUCache } from "lru-cache";
import { loadMessage } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { isAppError } from "../errors";
import { consume } from "../http/rate-limits";
import { linksOf } from "../markdown";
import { change } from "../messages/change";
import { config } from "../process/config";
import { log } from "../process/log";
import { FairQueue } from "../workers/fair-queue";
import { buildPreview } from "./build-preview";
import type { Guard } from "./ssrf-guard";
import { addEmbeds, type Preview } from "./store";

declare module "../process/app-state" {
	interface AppState {
		/** Links whose previews are being fetched. */
		previews: PreviewQueue;
	}
}

export { embedFrom, remove, serveImage } from "./embeds";

type Words = { channelId: number; seq: number; content: string };
type Job = Words & { viewer: Viewer; links: string[] };

const maxWaiting = 1000;
const maxWaitingPerUser = 40;
/** The number of messages whose links are fetched at once. They wait for other sites and need little CPU. */
const concurrency = 24;
const knownMs = 20 * 60_000;
/** A failed link may work again soon, but is not retried for every user who posts it in one minute. */
const failedMs = 2 * 60_000;

/**
 * Fetches previews after messages were committed: one message of a user at a time, and users take turns. A message that
 * does not fit in the queue, or is in it when the process ends, gets no preview. Sending never waits for a preview.
 */
export class PreviewQueue {
	private readonly queue = new FairQueue<Job>();
	private readonly running = new Set<number>();
	private readonly known = new LRUCache<string, Promise<Preview | null>>({ max: 2000, ttl: knownMs });

	constructor(
		private readonly isOn: boolean,
		private readonly guard: Guard,
	) {}

	/** A message has this new content. Returns at once. */
	enqueue(viewer: Viewer, { channelId, seq, content }: Words): void {
		if (!this.isOn || !content.includes("://")) return;
		if (this.queue.size >= maxWaiting || this.queue.waiting(viewer.id) >= maxWaitingPerUser) return;
		const links = linksOf(content).filter((link) => !isOurs(link));
		if (links.length === 0) return;
		this.queue.push(viewer.id, { viewer, channelId, seq, content, links });
		this.fill();
	}

	private fill(): void {
		while (this.running.size < concurrency) {
			const next = this.queue.take((user) => !this.running.has(user));
			if (!next) return;
			void this.work(next.user, next.job);
		}
	}

	private async work(user: number, job: Job): Promise<void> {
		this.running.add(user);
		await this.show(job).catch((error) => {
			// The author left, or the message or channel was deleted, hidden or edited meanwhile: no preview is needed.
			if (!isAppError(error)) log.warn({ err: error }, "a preview could not be stored");
		});
		this.running.delete(user);
		this.fill();
	}

	private async show({ viewer, channelId, seq, content, links }: Job): Promise<void> {
		const found = new Map<string, Preview>();
		await Promise.all(
			links.map(async (link) => {
				const preview = await this.previewOf(viewer, link);
				if (preview) found.set(link, preview);
			}),
		);
		if (found.size === 0) return;
		const open = await loadMessage(viewer, channelId, seq, "edit");
		if (!includes(open.channel.permissions, "embed_links")) return;
		await change(viewer, open, async (tx, message) => {
			if (message.deleted || message.content !== content) return null;
			return (await addEmbeds(tx, viewer.id, open, links, found)) ? { kind: "updated" } : null;
		});
	}

	/** The preview of a link from the cache or the site; concurrent requests for it share one fetch. */
	private async previewOf(viewer: Viewer, link: string): Promise<Preview | null> {
		const key = link.replace(/#.*$/s, "");
		const known = this.known.get(key);
		if (known) return known;
		await consume("previews", viewer.id);
		const looked = buildPreview(viewer.id, key, this.guard).catch((error) => {
			log.debug({ err: error }, "a link has no preview");
			this.known.set(key, Promise.resolve(null), { ttl: failedMs });
			return null;
		});
		this.known.set(key, looked);
		return looked;
	}
}

/** A link to this instance needs the reader's own session. */
const isOurs = (link: string) =>
	config.publicUrl !== undefined && new URL(link).origin === new URL(config.publicUrl).origin;
