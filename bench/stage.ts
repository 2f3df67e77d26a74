import { App } from "@/e2e/app";
import { Wire } from "@/e2e/wire";
import type { Channel } from "@/lib/realtime/contract";
import { pin } from "./load/worker";
import type { Options } from "./options";

const atOnce = 4;

/** The built app on empty data, and people with accounts, sessions and a server in common. */
export class Stage {
	private constructor(
		readonly app: App,
		readonly owner: Wire,
		readonly people: Wire[],
		private readonly serverId: number,
	) {}

	static async open(count: number, { pin: cores }: Options): Promise<Stage> {
		const app = await App.start({ RATE_LIMITS: "off", HOST: "127.0.0.1" });
		try {
			if (cores) for (const pid of [app.pid, app.postmaster]) pin(pid, cores.app);
			const url = urlOf(app);
			const owner = await Wire.signUp(url, "bench_owner");
			const { serverId } = await owner.makeServer("Bench");
			const names = Array.from({ length: count }, (_, n) => `bench${String(n + 1).padStart(3, "0")}`);
			const people: Wire[] = [];
			for (let from = 0; from < count; from += atOnce)
				people.push(
					...(await Promise.all(
						names.slice(from, from + atOnce).map(async (name) => {
							const person = await Wire.signUp(url, name);
							await person.join(serverId);
							return person;
						}),
					)),
				);
			return new Stage(app, owner, people, serverId);
		} catch (error) {
			await app.stop();
			throw error;
		}
	}

	get url(): string {
		return urlOf(this.app);
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

const urlOf = (app: App) => `http://127.0.0.1:${app.port}`;
