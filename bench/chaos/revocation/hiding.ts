import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@/e2e/api-client";
import type { Role } from "@/lib/realtime/protocol";
import { clock } from "../event-log";
import { heartbeatTimes } from "./heartbeat-sender";
import { namesChannel, type Recorder } from "./recorder";
import { openAll, placesOf, type Site, Way } from "./scenarios";

const reading = ["view_channel", "read_history", "send_messages"];
/** A new server's @everyone, without the permission to view channels. */
const nothing = ["change_nickname"];

/** A server, one of its members, and a role that the member may be given. */
type Place = { site: Site; member: ApiClient; everyone: Role; role: Role };
/** Gives one channel or both to the member, and takes them away. Their threads go with them. */
type Acts = { give(): Promise<unknown>; take(): Promise<unknown>; takesBoth?: boolean };

const heartbeatWithinMs = 5000;

/** The ways of losing a channel, but not the server. */
export class Hiding extends Way {
	roleTaken = (times: number) =>
		this.hide(times, async ({ site, member, everyone, role }) => {
			await this.owner.call("PATCH", `/api/roles/${everyone.id}`, { permissions: nothing });
			const path = `/api/servers/${site.serverId}/members/${member.username}/roles/${role.id}`;
			return {
				give: () => this.owner.call("PUT", path),
				take: () => this.owner.call("DELETE", path),
				takesBoth: true,
			};
		});

	roleEdited = (times: number) =>
		this.hide(times, async ({ site, member, everyone, role }) => {
			await this.owner.call("PATCH", `/api/roles/${everyone.id}`, { permissions: nothing });
			await this.owner.call("PUT", `/api/servers/${site.serverId}/members/${member.username}/roles/${role.id}`);
			const edit = (permissions: string[]) => this.owner.call("PATCH", `/api/roles/${role.id}`, { permissions });
			return { give: () => edit(reading), take: () => edit([]), takesBoth: true };
		});

	override = (times: number) =>
		this.hide(times, async ({ site, everyone }) => {
			const set = (overrides: object[]) =>
				this.owner.call("PUT", `/api/channels/${site.own[0]}/overrides`, { overrides });
			const denied = { roleId: everyone.id, allow: [], deny: ["view_channel"] };
			return { give: () => set([]), take: () => set([denied]) };
		});

	privacy = (times: number) =>
		this.hide(times, async ({ site }) => {
			const set = (isPrivate: boolean) =>
				this.owner.call("PATCH", `/api/channels/${site.own[0]}`, { private: isPrivate });
			return { give: () => set(false), take: () => set(true) };
		});

	/** An archived channel is still received, but nothing is accepted in it and in its threads. */
	async archive(times: number): Promise<void> {
		const { site, member } = await this.place();
		const [recorder] = await this.clientsOf(member, ["websocket"]);
		if (!recorder) return;
		const set = (archived: boolean) => this.owner.call("PATCH", `/api/channels/${site.own[0]}`, { archived });
		for (let n = 0; n < times; n++) {
			await set(false);
			const racing = site.own.map((id) => recorder.send(id).catch(() => null));
			await sleep(n % 40);
			await set(true);
			const before = await Promise.all(site.own.map((id) => this.newest(id)));
			for (const id of site.own) if ((await recorder.send(id)).ok) this.checker.accept("message:send was accepted");
			for (const id of site.beside)
				if (!(await recorder.send(id)).ok) this.checker.lose("another channel refused a message");
			await Promise.all(racing);
			const after = await Promise.all(site.own.map((id) => this.newest(id)));
			if (after.join() !== before.join()) this.checker.accept("a message was stored");
			this.tally.times++;
		}
		recorder.close();
	}

	private async hide(times: number, prepare: (place: Place) => Promise<Acts>): Promise<void> {
		const place = await this.place();
		const { site, member } = place;
		const { give, take, takesBoth = false } = await prepare(place);
		const taken = takesBoth ? [site.own, site.beside] : [site.own];
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			await give();
			await openAll(recorders, placesOf(site));
			await sleep(n % 40);
			for (const recorder of recorders) recorder.received.length = 0;
			const racing = this.openOne(recorders, taken.flat(), n);
			await take();
			const answered = clock();
			await this.check(recorders, site, {
				losses: taken.map(([channelId, threadId]) => ({
					isLast: ({ event, payload }) =>
						event === "channel:deleted" && (payload as { channelId: number }).channelId === channelId,
					taken: [channelId, threadId],
				})),
			});
			await racing;
			await this.checkRefused(recorders, taken.flat());
			if (!takesBoth) await this.checkReceived(recorders, site.beside, answered);
		}
		for (const recorder of recorders) recorder.close();
	}

	/** Checks that the channels which stay are received as before. */
	private async checkReceived(recorders: Recorder[], stay: number[], answered: number): Promise<void> {
		const misses = () =>
			recorders.flatMap(({ received }) =>
				stay.filter(
					(id) =>
						!received.some((one) => namesChannel(one, id) && heartbeatTimes(one).some((sentAt) => sentAt > answered)),
				),
			);
		while (misses().length > 0 && clock() - answered < heartbeatWithinMs) await sleep(5);
		if (misses().length > 0) this.checker.lose("another channel was not received any more");
	}

	private async place(): Promise<Place> {
		const site = await this.makeServer();
		const { serverId } = site;
		const member = await this.signUpMember();
		await member.join(serverId);
		const path = `/api/servers/${serverId}/roles`;
		const { role } = await this.owner.call<{ role: Role }>("POST", path, { name: "readers", permissions: reading });
		const { roles } = await this.owner.call<{ roles: Role[] }>("GET", path);
		const everyone = roles.find((one) => one.everyone);
		if (!everyone) throw new Error("The server has no role @everyone.");
		return { site, member, everyone, role };
	}
}
