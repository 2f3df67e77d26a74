import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@/e2e/api-client";
import type { Role } from "@/lib/realtime/protocol";
import { openAll, Way } from "./scenarios";

const reading = ["view_channel", "read_history", "send_messages"];
/** A new server's @everyone, without the permission to view channels. */
const nothing = ["change_nickname"];

/** A channel of a server, one of its members, and a role that the member may be given. */
type Place = { serverId: number; channelId: number; member: ApiClient; everyone: Role; role: Role };
/** Gives the channel to the member, and takes it away. */
type Acts = { give(): Promise<unknown>; take(): Promise<unknown> };

/** The ways of losing a channel, but not the server. */
export class Hiding extends Way {
	roleTaken = (times: number) =>
		this.hide(times, async ({ serverId, member, everyone, role }) => {
			await this.owner.call("PATCH", `/api/roles/${everyone.id}`, { permissions: nothing });
			const path = `/api/servers/${serverId}/members/${member.username}/roles/${role.id}`;
			return { give: () => this.owner.call("PUT", path), take: () => this.owner.call("DELETE", path) };
		});

	roleEdited = (times: number) =>
		this.hide(times, async ({ serverId, member, everyone, role }) => {
			await this.owner.call("PATCH", `/api/roles/${everyone.id}`, { permissions: nothing });
			await this.owner.call("PUT", `/api/servers/${serverId}/members/${member.username}/roles/${role.id}`);
			const edit = (permissions: string[]) => this.owner.call("PATCH", `/api/roles/${role.id}`, { permissions });
			return { give: () => edit(reading), take: () => edit([]) };
		});

	override = (times: number) =>
		this.hide(times, async ({ channelId, everyone }) => {
			const set = (overrides: object[]) =>
				this.owner.call("PUT", `/api/channels/${channelId}/overrides`, { overrides });
			const denied = { roleId: everyone.id, allow: [], deny: ["view_channel"] };
			return { give: () => set([]), take: () => set([denied]) };
		});

	privacy = (times: number) =>
		this.hide(times, async ({ channelId }) => {
			const set = (isPrivate: boolean) =>
				this.owner.call("PATCH", `/api/channels/${channelId}`, { private: isPrivate });
			return { give: () => set(false), take: () => set(true) };
		});

	/** An archived channel is still received, but nothing is accepted in it. */
	async archive(times: number): Promise<void> {
		const { channelId, member } = await this.place();
		const [recorder] = await this.clientsOf(member, ["websocket"]);
		if (!recorder) return;
		const set = (archived: boolean) => this.owner.call("PATCH", `/api/channels/${channelId}`, { archived });
		for (let n = 0; n < times; n++) {
			await set(false);
			const racing = recorder.send(channelId).catch(() => null);
			await sleep(n % 40);
			await set(true);
			const before = await this.newest(channelId);
			if ((await recorder.send(channelId)).ok) this.checker.accept("message:send was accepted");
			await racing;
			if ((await this.newest(channelId)) !== before) this.checker.accept("a message was stored");
			this.tally.times++;
		}
		recorder.close();
	}

	private async hide(times: number, prepare: (place: Place) => Promise<Acts>): Promise<void> {
		const place = await this.place();
		const { serverId, channelId, member } = place;
		const { give, take } = await prepare(place);
		const recorders = await this.clientsOf(member);
		for (let n = 0; n < times; n++) {
			await give();
			await openAll(recorders, channelId);
			await sleep(n % 40);
			for (const recorder of recorders) recorder.received.length = 0;
			const racing = recorders[n % recorders.length]?.open(channelId).catch(() => null);
			await take();
			await this.check(recorders, serverId, {
				channelId,
				isLast: ({ event, payload }) =>
					event === "channel:deleted" && (payload as { channelId: number }).channelId === channelId,
			});
			await racing;
			await this.checkRefused(recorders, channelId);
		}
		for (const recorder of recorders) recorder.close();
	}

	private async place(): Promise<Place> {
		const { serverId, channelId } = await this.makeServer();
		const member = await this.signUpMember();
		await member.join(serverId);
		const path = `/api/servers/${serverId}/roles`;
		const { role } = await this.owner.call<{ role: Role }>("POST", path, { name: "readers", permissions: reading });
		const { roles } = await this.owner.call<{ roles: Role[] }>("GET", path);
		const everyone = roles.find((one) => one.everyone);
		if (!everyone) throw new Error("The server has no role @everyone.");
		return { serverId, channelId, member, everyone, role };
	}
}
