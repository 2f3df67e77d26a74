import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "@/lib/realtime/protocol";
import type { PlannedChange } from "./plan";

type Note = (
	entry:
		| { e: "asked"; id: number; kind: string; seq: number; content: string; emoji: string }
		| { e: "answered"; id: number; status: number; tries: number },
) => void;

const timeoutMs = 5000;
/** Final answers; any other status is retried. */
const settled = (status: number) => status >= 200 && status < 500 && status !== 429;

/**
 * A user's edits, deletions, reactions, votes and pins, over HTTP. Each message is edited at most once and then deleted
 * at most once, each reaction is set once, and each poll is answered once: when an answer is lost, it is unknown
 * whether the attempt took effect, and the verdict must not depend on it.
 */
export class Changes {
	waiting = 0;
	private count = 0;
	private stopped = false;
	private readonly fresh: number[] = [];
	private readonly edited: number[] = [];
	private readonly reactions: { seq: number; emoji: string }[] = [];
	private readonly reacted = new Set<string>();
	private readonly polls: number[] = [];
	private readonly voted = new Set<number>();
	private readonly pinned = new Set<number>();

	constructor(
		private readonly at: { url: string; channelId: number; cookie: string },
		private readonly note: Note,
	) {}

	/** Records an acknowledged message of this user, which may be changed from now on. */
	own(seq: number): void {
		this.fresh.push(seq);
	}

	/** Records messages that this user received, so that polls among them can be answered. */
	see(messages: readonly Pick<Message, "seq" | "poll">[]): void {
		for (const { seq, poll } of messages) if (poll && !this.polls.includes(seq)) this.polls.push(seq);
	}

	stop(): void {
		this.stopped = true;
	}

	/** Makes the planned change if possible; `head` is the newest message that this user knows. */
	make({ kind, roll, content, emoji }: PlannedChange, head: number): void {
		switch (kind) {
			case "edit": {
				const seq = taken(this.fresh, roll);
				if (seq)
					void this.ask("PATCH", "edit", seq, { content }).then((status) => status === 200 && this.edited.push(seq));
				return;
			}
			case "delete": {
				const seq = taken(this.fresh, roll) ?? taken(this.edited, roll);
				if (seq) void this.ask("DELETE", "delete", seq, {});
				return;
			}
			case "react": {
				const seq = 1 + Math.floor(roll * head);
				if (head === 0 || this.reacted.has(`${seq} ${emoji}`)) return;
				this.reacted.add(`${seq} ${emoji}`);
				void this.ask("PUT", "react", seq, { emoji }).then(
					(status) => status === 204 && this.reactions.push({ seq, emoji }),
				);
				return;
			}
			case "unreact": {
				const reaction = taken(this.reactions, roll);
				if (reaction) void this.ask("DELETE", "unreact", reaction.seq, { emoji: reaction.emoji });
				return;
			}
			case "vote": {
				const seq = this.polls[Math.floor(roll * this.polls.length)];
				if (!seq || this.voted.has(seq)) return;
				this.voted.add(seq);
				void this.ask("PUT", "vote", seq, { option: Math.floor(roll * 1000) % 3 });
				return;
			}
			case "pin": {
				const seq = 1 + Math.floor(roll * head);
				if (head === 0 || this.pinned.has(seq)) return;
				this.pinned.add(seq);
				void this.ask("PUT", "pin", seq, {});
			}
		}
	}

	private async ask(
		method: string,
		kind: string,
		seq: number,
		{ content = "", emoji = "", option }: { content?: string; emoji?: string; option?: number },
	): Promise<number> {
		const id = ++this.count;
		const path = `/api/channels/${this.at.channelId}/messages/${seq}${emoji ? `/reactions/${encodeURIComponent(emoji)}` : kind === "vote" ? "/votes" : kind === "pin" ? "/pin" : ""}`;
		const body = option !== undefined ? { options: [option] } : content ? { content } : null;
		this.waiting++;
		this.note({ e: "asked", id, kind, seq, content, emoji: option === undefined ? emoji : String(option) });
		for (let tries = 1; !this.stopped; tries++) {
			const status = await this.call(method, path, body);
			if (settled(status)) {
				this.note({ e: "answered", id, status, tries });
				this.waiting--;
				return status;
			}
			await sleep(200);
		}
		return 0;
	}

	/** Returns the status, or 0 if no answer came. */
	private async call(method: string, path: string, body: object | null): Promise<number> {
		try {
			const answer = await fetch(this.at.url + path, {
				method,
				headers: { cookie: this.at.cookie, ...(body && { "content-type": "application/json" }) },
				...(body && { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(timeoutMs),
			});
			await answer.arrayBuffer();
			return answer.status;
		} catch {
			return 0;
		}
	}
}

/** Removes an item from a list and returns it, chosen by a roll of at least 0 and less than 1. */
function taken<T>(list: T[], roll: number): T | undefined {
	return list.splice(Math.floor(roll * list.length), 1)[0];
}
