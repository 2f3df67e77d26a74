import type { Random } from "../chaos/random";

type Event = { at: number; act: () => void };

/** A simulated clock and its pending events, which run in order of time. */
export class Simulation {
	now = 0;
	events = 0;
	private readonly heap: Event[] = [];

	in(delay: number, act: () => void): void {
		const event = { at: this.now + delay, act };
		let place = this.heap.push(event) - 1;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const above = this.heap[parent];
			if (!above || above.at <= event.at) break;
			this.heap[place] = above;
			place = parent;
		}
		this.heap[place] = event;
	}

	run(until: number): void {
		for (let next = this.heap[0]; next && next.at <= until; next = this.heap[0]) {
			this.takeFirst();
			this.now = next.at;
			this.events++;
			next.act();
		}
		this.now = until;
	}

	/** Runs `act` at independent random times, on average `rate` times a second. */
	poisson(rate: number, random: Random, act: () => void): void {
		if (rate <= 0) return;
		const again = () =>
			this.in(-Math.log(1 - random.next()) / rate, () => {
				again();
				act();
			});
		again();
	}

	private takeFirst(): void {
		const last = this.heap.pop();
		if (!last || this.heap.length === 0) return;
		let place = 0;
		for (;;) {
			let child = 2 * place + 1;
			const [left, right] = [this.heap[child], this.heap[child + 1]];
			if (!left) break;
			if (right && right.at < left.at) child++;
			const least = this.heap[child];
			if (!least || least.at >= last.at) break;
			this.heap[place] = least;
			place = child;
		}
		this.heap[place] = last;
	}
}

/** A server in the sense of queueing theory: one or more cores with a common first-come-first-served queue. */
export class Server {
	/** Seconds of core time spent. */
	worked = 0;
	private busy = 0;
	private readonly queue: { seconds: number; then: () => void }[] = [];
	private head = 0;

	constructor(
		private readonly simulation: Simulation,
		readonly cores = 1,
	) {}

	serve(seconds: number, then: () => void = () => {}): void {
		if (this.busy < this.cores) this.begin(seconds, then);
		else this.queue.push({ seconds, then });
	}

	private begin(seconds: number, then: () => void): void {
		this.busy++;
		this.worked += seconds;
		this.simulation.in(seconds, () => {
			this.busy--;
			const next = this.queue[this.head];
			if (next) {
				this.head++;
				if (this.head > 4096) {
					this.queue.splice(0, this.head);
					this.head = 0;
				}
				this.begin(next.seconds, next.then);
			}
			then();
		});
	}
}
