import type { Permission } from "@/lib/auth/permissions";
import type { Role, Server } from "@/lib/realtime/protocol";
import type { ApiClient } from "./api-client";

/** A server and its channels by name. */
export class ServerFixture {
	private constructor(
		readonly name: string,
		readonly serverId: number,
		private readonly channels: Map<string, number>,
		private readonly owner: ApiClient,
	) {}

	static async madeBy(owner: ApiClient, name: string, more: object = {}): Promise<ServerFixture> {
		const { categories } = await owner.call<{ categories: { id: number }[] }>("GET", "/api/categories");
		const wanted = { name, categoryId: categories[0]?.id, description: `What ${name} is about.`, ...more };
		const { server } = await owner.call<{ server: Server }>("POST", "/api/servers", wanted);
		return ServerFixture.of(server, owner);
	}

	static of({ name, id, channels = [] }: Server, owner: ApiClient): ServerFixture {
		return new ServerFixture(name, id, new Map(channels.map((channel) => [channel.name, channel.id])), owner);
	}

	get path(): string {
		return `/servers/${this.serverId}`;
	}

	channel(name: string): number {
		const id = this.channels.get(name);
		if (id === undefined) throw new Error(`${this.name} has no channel ${name}.`);
		return id;
	}

	channelPath = (name: string): string => `${this.path}/channels/${this.channel(name)}`;

	async opensChannel(name: string, more: object = {}): Promise<number> {
		const { channel } = await this.owner.call<{ channel: { id: number } }>("POST", `/api${this.path}/channels`, {
			name,
			...more,
		});
		this.channels.set(name, channel.id);
		return channel.id;
	}

	/** Gives a member a role with these permissions. */
	async makesModerator({ username }: Pick<ApiClient, "username">, permissions: Permission[]): Promise<void> {
		const wanted = { name: "Moderator", permissions };
		const { role } = await this.owner.call<{ role: Role }>("POST", `/api${this.path}/roles`, wanted);
		await this.owner.call("PUT", `/api${this.path}/members/${username}/roles/${role.id}`);
	}
}
