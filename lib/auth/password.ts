import { hash, verify } from "@node-rs/argon2";
import { AppError, unavailable } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";

declare module "../process/app-state" {
	interface AppState {
		/** Password hashes in progress, and the number of requests by address. */
		hashing: { running: number; waiting: (() => void)[]; byAddress: Map<string, number> };
	}
}

/**
 * argon2id, 19 MiB, two passes (OWASP's first choice); the hash contains its parameters. Runs off the event loop, two
 * at a time.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of no account's password, so that an unknown name takes as long as a wrong password. */
const UNUSABLE_HASH =
	"$argon2id$v=19$m=19456,t=2,p=1$aGVhcnRoaGVhcnRoaGVhcg$JxzWGhWPsdLQEvvjWE9vrGO0/UuA1rO9wYtaYUn3RiA";

/** Normalizes a password, because keyboards compose the same letters differently. */
export const formOf = (password: string) => password.normalize("NFKC");

export const hashPassword = (password: string, address: string): Promise<string> =>
	enqueue(address, () => hash(formOf(password), COST));

/** Whether the password belongs to the account. Takes the same time when there is no account. */
export async function passwordMatches(
	password: string,
	stored: string | null | undefined,
	address: string,
): Promise<boolean> {
	// Older accounts' passwords were hashed as typed.
	const forms = new Set([formOf(password), password, password.normalize("NFC"), password.normalize("NFD")]);
	let matches = false;
	for (const form of forms) matches = (await enqueue(address, () => verify(stored ?? UNUSABLE_HASH, form))) || matches;
	return matches && Boolean(stored);
}

const concurrency = 2;
/** Beyond this a flood of sign-ins is rejected instead of waiting for minutes. */
const maxQueueLength = 200;
/**
 * The share of the queue that one address may use, running checks included, so that its flood leaves room for others.
 */
const maxQueuedPerAddress = 20;
const retryAfterMs = 2000;

/** Throws `rate_limited` if the address has used up its share of the queue, and `unavailable` if the queue is full. */
async function enqueue<T>(address: string, work: () => Promise<T>): Promise<T> {
	const line = appState().hashing;
	const own = line.byAddress.get(address) ?? 0;
	if (config.rateLimits && own >= maxQueuedPerAddress)
		throw new AppError("rate_limited", "Too many tries from one address. Try again in 2 seconds.", { retryAfterMs });
	if (line.waiting.length >= maxQueueLength) throw unavailable();
	line.byAddress.set(address, own + 1);
	if (line.running >= concurrency) await new Promise<void>((resolve) => line.waiting.push(resolve));
	else line.running++;
	try {
		return await work();
	} finally {
		const next = line.waiting.shift();
		if (next) next();
		else line.running--;
		const left = (line.byAddress.get(address) ?? 1) - 1;
		if (left > 0) line.byAddress.set(address, left);
		else line.byAddress.delete(address);
	}
}
