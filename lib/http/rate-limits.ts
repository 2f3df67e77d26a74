import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";

/** `burst` at once, then one every `everyMs`. */
type Limit = { burst: number; everyMs: number; sentence: (seconds: number) => string };

const wait = (seconds: number) => `Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`;

export const limits = {
	messages: { burst: 20, everyMs: 200, sentence: (s) => `You’re sending fast. ${wait(s)}` },
	requests: { burst: 600, everyMs: 100, sentence: (s) => `That is a lot of requests. ${wait(s)}` },
	uploads: { burst: 30, everyMs: 2000, sentence: (s) => `That is a lot of files. ${wait(s)}` },
	downloads: { burst: 1000, everyMs: 50, sentence: (s) => `That is a lot of files to read. ${wait(s)}` },
	searches: { burst: 30, everyMs: 250, sentence: (s) => `You’re searching fast. ${wait(s)}` },
	/** Rows that stay for good: what is made is bounded by how often. */
	servers: { burst: 50, everyMs: 120_000, sentence: (s) => `You’re making many servers. ${wait(s)}` },
	channels: { burst: 200, everyMs: 10_000, sentence: (s) => `You’re making many channels. ${wait(s)}` },
	threads: { burst: 60, everyMs: 5000, sentence: (s) => `You’re beginning many threads. ${wait(s)}` },
	/** Each change is told to all nodes, which look for it in every server that its maker is in. */
	keywords: { burst: 3, everyMs: 1000, sentence: (s) => `You’re changing your keywords fast. ${wait(s)}` },
	edits: { burst: 60, everyMs: 1000, sentence: (s) => `You’re editing fast. ${wait(s)}` },
	/** Links of others' that one may have looked at; beyond, they have no preview and nobody is told. */
	previews: { burst: 40, everyMs: 2000, sentence: (s) => `That is a lot of links. ${wait(s)}` },
	/** What they show lies on the disk for a day, also where its link is taken away at once. */
	previewPictures: { burst: 40, everyMs: 30_000, sentence: (s) => `That is a lot of pictures. ${wait(s)}` },
	guests: { burst: 300, everyMs: 200, sentence: (s) => `That is a lot of requests from one address. ${wait(s)}` },
	/** Of connections that nobody has entered yet: who is there is asked later, with a call of theirs. */
	handshakes: { burst: 600, everyMs: 50, sentence: (s) => `Many connections came from this address. ${wait(s)}` },
	passwords: { burst: 10, everyMs: 6000, sentence: (s) => `Too many tries. ${wait(s)}` },
	/** Of all names together, right or wrong. */
	signIns: { burst: 60, everyMs: 1000, sentence: (s) => `Too many tries from one address. ${wait(s)}` },
	registrations: { burst: 20, everyMs: 180_000, sentence: (s) => `Many accounts came from this address. ${wait(s)}` },
} satisfies Record<string, Limit>;

/** Takes one from the allowance of `who`, or throws `rate_limited` with the time until the next is free. */
export const consume = (name: keyof typeof limits, who: string | number): Promise<void> => ask(name, who, true);

/** Throws as `take` would, and takes nothing. */
export const peek = (name: keyof typeof limits, who: string | number): Promise<void> => ask(name, who, false);

/** Takes one as `take` does, of this node alone and at once: for what is bounded to protect this process. */
export function takeHere(name: keyof typeof limits, who: string | number): void {
	const retryAfterMs = config.rateLimits ? appState().rateLimiter.take(`${name}:${who}`, limits[name]) : 0;
	if (retryAfterMs > 0) refuse(name, retryAfterMs);
}

/** Where nodes share a Redis they share allowances; without it, or while it does not answer, each counts its own. */
async function ask(name: keyof typeof limits, who: string | number, taking: boolean): Promise<void> {
	if (!config.rateLimits) return;
	const { rateLimiter: allowances, redisBus: relay } = appState();
	const key = `${name}:${who}`;
	const { burst, everyMs } = limits[name];
	const shared = relay ? await relay.take(key, burst, everyMs, taking) : null;
	const retryAfterMs = shared ?? (taking ? allowances.take(key, limits[name]) : allowances.wait(key, limits[name]));
	if (retryAfterMs > 0) refuse(name, retryAfterMs);
}

function refuse(name: keyof typeof limits, retryAfterMs: number): never {
	throw new AppError("rate_limited", limits[name].sentence(Math.ceil(retryAfterMs / 1000)), { retryAfterMs });
}

/**
 * The generic cell rate algorithm: one number a key, the moment at which its whole allowance is free again. Windows,
 * which the libraries offer, would let through twice the burst around their edge and then make people wait for its end.
 */
export class RateLimiter {
	private readonly freeAt = new Map<string, number>();
	private sweepAt = 0;

	/** Milliseconds until one is free: 0 is now. */
	wait(key: string, { burst, everyMs }: Limit, now = performance.now()): number {
		return Math.max(0, (this.freeAt.get(key) ?? 0) - now - (burst - 1) * everyMs);
	}

	/** Takes one if it is free and answers 0; else the milliseconds to wait. */
	take(key: string, limit: Limit, now = performance.now()): number {
		const wait = this.wait(key, limit, now);
		if (wait === 0) this.freeAt.set(key, Math.max(now, this.freeAt.get(key) ?? 0) + limit.everyMs);
		if (now > this.sweepAt) {
			this.sweepAt = now + 60_000;
			for (const [other, at] of this.freeAt) if (at <= now) this.freeAt.delete(other);
		}
		return wait;
	}
}
