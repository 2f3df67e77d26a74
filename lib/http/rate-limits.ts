import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";

declare module "../process/app-state" {
	interface AppState {
		rateLimiter: RateLimiter;
	}
}

/** Allows `burst` at once, then one every `everyMs`. */
type Limit = { burst: number; everyMs: number; sentence: (seconds: number) => string };

const wait = (seconds: number) => `Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`;

export const limits = {
	messages: { burst: 20, everyMs: 200, sentence: (s) => `You’re sending fast. ${wait(s)}` },
	requests: { burst: 600, everyMs: 100, sentence: (s) => `That is a lot of requests. ${wait(s)}` },
	uploads: { burst: 30, everyMs: 2000, sentence: (s) => `That is a lot of files. ${wait(s)}` },
	downloads: { burst: 1000, everyMs: 50, sentence: (s) => `That is a lot of files to read. ${wait(s)}` },
	searches: { burst: 30, everyMs: 250, sentence: (s) => `You’re searching fast. ${wait(s)}` },
	/** Permanent rows: the rate bounds their number. */
	servers: { burst: 50, everyMs: 120_000, sentence: (s) => `You’re making many servers. ${wait(s)}` },
	channels: { burst: 200, everyMs: 10_000, sentence: (s) => `You’re making many channels. ${wait(s)}` },
	threads: { burst: 60, everyMs: 5000, sentence: (s) => `You’re beginning many threads. ${wait(s)}` },
	/** Each change is sent to all instances, which replace the keywords in every server that the user belongs to. */
	keywords: { burst: 3, everyMs: 1000, sentence: (s) => `You’re changing your keywords fast. ${wait(s)}` },
	/** Each change is sent to all of the user's devices. */
	accountSettings: { burst: 60, everyMs: 1000, sentence: (s) => `You’re changing your settings fast. ${wait(s)}` },
	/** Roles, overrides, groups and the layout: each change is checked against every member who is connected. */
	access: { burst: 60, everyMs: 1000, sentence: (s) => `You’re changing roles and access fast. ${wait(s)}` },
	/** Each is about up to 500 users. */
	bulkActions: { burst: 10, everyMs: 10_000, sentence: (s) => `You’re moderating many members fast. ${wait(s)}` },
	/** Each change is compiled by all instances. */
	automod: { burst: 30, everyMs: 2000, sentence: (s) => `You’re changing automod rules fast. ${wait(s)}` },
	/** Each looks at 1,000 messages. */
	dryRuns: { burst: 10, everyMs: 3000, sentence: (s) => `You’re trying rules fast. ${wait(s)}` },
	/** Permanent rows, like servers. */
	invites: { burst: 60, everyMs: 10_000, sentence: (s) => `You’re making many invites. ${wait(s)}` },
	joinRequests: { burst: 20, everyMs: 60_000, sentence: (s) => `You’re asking to join many servers. ${wait(s)}` },
	reports: { burst: 20, everyMs: 4_320_000, sentence: (s) => `You have sent many reports today. ${wait(s)}` },
	/** For codes that do not exist, by address. */
	inviteLookups: { burst: 30, everyMs: 20_000, sentence: (s) => `Too many invites that do not exist. ${wait(s)}` },
	/** Each change is sent to every member. */
	emoji: { burst: 60, everyMs: 1000, sentence: (s) => `You’re changing emoji fast. ${wait(s)}` },
	edits: { burst: 60, everyMs: 1000, sentence: (s) => `You’re editing fast. ${wait(s)}` },
	/** Links to be previewed. Above the limit links have no preview, without an error. */
	previews: { burst: 40, everyMs: 2000, sentence: (s) => `That is a lot of links. ${wait(s)}` },
	/** The images stay on the disk for a day, even if their link is removed at once. */
	previewPictures: { burst: 40, everyMs: 30_000, sentence: (s) => `That is a lot of pictures. ${wait(s)}` },
	guests: { burst: 300, everyMs: 200, sentence: (s) => `That is a lot of requests from one address. ${wait(s)}` },
	/** For connections before the handshake; the user is checked later, when they enter the namespace. */
	handshakes: { burst: 600, everyMs: 50, sentence: (s) => `Many connections came from this address. ${wait(s)}` },
	passwords: { burst: 10, everyMs: 6000, sentence: (s) => `Too many tries. ${wait(s)}` },
	/** Codes of second factors, right or wrong, by account: nobody can guess one even with the password. */
	secondFactors: { burst: 10, everyMs: 300_000, sentence: (s) => `Too many codes. ${wait(s)}` },
	/** For all names together, right or wrong. */
	signIns: { burst: 60, everyMs: 1000, sentence: (s) => `Too many tries from one address. ${wait(s)}` },
	/** Requests to reset a password, by address. */
	resets: { burst: 5, everyMs: 720_000, sentence: (s) => `Too many tries from one address. ${wait(s)}` },
	/** E-mails with a link to reset a password, by account. Above the limit none is sent, without an error. */
	resetsOfAccount: { burst: 3, everyMs: 1_200_000, sentence: (s) => `Too many tries. ${wait(s)}` },
	/** Actions of administrators: a browser that somebody else uses cannot change all accounts at once. */
	administration: { burst: 60, everyMs: 1000, sentence: (s) => `You’re changing a lot. ${wait(s)}` },
	/** Each sends e-mails to an address that the user has given. */
	emailChanges: { burst: 10, everyMs: 360_000, sentence: (s) => `You’re asking for many e-mails. ${wait(s)}` },
	/** Usernames, deletions and exports: each is announced to many, or is much work. */
	accountChanges: { burst: 10, everyMs: 60_000, sentence: (s) => `You’re changing your account fast. ${wait(s)}` },
	/** Each asks the provider for its document. */
	providerSignIns: { burst: 20, everyMs: 3000, sentence: (s) => `Too many tries from one address. ${wait(s)}` },
	identityChanges: { burst: 10, everyMs: 30_000, sentence: (s) => `You’re changing linked sign-ins fast. ${wait(s)}` },
	/** Challenges of registrations, each two hashes. */
	challenges: { burst: 60, everyMs: 10_000, sentence: (s) => `Too many tries from one address. ${wait(s)}` },
	registrations: { burst: 20, everyMs: 180_000, sentence: (s) => `Many accounts came from this address. ${wait(s)}` },
} satisfies Record<string, Limit>;

/** Consumes one from the limit of `who`, or throws `rate_limited` with the time until the next. */
export const consume = (name: keyof typeof limits, who: string | number): Promise<void> => ask(name, who, true);

/** Throws like `consume`, but consumes nothing. */
export const peek = (name: keyof typeof limits, who: string | number): Promise<void> => ask(name, who, false);

/** Consumes one synchronously, on this instance alone, for limits that protect this process. */
export function takeHere(name: keyof typeof limits, who: string | number): void {
	const retryAfterMs = config.rateLimits ? appState().rateLimiter.take(`${name}:${who}`, limits[name]) : 0;
	if (retryAfterMs > 0) refuse(name, retryAfterMs);
}

/** Instances that share a Redis share their limits. Without it, or while it does not respond, each counts its own. */
async function ask(name: keyof typeof limits, who: string | number, taking: boolean): Promise<void> {
	if (!config.rateLimits) return;
	const { rateLimiter, redisBus } = appState();
	const key = `${name}:${who}`;
	const { burst, everyMs } = limits[name];
	const shared = redisBus ? await redisBus.take(key, burst, everyMs, taking) : null;
	const retryAfterMs = shared ?? (taking ? rateLimiter.take(key, limits[name]) : rateLimiter.wait(key, limits[name]));
	if (retryAfterMs > 0) refuse(name, retryAfterMs);
}

function refuse(name: keyof typeof limits, retryAfterMs: number): never {
	throw new AppError("rate_limited", limits[name].sentence(Math.ceil(retryAfterMs / 1000)), { retryAfterMs });
}

/**
 * The generic cell rate algorithm: one number a key, the time at which its whole allowance is restored. The libraries'
 * fixed windows would allow twice the burst around their boundary, and then make users wait for the window's end.
 */
export class RateLimiter {
	private readonly freeAt = new Map<string, number>();
	private sweepAt = 0;

	/** Milliseconds until one is available: 0 is now. */
	wait(key: string, { burst, everyMs }: Limit, now = performance.now()): number {
		return Math.max(0, (this.freeAt.get(key) ?? 0) - now - (burst - 1) * everyMs);
	}

	/** Consumes one if available and returns 0; otherwise returns the milliseconds to wait. */
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
