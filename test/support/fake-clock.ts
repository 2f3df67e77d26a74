import type { TestContext } from "node:test";

/** A clock that a test advances by hand, for code that uses performance.now() and timeouts. */
export class FakeClock {
	private now = 1000;
	private readonly timers = new Set<{ at: number; act: () => void; unref(): void }>();

	constructor(context: TestContext) {
		context.mock.method(performance, "now", () => this.now);
		context.mock.method(globalThis, "setTimeout", ((act: () => void, ms = 0) => {
			const timer = { at: this.now + ms, act, unref: () => {} };
			this.timers.add(timer);
			return timer;
		}) as never);
		context.mock.method(globalThis, "clearTimeout", ((timer: never) => void this.timers.delete(timer)) as never);
	}

	pass(ms: number): void {
		const until = this.now + ms;
		for (;;) {
			const [next] = [...this.timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
			if (!next) break;
			this.timers.delete(next);
			this.now = Math.max(this.now, next.at);
			next.act();
		}
		this.now = until;
	}
}
