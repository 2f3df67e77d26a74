import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@/e2e/api-client";
import type { Message, MessagePage } from "@/lib/realtime/protocol";
import { clock } from "../event-log";
import { endsMembership, type Received, type Recorder } from "./recorder";
import { openAll, placesOf, type Site, Way } from "./scenarios";
import { Sending } from "./sending";

const hourMs = 3_600_000;
/** How long a user who is timed out keeps trying to send. */
const tryingMs = 100;
/** How soon a user whose timeout has ended must be able to send, on every instance. */
const sendsAgainMs = 2000;

/** A server with a member whom the owner sanctions. */
type Place = Site & { member: ApiClient };
/** The newest message of each channel and thread. */
type Heads = Map<number, number>;

/** The ways in which a moderator takes the server, or the right to write in it, from a member. */
export class Sanctions extends Way {
	/** Tests kicking. A kicked member may join again, and is kicked again in the next round. */
	kick = (times: number) =>
		this.remove(times, "kicked", async (place) => {
			await this.act(place, { sanction: { kind: "kick" } });
			return () => place.member.join(place.serverId);
		});

	/**
	 * Tests banning. The user is kept out until the ban is undone. In every other round it also removes what the user
	 * wrote, and the undo restores it.
	 */
	ban = (times: number) =>
		this.remove(times, "banned", async (place, n) => {
			const { member } = place;
			const after = await this.headsOf(place);
			for (const channelId of placesOf(place)) await member.sends(channelId, `${channelId} of ${n}`);
			const written = await this.writtenBy(place, after, this.owner);
			const isPurge = n % 2 === 1;
			const action = await this.act(place, { sanction: { kind: "ban" }, ...(isPurge && { purgeHours: 1 }) });
			return async () => {
				await this.checkKeptOut(place);
				if (isPurge) {
					const removed = (await this.writtenBy(place, after, this.owner)).filter(isTombstone);
					if (removed.length !== written.length)
						this.checker.lose(`${removed.length} of ${written.length} messages were removed`);
				}
				await this.owner.call("DELETE", action);
				await member.join(place.serverId);
				// The user reads the channel like any who joins late.
				for (const reader of [this.owner, member]) {
					const read = (await this.writtenBy(place, after, reader)).map(contentOf);
					if (read.join() !== written.map(contentOf).join())
						this.checker.lose(`after the ban there was ${read.join()}`);
				}
			};
		});

	/**
	 * Tests a timeout while the member sends as fast as they can: what was acknowledged stays, and nothing that is sent
	 * after the answer is acknowledged.
	 */
	async timeout(times: number): Promise<void> {
		const member = await this.signUpMember();
		const place = { ...(await this.makeServer()), member };
		const { serverId } = place;
		await member.join(serverId);
		// One for each channel and thread.
		const recorders = await this.clientsOf(member, ["websocket", "websocket", "polling", "websocket"]);
		await openAll(recorders, placesOf(place));
		for (let n = 0; n < times; n++) {
			const after = await this.headsOf(place);
			const sending = new Sending(recorders, placesOf(place), `round ${n}`);
			await sending.until(({ seq }) => typeof seq === "number");
			await sleep(n % 40);
			for (const recorder of recorders) recorder.received.length = 0;
			const until = new Date(Date.now() + hourMs).toISOString();
			const action = await this.act(place, { sanction: { kind: "timeout", until } });
			const answered = clock();
			const before = this.heartbeat.received;
			await this.checkNotified(recorders, serverId, answered);
			await sleep(tryingMs);
			await sending.until(({ sentAt, seq }) => sentAt > answered && seq !== undefined);
			await sending.end();
			this.checkSent(sending, await this.writtenBy(place, after, this.owner), answered);
			await this.owner.call("DELETE", action);
			await this.checkSendsAgain(recorders, placesOf(place));
			this.tally.heartbeats += this.heartbeat.received - before;
			this.tally.times++;
		}
		for (const recorder of recorders) recorder.close();
	}

	/**
	 * Removes a member `times` times by an action. The function that `act` returns runs when the sockets were checked, and
	 * lets the member in again.
	 */
	private async remove(
		times: number,
		reason: string,
		act: (place: Place, n: number) => Promise<() => Promise<unknown>>,
	): Promise<void> {
		const member = await this.signUpMember();
		const place = { ...(await this.makeServer()), member };
		const { serverId } = place;
		await member.join(serverId);
		const recorders = await this.clientsOf(member);
		const isLast = (one: Received) =>
			endsMembership(one, serverId) && (one.payload as { reason?: string }).reason === reason;
		for (let n = 0; n < times; n++) {
			await openAll(recorders, placesOf(place));
			await sleep(n % 40);
			for (const recorder of recorders) recorder.received.length = 0;
			const racing = this.openOne(recorders, placesOf(place), n);
			const returns = await act(place, n);
			await this.check(recorders, place, { losses: [{ isLast, taken: [] }] });
			await racing;
			await this.checkRefused(recorders, placesOf(place));
			await returns();
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Imposes a sanction, and returns the path of the action. */
	private async act({ serverId, member }: Place, body: object): Promise<string> {
		const path = `/api/servers/${serverId}/moderation-actions`;
		const { action } = await this.owner.call<{ action: { id: number } }>("POST", path, {
			subject: member.username,
			...body,
		});
		return `${path}/${action.id}`;
	}

	private async checkKeptOut({ serverId, member }: Place): Promise<void> {
		const refusal = await member.join(serverId).then(
			() => "accepted",
			(error: Error) => error.message,
		);
		if (!/: 403 .*"banned"/.test(refusal)) this.checker.accept(`a banned user who joined was answered ${refusal}`);
	}

	/** Checks that all of the member's sockets are notified of the timeout in time. */
	private async checkNotified(recorders: Recorder[], serverId: number, answered: number): Promise<void> {
		const isNotice = ({ event, payload }: Received) =>
			event === "access" && (payload as { serverId: number }).serverId === serverId;
		const waiting = () => recorders.filter(({ received }) => !received.some(isNotice));
		while (waiting().length > 0 && clock() - answered < this.placement.notifiedWithinMs + 1000) await sleep(5);
		for (const { received } of recorders) this.checker.checkNotified(received.find(isNotice), answered);
	}

	/** Checks the log against what the member sent: each acknowledged message once, in order, and none that was refused. */
	private checkSent({ sent }: Sending, written: Message[], answered: number): void {
		const seqs = new Map<string, number[]>();
		for (const { content, seq } of written) seqs.set(content, [...(seqs.get(content) ?? []), seq]);
		const newest = new Map<number, number>();
		for (const { content, sentAt, by, seq } of sent) {
			const stored = seqs.get(content) ?? [];
			const isAcknowledged = typeof seq === "number";
			if (sentAt > answered && (isAcknowledged || stored.length > 0))
				this.checker.accept(`a message was accepted ${Math.round(sentAt - answered)} ms after the timeout`);
			if (stored.length > 1 || (isAcknowledged && stored[0] !== seq))
				this.checker.lose(`${content}, acknowledged as ${seq}, is stored as ${stored.join(" and ") || "nothing"}`);
			if (!isAcknowledged) continue;
			if (seq <= (newest.get(by) ?? 0)) this.checker.lose(`${content} is ${seq}, after ${newest.get(by)}`);
			newest.set(by, seq);
		}
	}

	private async checkSendsAgain([recorder]: Recorder[], places: number[]): Promise<void> {
		if (!recorder) return;
		const waiting = new Set(places);
		for (const until = clock() + sendsAgainMs; waiting.size > 0 && clock() < until; await sleep(20))
			for (const channelId of waiting) if ((await recorder.send(channelId)).ok) waiting.delete(channelId);
		if (waiting.size > 0) this.checker.lose("a member whose timeout was lifted could not send");
	}

	private async headsOf(place: Place): Promise<Heads> {
		const heads = placesOf(place).map(async (id) => [id, await this.newest(id)] as const);
		return new Map(await Promise.all(heads));
	}

	/** The member's messages after these. */
	private async writtenBy({ member }: Place, after: Heads, reader: ApiClient): Promise<Message[]> {
		const all: Message[] = [];
		for (const [channelId, head] of after)
			for (let [from, hasMore] = [head, true]; hasMore; ) {
				const path = `/api/channels/${channelId}/messages?limit=100&after=${from}`;
				const { messages, hasAfter } = await reader.call<MessagePage>("GET", path);
				all.push(...messages.filter(({ author }) => author.username === member.username));
				from = messages.at(-1)?.seq ?? from;
				hasMore = hasAfter;
			}
		return all;
	}
}

const isTombstone = ({ content, deletedAt }: Message) => deletedAt !== null && content === "";
const contentOf = ({ channelId, seq, content, deletedAt }: Message) => `${channelId} ${seq} ${content} ${deletedAt}`;
