import { ApiClient } from "@/e2e/api-client";
import { App } from "@/e2e/app";
import type { Channel } from "@/lib/realtime/protocol";
import { pin } from "./load/worker";
import type { Pin } from "./options";

const atOnce = 4;
export const unlimited = { RATE_LIMITS: "off", HOST: "127.0.0.1" };

/** The built app on empty data, with users who have accounts, sessions and a common server. */
export class BenchEnvironment {
	private constructor(
		readonly app: App,
		readonly owner: ApiClient,
		readonly people: ApiClient[],
		readonly serverId: number,
		private readonly cores: Pin,
		private readonly hasOwnDatabase: boolean,
	) {}

	static async open(count: number, cores: Pin, env: Record<string, string> = {}): Promise<BenchEnvironment> {
		const app = await App.start({ ...unlimited, ...env });
		try {
			const url = urlOf(app);
			const owner = await ApiClient.signUp(url, "bench_owner");
			const { serverId } = await owner.makeServer("Bench");
			const names = Array.from({ length: count }, (_, n) => `bench${String(n + 1).padStart(3, "0")}`);
			const people: ApiClient[] = [];
			for (let from = 0; from < count; from += atOnce)
				people.push(
					...(await Promise.all(names.slice(from, from + atOnce).map((name) => arrive(url, name, serverId)))),
				);
			const stage = new BenchEnvironment(app, owner, people, serverId, cores, !env.DATABASE_URL);
			stage.keepApart();
			return stage;
		} catch (error) {
			await app.stop();
			throw error;
		}
	}

	get url(): string {
		return urlOf(this.app);
	}

	/** Pins the app and its own database to the server's cores. */
	keepApart(): void {
		if (!this.cores) return;
		pin(this.app.pid, this.cores.app);
		if (this.hasOwnDatabase) pin(this.app.postmaster, this.cores.app);
	}

	cookies = (count: number): string[] => this.people.slice(0, count).map(({ cookie }) => cookie);

	async channel(name: string): Promise<number> {
		const { channel } = await this.owner.call<{ channel: Channel }>("POST", `/api/servers/${this.serverId}/channels`, {
			name,
		});
		return channel.id;
	}

	close = (): Promise<void> => this.app.stop();
}

async function arrive(url: string, name: string, serverId: number): Promise<ApiClient> {
	const person = await ApiClient.signUp(url, name);
	await person.join(serverId);
	return person;
}

export const urlOf = (app: App) => `http://127.0.0.1:${app.port}`;
