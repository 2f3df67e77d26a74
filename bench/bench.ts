import type { BenchEnvironment } from "./environment";
import type { PARTS } from "./load";
import { Worker } from "./load/worker";
import type { Figure } from "./metrics";
import type { Pin } from "./options";

type Parts = typeof PARTS;

/** What every measure works with: the app and its people, and the processes of the load. */
export class Bench {
	private readonly working: { stop(): Promise<void> }[] = [];

	constructor(
		readonly stage: BenchEnvironment,
		readonly rounds: number,
		readonly pin: Pin,
		/** For what is gone afterwards. */
		readonly folder: string,
		readonly log: (text: string) => void,
		/** Of the search section: how many messages are made. */
		readonly messages: number,
	) {}

	note = (figure: Figure): Figure => {
		this.log(`${figure.name}: ${figure.measured}${figure.beside && ` (${figure.beside})`}`);
		return figure;
	};

	/** A process of the load generator, on its cores. */
	worker = <Name extends keyof Parts>(part: Name): Worker<Parts[Name]> => {
		const worker = Worker.start<Parts[Name]>(part, this.pin?.load);
		this.working.push(worker);
		return worker;
	};

	/** Something to compare with, on the server's cores. */
	bare = async (kind: "socket.io" | "ws"): Promise<{ url: string; worker: Worker<Parts["bare"]> }> => {
		const worker = Worker.start<Parts["bare"]>("bare", this.pin?.app);
		this.working.push(worker);
		const { port } = await worker.ask("listen", { kind });
		return { url: `http://127.0.0.1:${port}`, worker };
	};

	/** Ends all of these: the next measure begins with its own. */
	dismiss = async (): Promise<void> => {
		await Promise.all(this.working.splice(0).map((worker) => worker.stop()));
	};
}
