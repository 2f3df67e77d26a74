import type { BenchEnvironment } from "./environment";
import type { ROLES } from "./load";
import { Worker } from "./load/worker";
import type { Figure } from "./metrics";
import type { Pin } from "./options";

type Roles = typeof ROLES;

/** The context of every measurement: the app, its users, and the load generator's processes. */
export class Bench {
	private readonly working: { stop(): Promise<void> }[] = [];

	constructor(
		readonly stage: BenchEnvironment,
		readonly rounds: number,
		readonly pin: Pin,
		/** Resources to release at the end. */
		readonly folder: string,
		readonly log: (text: string) => void,
		/** The number of messages that the search section creates. */
		readonly messages: number,
		/** The number of members whom the communities section connects. */
		readonly sockets: number,
	) {}

	note = (figure: Figure): Figure => {
		this.log(`${figure.name}: ${figure.measured}${figure.beside && ` (${figure.beside})`}`);
		return figure;
	};

	/** Starts a process of the load generator, on the cores for load. */
	worker = <Name extends keyof Roles>(role: Name): Worker<Roles[Name]> => {
		const worker = Worker.start<Roles[Name]>(role, this.pin?.load);
		this.working.push(worker);
		return worker;
	};

	/** Starts the server for comparison, on the cores for the server. */
	baseline = async (kind: "socket.io" | "ws"): Promise<{ url: string; worker: Worker<Roles["baseline"]> }> => {
		const worker = Worker.start<Roles["baseline"]>("baseline", this.pin?.app);
		this.working.push(worker);
		const { port } = await worker.ask("listen", { kind });
		return { url: `http://127.0.0.1:${port}`, worker };
	};

	/** Ends all worker processes, so that the next measurement starts with new ones. */
	dismiss = async (): Promise<void> => {
		await Promise.all(this.working.splice(0).map((worker) => worker.stop()));
	};
}
